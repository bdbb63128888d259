"""「你们存了我什么」, 「我不是老人」, 「删掉我的标签」, 「别给我贴标签」.

The brain has no intent for these; whatever it takes the words for, they are taken up here, and
buttons send `/help` with the side they mean.
"""

from __future__ import annotations

import re

from actions import answering, in_hand, proving, wording
from actions.answering import answers
from actions.ask import Ask
from actions.hearing import listen
from actions.insight import my_data_telling as telling
from actions.insight.my_data_case import CASE, STOP, what_of
from actions.insight.my_data_telling import KIND, label
from actions.turn import Turn
from bot.domain.account import Account
from bot.domain.profile import DataGroup, TagName
from bot.domain.unable_profile import DataMustStay
from bot.services import profile
from bot.services.my_data import my_data

TAGS, CHANGE, ERASE, START = "tags", "change", "erase", "start"
WRONG, RIGHT, DROP = "wrong", "right", "drop"
_W = "my_data."
_TELLERS = {
    "": telling.tell_held,
    TAGS: telling.tell_tags,
    CHANGE: telling.tell_changes,
    ERASE: telling.tell_erasable,
}


@in_hand.taker
def take(turn: Turn) -> bool:
    """Words about one's own data, whatever the brain takes them for."""
    side = _side(turn)
    if side is None:
        return False
    answering.answer(turn, Ask(KIND, aspect=side, account_no=listen(turn.text).account_no))
    return True


def takes_tap(turn: Turn) -> bool:
    """A tapped button of this talk; False for help itself."""
    named, _, side = turn.entity("aspect").partition(":")
    if turn.text or named != KIND:
        return False
    answering.answer(turn, Ask(KIND, aspect=side))
    return True


@answers(KIND)
def tell(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Say it, change it, or ask for the yes that erases it; only for the holder."""
    own = proving.holder(turn, ask, account, why=_W + "holder_only")
    if own is None:
        return Ask(KIND)
    act, _, name = ask.aspect.partition(":")
    if act in (WRONG, RIGHT):
        _correct(turn, own, TagName(name), holds=act == RIGHT)
    elif act == DROP:
        _erase(turn, own, name)
    elif act == STOP:
        proving.open_case(turn, CASE, account_no=own.account_no, what=STOP)
    elif act == START:
        _start(turn, own)
    else:
        found = my_data(
            turn.deps.books,
            account=own,
            notices=turn.deps.account_rules.notices,
            conversation_id=turn.conversation_id,
            now=turn.now,
        )
        _TELLERS[act](turn, found)
    # What was done is not done again when it is only spoken of.
    return proving.same_topic(turn, Ask(KIND), account)


def _correct(turn: Turn, account: Account, tag: TagName, *, holds: bool) -> None:
    profile.correct(
        turn.deps.books,
        account=account,
        tag=tag,
        holds=holds,
        source=turn.conversation_id,
        now=turn.now,
    )
    key = "done_right" if holds else "done_wrong"
    turn.say(f"{_W}change.{key}", label=label(tag), buttons=_W + "change.done_buttons")


def _erase(turn: Turn, account: Account, name: str) -> None:
    """Say at once what must stay; for the rest ask for a yes."""
    what = what_of(name)
    if isinstance(what, TagName) and what.is_record:
        raise DataMustStay(what=DataGroup.RECORDS.value)
    if isinstance(what, DataGroup) and not what.can_be_deleted:
        raise DataMustStay(what=what.value)
    proving.open_case(turn, CASE, account_no=account.account_no, what=name)


def _start(turn: Turn, account: Account) -> None:
    source, now = turn.conversation_id, turn.now
    again = profile.allow_profiling(turn.deps.books, account=account, source=source, now=now)
    turn.say(_W + ("started" if again else "started_already"))


def _side(turn: Turn) -> str | None:
    """The side that the words mean, or None when they are about something else."""
    words, text = wording.words(KIND), turn.text
    if re.search(words["denies_age"], text):
        return f"{WRONG}:{TagName.NEEDS_PATIENCE.value}"
    if re.search(words["notes_age"], text) and turn.proven_numbers:
        return f"{RIGHT}:{TagName.NEEDS_PATIENCE.value}"
    if (turn.topic and turn.topic.kind) == KIND and (side := _in_topic(text)):
        return side
    for side, pattern in words["asks"]:
        if re.search(pattern, text):
            return _dropped(text) if side == ERASE else str(side)
    return None


def _in_topic(text: str) -> str:
    """A tag denied, or only doubted, while one's own data are spoken of."""
    words = wording.words(KIND)
    for name, pattern in words["denies"].items():
        if re.search(pattern, text):
            return f"{WRONG}:{name}"
    if re.search(words["erases"], text):
        return _dropped(text)
    return CHANGE if re.search(words["not_right"], text) else ""


def _dropped(text: str) -> str:
    """What is to be erased; the choice where nothing is named."""
    for name, pattern in wording.words(KIND)["groups_said"]:
        if re.search(pattern, text):
            return f"{DROP}:{name}"
    return ERASE
