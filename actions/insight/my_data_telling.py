"""What is held and what is thought of an account, in the customer's words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from actions import wording
from actions.turn import Turn
from actions.wording import day, lines, phrase, yuan
from bot.domain.account import mask_account_no
from bot.domain.profile import NO, DataGroup, Tag, TagName, TagSource
from bot.domain.reply import Button
from bot.services.my_data import MyData

KIND = "my_data"
_W = "my_data."
_UNSURE = 0.75
"""A tag less sure than this is told with a doubt."""
_MOST_BUTTONS = 8


def payload(aspect: str) -> str:
    """What a button of this talk sends; the brain has no intent for it but help."""
    named = f"{KIND}:{aspect}" if aspect else KIND
    return f"/help{json.dumps({'aspect': named}, ensure_ascii=False)}"


def label(name: TagName) -> str:
    """A tag's short name."""
    return phrase(f"{_W}labels.{name.value}")


def text_of(tag: Tag) -> str:
    """What a tag says."""
    if tag.value == NO:
        return phrase(_W + "not_so", label=label(tag.name))
    values = wording.words(KIND)["values"].get(tag.name.value, {})
    return str(values.get(tag.value, label(tag.name)))


def tell_held(turn: Turn, found: MyData) -> None:
    """Everything that is held, one kind a line."""
    turn.tell(
        lines(
            [
                phrase(_W + "show.head", account=mask_account_no(found.account.account_no)),
                _who(found),
                _rights(found),
                _records(found),
                _worked_out(found),
                _said(found),
                *_thought(found),
                *_looks(found),
            ]
        ),
        buttons=_W + "show.buttons",
    )


def tell_tags(turn: Turn, found: MyData) -> None:
    """Every tag with where it comes from and since when."""
    thought = found.thought
    if thought.objected or not thought.tags:
        key = "none_objected" if thought.objected else "none"
        turn.tell(lines([phrase(f"{_W}tags.{key}"), _deleted(found)]), buttons=_W + "tags.buttons")
        return
    turn.tell(
        lines(
            [
                phrase(_W + "tags.head"),
                *[_row(tag) for tag in thought.tags],
                _deleted(found),
                phrase(_W + "tags.disputed") if thought.disputed else "",
            ]
        ),
        buttons=_W + "tags.buttons",
    )


def tell_changes(turn: Turn, found: MyData) -> None:
    """A button for each tag that the customer may put right."""
    own = _correctable(found.thought.tags)
    if not own:
        text = [phrase(_W + "change.none"), phrase(_W + "change.records")]
        turn.tell(lines(text), buttons=_W + "tags.buttons")
        return
    buttons = [
        Button(
            phrase(f"{_W}change.{'wrong' if tag.holds else 'right'}", label=label(tag.name)),
            payload(f"{'wrong' if tag.holds else 'right'}:{tag.name.value}"),
        )
        for tag in own[:_MOST_BUTTONS]
    ]
    turn.tell(lines([phrase(_W + "change.which"), phrase(_W + "change.records")]), buttons=buttons)


def tell_erasable(turn: Turn, found: MyData) -> None:
    """A button for each thing that can go; what must stay is said."""
    groups = [
        Button(
            phrase(_W + "erase.group_button", label=phrase(f"{_W}erase.groups.{group.value}")),
            payload(f"drop:{group.value}"),
        )
        for group in _present(found)
    ]
    tags = [
        Button(phrase(_W + "erase.tag_button", label=label(tag.name)), payload(_drop(tag)))
        for tag in _correctable(found.thought.tags)
    ]
    turn.say(_W + "erase.which", buttons=[*groups, *tags][:_MOST_BUTTONS])


def _drop(tag: Tag) -> str:
    return f"drop:{tag.name.value}"


def _present(found: MyData) -> Iterable[DataGroup]:
    """The kinds of data that are there and may go."""
    if _correctable(found.thought.tags):
        yield DataGroup.TAGS
    if found.worked_out.forecasts:
        yield DataGroup.FORECASTS
    if found.worked_out.figured_at:
        yield DataGroup.FINDINGS
    if found.replies:
        yield DataGroup.ADVICE
    if found.limit:
        yield DataGroup.BILL_LIMIT


def _correctable(tags: Sequence[Tag]) -> list[Tag]:
    return [tag for tag in tags if not tag.name.is_record]


def _row(tag: Tag) -> str:
    doubtful = tag.source is not TagSource.CUSTOMER and tag.confidence < _UNSURE
    return phrase(
        _W + "tags.row",
        text=text_of(tag),
        source=phrase(f"{_W}sources.{tag.source.value}"),
        since=day(tag.since.date()),
        doubt=phrase(_W + "tags.doubt") if doubtful else "",
    )


def _deleted(found: MyData) -> str:
    names = "、".join(label(name) for name in found.thought.deleted[:_MOST_BUTTONS])
    return phrase(_W + "tags.deleted", names=names) if names else ""


def _who(found: MyData) -> str:
    key = "who" if found.phone else "who_no_phone"
    return phrase(f"{_W}show.{key}", holder=found.holder, phone=found.phone)


def _rights(found: MyData) -> str:
    rights = found.rights
    topics = {item.topic for item in rights.notices}
    return phrase(
        _W + "show.rights",
        devices=len(rights.devices),
        people=len(rights.people),
        notices=len(topics),
    )


def _records(found: MyData) -> str:
    return phrase(_W + "show.records", **vars(found.counts))


def _worked_out(found: MyData) -> str:
    worked = found.worked_out
    return phrase(_W + "show.worked_out", forecasts=worked.forecasts, findings=len(worked.findings))


def _said(found: MyData) -> str:
    said = phrase(_W + "show.said", replies=len(found.replies), responses=len(found.responses))
    limit = found.limit
    line = phrase(_W + "show.limit", limit=yuan(limit.limit_yuan)) if limit else ""
    return lines([said, line])


def _thought(found: MyData) -> Iterable[str]:
    thought = found.thought
    if thought.objected:
        yield phrase(_W + "show.objected")
    elif thought.tags:
        yield phrase(_W + "show.tags", tags=len(thought.tags))
    else:
        yield phrase(_W + "show.no_tags")
    if thought.value:
        yield phrase(
            _W + "show.value",
            yearly=yuan(thought.value.yearly_yuan),
            lifetime=yuan(thought.value.lifetime_yuan),
        )


def _looks(found: MyData) -> Iterable[str]:
    talks, looks = found.talks, found.looks
    if talks.oldest_at:
        yield phrase(
            _W + "show.talks",
            conversations=talks.conversations,
            messages=talks.messages,
            oldest=day(talks.oldest_at.date()),
        )
    yield phrase(_W + "show.looks", allowed=looks.allowed, refused=looks.refused)
