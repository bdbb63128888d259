"""Tokens as feature rows and labels for the sequence extractor, and labels back as spans."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from bot.nlu.formats import Found


class MisalignedEntity(ValueError):
    """A training entity whose borders are not token borders."""


class Token(Protocol):
    """What is used of Rasa's token."""

    text: str
    start: int
    end: int

    def get(self, prop: str, default: Any = None) -> Any: ...


_ADDRESS_TAILS = frozenset("路街道巷弄村组镇乡区县市栋幢楼室号园苑城庄屯寨院府湾里坊厦场")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向汤"
)


def token_rows(tokens: Sequence[Token], found: Iterable[Found]) -> list[list[str]]:
    """One list of feature names a token: itself, its neighbours, dictionary and rule marks."""
    ruled = {at: f.entity for f in found for at in range(f.start, f.end)}
    texts = ["0" * min(len(t.text), 4) if t.text.isdigit() else t.text for t in tokens]
    marks = [
        f"{t.get('word', 'O')}{t.get('lookup', '')}{ruled.get(t.get('at')[0], '')}" for t in tokens
    ]
    return [_row(at, texts, marks) for at in range(len(tokens))]


def _row(at: int, texts: Sequence[str], marks: Sequence[str]) -> list[str]:
    def text(offset: int) -> str:
        return texts[at + offset] if 0 <= at + offset < len(texts) else "#"

    def mark(offset: int) -> str:
        return marks[at + offset] if 0 <= at + offset < len(marks) else "#"

    row = ["1", f"c={text(0)}", f"m={mark(0)}"]
    row += [f"c{o}={text(o)}" for o in (-3, -2, -1, 1, 2, 3)]
    row += [f"b{o}={text(o)}{text(o + 1)}" for o in (-2, -1, 0, 1)]
    row += [f"t{o}={text(o)}{text(o + 1)}{text(o + 2)}" for o in (-2, -1, 0)]
    row += [f"m{o}={mark(o)}" for o in (-1, 1)]
    if text(0) in _ADDRESS_TAILS:
        row.append("tail")
    row += [f"tail{o}" for o in range(1, 6) if text(o) in _ADDRESS_TAILS]
    row += [f"surname{o}" for o in (-2, -1, 0) if text(o) in _SURNAMES]
    return row


def labels_of(
    tokens: Sequence[Token], entities: Iterable[dict[str, Any]], names: set[str]
) -> list[str]:
    """BIO labels; raises MisalignedEntity when an entity cuts a token."""
    labels = ["O"] * len(tokens)
    starts = {t.start: i for i, t in enumerate(tokens)}
    ends = {t.end: i for i, t in enumerate(tokens)}
    for entity in entities:
        if entity["start"] not in starts or entity["end"] not in ends:
            raise MisalignedEntity(f"{entity['entity']} {entity['value']!r} cuts a token")
        if entity["entity"] in names:
            first, last = starts[entity["start"]], ends[entity["end"]]
            for at in range(first, last + 1):
                labels[at] = ("B-" if at == first else "I-") + entity["entity"]
    return labels


def spans_of(labels: Sequence[str]) -> list[tuple[str, int, int]]:
    """(entity, first token, last token) of every labelled run."""
    spans: list[tuple[str, int, int]] = []
    for at, label in enumerate(labels):
        kind, _, name = label.partition("-")
        if kind == "B" or (
            kind == "I" and (not spans or spans[-1][0] != name or spans[-1][2] != at - 1)
        ):
            spans.append((name, at, at))
        elif kind == "I":
            spans[-1] = (name, spans[-1][1], at)
    return spans
