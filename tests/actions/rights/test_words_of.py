"""The words of rights and payments lead to articles that there are, and patterns that work."""

from __future__ import annotations

import re
from typing import Any

import pytest

from actions import wording
from bot.domain.notice import NoticeTopic
from tests.actions.stage import Stage, knowledge
from tests.services.counter import RULES


def patterns(value: Any) -> list[str]:
    """Every pair [x, y] of a list of words."""
    if isinstance(value, dict):
        return [found for inner in value.values() for found in patterns(inner)]
    if isinstance(value, list):
        return [found for pair in value if isinstance(pair, list) for found in map(str, pair)]
    return []


@pytest.mark.parametrize("topic", ["rights", "payments"])
def test_every_article_named_is_there(topic: str) -> None:
    """A spelling mistake would silently lead nowhere."""
    known = {entry.entry_id for entry in knowledge()["articles"].entries()}
    named = {text for text in patterns(wording.words(topic)) if re.fullmatch(r"\w+/\w+", text)}

    assert named
    assert named <= known


@pytest.mark.parametrize("topic", ["rights", "payments"])
def test_every_pattern_compiles(topic: str) -> None:
    """Customers find a broken one otherwise."""
    for text in patterns(wording.words(topic)):
        re.compile(text)


def test_every_topic_of_the_rules_can_be_named() -> None:
    """Nothing can be sent that cannot be turned off in words."""
    said = {name for name, _ in wording.words("rights")["notices"]["topics_said"]}

    assert said == {topic.value for topic in RULES.notices.topics} == {t.value for t in NoticeTopic}


@pytest.mark.parametrize(
    ("text", "intent", "hears"),
    [
        ("取消代办", "cancel", "户号"),
        ("以后不用再核对行不行", "chitchat", "验证码"),
        ("想替我妈代办", "out_of_scope", "户主同意"),
        ("退出登录", "out_of_scope", "没有登录着"),
        ("代办要带什么材料", "required_documents", ""),
    ],
)
def test_wishes_are_heard_whatever_the_brain_makes_of_them(
    stage: Stage, text: str, intent: str, hears: str
) -> None:
    """And a question about documents is none."""
    said = stage.text(stage.say(text, intent))

    assert hears in said
    if not hears:
        assert "户主同意" not in said
