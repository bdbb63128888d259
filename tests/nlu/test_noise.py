"""Generated training copies."""

from __future__ import annotations

from pathlib import Path

from bot.nlu.noise import Noise, read_frames, read_groups

GROUPS = read_groups("# a comment\n怎么 咋 如何\n电费 电钱\nlonely\n")


def test_the_same_seed_gives_the_same_copies() -> None:
    """A model can be built again, bit for bit."""
    first, second = (Noise(["电费怎么算"], seed=7, synonyms=GROUPS) for _ in range(2))

    assert [first.copy("电费怎么算") for _ in range(50)] == [
        second.copy("电费怎么算") for _ in range(50)
    ]


def test_copies_say_it_in_other_words() -> None:
    """Synonyms are swapped inside their group."""
    noise = Noise([], seed=1, synonyms=GROUPS)

    assert any("电钱" in noise.copy("电费怎么算") for _ in range(50))


def test_a_neighbour_is_another_companys_line() -> None:
    """电费 becomes 水费; a line that still speaks of electricity is none."""
    noise = Noise([], seed=1, neighbours=[["电费", "水费"]])

    assert noise.neighbour("查电费") == "查水费"
    assert noise.neighbour("电表的电费") is None
    assert noise.neighbour("你好") is None


def test_groups_skip_comments_and_lonely_words() -> None:
    """A group needs two words."""
    assert GROUPS == [["怎么", "咋", "如何"], ["电费", "电钱"]]


def test_a_frame_is_put_around_a_wish() -> None:
    """Rambling keeps the wish whole."""
    noise = Noise([], seed=3, frames=read_frames("# no frame\n我年纪大了 …\nnothing here\n"))

    assert any("我年纪大了 电费怎么算" in noise.copy("电费怎么算") for _ in range(80))


def test_english_is_mixed_in() -> None:
    """电费 may be typed bill; the rest of the line stays."""
    noise = Noise([], seed=5, english=[["电费", "bill"]])

    assert any(noise.copy("查电费吧") == "查bill吧" for _ in range(80))


def test_the_frames_of_the_repository_are_whole() -> None:
    """Each takes one wish, and none is listed twice."""
    lines = Path("nlu_data/lookups/framing.txt").read_text(encoding="utf-8").splitlines()
    frames = [line for line in lines if not line.startswith("#")]

    assert [frame for frame in frames if frame.count("…") != 1] == []
    assert len({frame.replace(" ", "") for frame in frames}) == len(frames)
