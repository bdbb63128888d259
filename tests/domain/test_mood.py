from __future__ import annotations

import pytest

from bot.domain.mood import Mood, mood_in, mood_of


@pytest.mark.parametrize(
    ("said", "mood"),
    [
        ("气死我了等了一天还没来电", Mood.ANGRY),
        ("你们也太过分了", Mood.ANGRY),
        ("到底有没有人管！！！", Mood.ANGRY),
        ("什么破公司", Mood.ANGRY),
        ("再不处理我打12398", Mood.THREATENING),
        ("我要向12345投诉", Mood.THREATENING),
        ("找记者曝光你们", Mood.THREATENING),
        ("那就法院见", Mood.THREATENING),
        ("孩子一直哭我好怕", Mood.DISTRESSED),
        ("求求你们快点，我急死了", Mood.DISTRESSED),
        ("我八十多岁了不会弄", Mood.HELPLESS),
        ("老人家眼睛不好看不清", Mood.HELPLESS),
        ("查一下电费", Mood.CALM),
        ("我不生气，就问问", Mood.CALM),
        ("12398是什么电话", Mood.CALM),
        ("垃圾处理费是不是你们收的", Mood.CALM),
        ("电表走得快", Mood.CALM),
        ("", Mood.CALM),
    ],
)
def test_a_mood_is_read_from_the_words(said: str, mood: Mood) -> None:
    """What is said of something else, or denied, is no mood."""
    assert mood_in(said) is mood


def test_the_strongest_of_several_messages_counts() -> None:
    """A threat outweighs the anger before it."""
    assert mood_of(["气死我了", "我打12398", "好吧"]) is Mood.THREATENING
    assert mood_of([]) is Mood.CALM


def test_threats_and_distress_come_first() -> None:
    """A person should look at them before others."""
    assert Mood.THREATENING.is_urgent
    assert Mood.DISTRESSED.is_urgent
    assert not Mood.ANGRY.is_urgent
