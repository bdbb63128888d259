"""What a customer's words say about where, before any list is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.place import PlaceKind, digits, names_in, numbers_after, squeeze, whole_number

# words, name, kind, numbers as one would write them
WAYS = [
    ("东风小区3栋", "东风小区", "estate", "3栋"),
    ("东风小区三栋一单元幺零二", "东风小区", "estate", "3栋1单元102室"),
    ("东风小区 3 栋 1 单元 102 室", "东风小区", "estate", "3栋1单元102室"),
    ("东风小区，3号楼，102", "东风小区", "estate", "3栋102室"),
    ("东风小区3幢502", "东风小区", "estate", "3栋502室"),
    ("东风小区第3幢的502", "东风小区", "estate", "3栋502室"),
    ("东风小区十二栋二单元一八零一", "东风小区", "estate", "12栋2单元1801室"),
    ("东风小区二十号楼", "东风小区", "estate", "20栋"),
    ("东风小区3-1-102", "东风小区", "estate", "3栋1单元102室"),
    ("东风小区3－102", "东风小区", "estate", "3栋102室"),
    ("东风小区3#楼三零二", "东风小区", "estate", "3栋302室"),
    ("东风小区a座1203", "东风小区", "estate", "A栋1203室"),
    ("东风小区Ｂ栋", "东风小区", "estate", "B栋"),
    ("东风小区3栋1梯洞幺二", "东风小区", "estate", "3栋1单元012室"),
    ("我住榕溪市东风小区10栋3单元1801室", "东风小区", "estate", "10栋3单元1801室"),
    ("请问我们家在翠湖花园6栋停电了吗", "翠湖花园", "estate", "6栋"),
    ("帮我查一下幸福里小区", "幸福里小区", "estate", ""),
    ("江滨一号院6栋", "江滨一号院", "estate", "6栋"),
    ("东风路12号", "东风路", "road", "12号"),
    ("东风路一百二十号店面", "东风路", "road", "120号"),
    ("东风路一百零五号", "东风路", "road", "105号"),
    ("江滨大道88号", "江滨大道", "road", "88号"),
    ("那个人民路5号", "人民路", "road", "5号"),
    ("上塘村五组12号", "上塘村", "village", "5组12号"),
    ("我在上塘村第三组", "上塘村", "village", "3组"),
    ("溪北工业园5号", "溪北工业园", "industrial", "5号"),
    ("榕荫新村9栋1单元702室", "榕荫新村", "estate", "9栋1单元702室"),
]


@pytest.mark.parametrize(("words", "name", "kind", "numbers"), WAYS)
def test_a_name_and_its_numbers_are_read(words: str, name: str, kind: str, numbers: str) -> None:
    """As written, as spoken, as speech recognition spells it."""
    squeezed = squeeze(words)
    (found,) = names_in(squeezed)

    assert (found.name, found.kind) == (name, PlaceKind(kind))
    assert squeezed[found.start : found.end] == name
    assert numbers_after(squeezed, found.end).spelled() == numbers


@pytest.mark.parametrize(
    "words",
    [
        "我们小区停电了",
        "整条街都没电",
        "家里没电",
        "是线路故障吗",
        "6月8号会停电吗",
        "这条路",
        "全村",
        "",
    ],
)
def test_words_without_a_name_have_none(words: str) -> None:
    """Nobody lives in 我们小区."""
    assert names_in(squeeze(words)) == []


def test_a_road_leads_to_an_estate() -> None:
    """Both names are heard, in their order."""
    squeezed = squeeze("东风路12号翠湖花园三栋")
    road, estate = names_in(squeezed)

    assert (road.name, estate.name) == ("东风路", "翠湖花园")
    assert numbers_after(squeezed, road.end).house_no == 12
    assert numbers_after(squeezed, estate.end).building == "3"


@pytest.mark.parametrize("word", ["对面", "斜对面", "旁边", "附近", "隔壁", "门口", "的对面"])
def test_near_is_not_at(word: str) -> None:
    """Opposite the petrol station is not the petrol station."""
    assert numbers_after(f"加油站{word}", len("加油站")).near
    assert not numbers_after("加油站停电", len("加油站")).near


def test_a_day_of_the_month_is_no_house_number() -> None:
    """A number counts only where it follows the name."""
    squeezed = squeeze("东风路20号")

    assert numbers_after(squeezed, 3).house_no == 20
    assert numbers_after(squeeze("东风路停电到20号吗"), 3).house_no is None


@given(st.integers(min_value=1, max_value=999))
def test_every_number_up_to_999_is_read_as_people_write_it(number: int) -> None:
    """Against a speller of its own."""
    figures = "零一二三四五六七八九"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = figures[hundreds] + "百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else figures[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    words += figures[ones] if ones else ""

    assert whole_number(digits(words)) == number
    assert whole_number(str(number)) == number


@given(st.text(max_size=80))
def test_any_text_is_read_without_a_crash_and_in_place(text: str) -> None:
    """Figures stand where the words stood, names where they are found."""
    squeezed = squeeze(text)

    assert len(digits(squeezed)) == len(squeezed)
    assert all(squeezed[s.start : s.end] == s.name for s in names_in(squeezed))
    for start in (0, len(squeezed)):
        assert numbers_after(squeezed, start).spelled() is not None
