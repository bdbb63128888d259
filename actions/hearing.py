"""What a customer's words hold, apart from their intent: numbers, wishes, turns of phrase."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from actions import wording
from bot.domain import account_no as spelling

_RUN = re.compile(r"[0-9零〇洞一幺二两三四五六七八九拐勾]+[xX]?")
_GAP = re.compile(r"[ \t\-—.]?")
_COUNTED = re.compile(r"(年|月|日|号楼|元|块|度|个|点|分|栋|室|kw|千瓦)", re.IGNORECASE)
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LAST4 = re.compile(r"\d{3}[\dX]")
_ID = re.compile(r"\d{17}[\dX]")
_CODE_LENGTH = 6


@dataclass(frozen=True)
class Heard:
    """Numbers of one message, sorted by what they can be; never logged."""

    account_no: str = ""
    """The last number that can be an account (or meter) number and was not taken back."""
    proof: str = field(default="", repr=False)
    """A six-digit code or the last four of an ID."""
    phone: str = ""
    wishes: frozenset[str] = frozenset()


def listen(text: str, *, given: Mapping[str, str] | None = None) -> Heard:
    """Sort the numbers of a message; `given` are values a tapped button carries."""
    given = given or {}
    heard = _sorted(_groups(text), text)
    wishes = {name for name, pattern in _wishes() if pattern.search(text)}
    if given.get("proof_way"):
        wishes.add(given["proof_way"])
    return Heard(
        account_no=given.get("account_no") or heard.account_no,
        proof=heard.proof,
        phone=heard.phone,
        wishes=frozenset(wishes),
    )


def aspect_of(kind: str, text: str) -> str:
    """Which side of a matter the words ask for, e.g. `arithmetic`; empty for none."""
    for name, pattern in wording.words("hearing")["aspects"].get(kind, ()):
        if re.search(pattern, text):
            return str(name)
    return ""


def cue_of(text: str) -> str:
    """The kind of question that elliptic words point at; empty for none."""
    for kind, pattern in wording.words("hearing")["cues"]:
        if re.search(pattern, text):
            return str(kind)
    return ""


def is_filler(text: str) -> bool:
    """Whether nothing is left but manner."""
    pattern = wording.words("hearing")["filler"]
    return re.fullmatch(rf"(?:{pattern}|[^\w])*", text) is not None


def is_deictic(text: str) -> bool:
    """Whether the words point at what was just spoken of."""
    return re.search(wording.words("hearing")["deictic"], text) is not None


def resumes(text: str) -> bool:
    """Whether the words go back to a question that was left open: 「刚才的还能查吗」."""
    return re.search(wording.words("hearing")["resumes"], text) is not None


def points_back(text: str) -> bool:
    """Whether the words ask once more for what was just spoken of: 「还是刚才那个」."""
    return re.fullmatch(wording.words("hearing")["points_back"], text.strip()) is not None


def means_other_account(text: str) -> bool:
    """Whether the words ask about another account than the one spoken of: 「另一套呢」."""
    return re.search(wording.words("hearing")["other_account"], text) is not None


@cache
def _wishes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = wording.words("hearing")["wishes"]
    return tuple((name, re.compile("|".join(patterns))) for name, patterns in found.items())


@dataclass(frozen=True)
class _Group:
    """Runs of digits that stand together, e.g. `3501 0000 0000 17 1234`."""

    start: int
    runs: tuple[str, ...]


def _groups(text: str) -> list[_Group]:
    text = unicodedata.normalize("NFKC", text)
    groups: list[_Group] = []
    end = -1
    for match in _RUN.finditer(text):
        if _COUNTED.match(text, match.end()) and len(match.group()) < _CODE_LENGTH:
            continue
        run = spelling.normalise(match.group()).upper()
        if groups and _GAP.fullmatch(text[end : match.start()]):
            groups[-1] = _Group(groups[-1].start, (*groups[-1].runs, run))
        else:
            groups.append(_Group(match.start(), (run,)))
        end = match.end()
    return groups


def _sorted(groups: list[_Group], text: str) -> Heard:
    taken_back = re.compile(rf"({wording.words('hearing')['taken_back']})[^\d]{{0,2}}$")
    numbers: list[tuple[bool, str]] = []
    proof = phone = ""
    for group in groups:
        number, rest = _number_first(group.runs)
        if number:
            numbers.append((taken_back.search(text[: group.start]) is not None, number))
        for run in rest:
            if _MOBILE.fullmatch(run):
                phone = run
            elif _ID.fullmatch(run):
                proof = run[-4:]
            elif (len(run) == _CODE_LENGTH and run.isdigit()) or _LAST4.fullmatch(run):
                proof = run
            elif len(run) > _CODE_LENGTH:
                numbers.append((False, run))
    kept = [number for back, number in numbers if not back] or [n for _, n in numbers]
    return Heard(account_no=kept[-1] if kept else "", proof=proof, phone=phone)


def _number_first(runs: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The account number that the first runs spell together, and the runs left over."""
    for count in range(len(runs), 0, -1):
        joined = "".join(runs[:count])
        if len(joined) in spelling.LENGTHS and joined.isdigit() and not _mobiles(runs[:count]):
            return joined, runs[count:]
    return "", runs


def _mobiles(runs: tuple[str, ...]) -> bool:
    return any(_MOBILE.fullmatch(run) for run in runs)
