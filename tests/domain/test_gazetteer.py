"""Places are found in the utility's own list as people say them, and never guessed."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.gazetteer import Gazetteer, GazetteerEntry
from bot.domain.place import PlaceKind
from bot.storage.demo.grid import town_grid

ESTATE, ROAD, VILLAGE = PlaceKind.ESTATE, PlaceKind.ROAD, PlaceKind.VILLAGE
TOWN = Gazetteer(town_grid().places)

# words and the one place they mean, as it is written in the list
EXACT = [
    ("东风小区", "东风小区"),
    ("东风小区停电了吗", "东风小区"),
    ("东 风 小 区", "东风小区"),
    ("我家在东风小区3栋1单元102", "东风小区"),
    ("东风小区三栋一单元幺零二", "东风小区"),
    ("榕溪市东风小区12栋", "东风小区"),
    ("东风路东风小区3栋", "东风小区"),
    ("东风社区", "东风小区"),
    ("东风路", "东风路"),
    ("东风路12号店面怎么没电", "东风路"),
    ("翠湖花园", "翠湖花园"),
    ("翠湖", "翠湖花园"),
    ("翠湖小区A座1203", "翠湖花园"),
    ("请问翠湖花园3-1-102停电吗", "翠湖花园"),
    ("江滨一号院", "江滨一号院"),
    ("江滨1号院6栋", "江滨一号院"),
    ("江滨壹号院", "江滨一号院"),
    ("翠翠湖花园大门", "翠湖花园"),
    ("翠湖花园三栋在小区门口", "翠湖花园"),
    ("停电的是东风小区", "东风小区"),
    ("凤凰里11栋", "凤凰里"),
    ("凤凰街5号", "凤凰街"),
    ("海棠苑8栋", "海棠苑"),
    ("供销社宿舍4栋", "供销社宿舍"),
    ("供销社家属院", "供销社宿舍"),
    ("金山雅居", "金山雅居"),
    ("榕荫新村9栋", "榕荫新村"),
    ("榕荫街那边", "榕荫街"),
    ("后厝村", "后厝村"),
    ("后厝明天停电吗", "后厝村"),
    ("上塘村五组", "上塘村"),
    ("我们溪尾村都没电", "溪尾村"),
    ("石埕村12号", "石埕村"),
    ("石埕工业区5号", "石埕工业区"),
    ("石埕工业园", "石埕工业区"),
    ("溪北工业园", "溪北工业园"),
    ("溪北工业区", "溪北工业园"),
    ("滨海大道加油站", "滨海大道加油站"),
    ("滨海大道加油站对面", "滨海大道加油站"),
    ("滨海加油站旁边那栋", "滨海大道加油站"),
    ("学院路加油站", "学院路加油站"),
    ("一中对面", "榕溪第一中学"),
    ("市医院附近", "榕溪市人民医院"),
    ("人民路人民医院", "榕溪市人民医院"),
    ("长途汽车站", "榕溪汽车站"),
    ("滨海大道", "滨海大道"),
    ("在江滨大道210号", "江滨大道"),
]
WITH_A_SLIP = [
    ("翠胡花园三栋", "翠湖花园"),
    ("翠湖山庄", "翠湖花园"),
    ("金山雅局5栋", "金山雅居"),
    ("翠花园", "翠湖花园"),
    ("榕荫荫新村大门", "榕荫新村"),
    ("东封小区3栋", "东风小区"),
    ("东风小去", "东风小区"),
    ("东风晓区停电", "东风小区"),
    ("海堂苑", "海棠苑"),
    ("荣荫新村", "榕荫新村"),
    ("供消社宿舍", "供销社宿舍"),
    ("后错村明天停电吗", "后厝村"),
    ("西尾村", "溪尾村"),
    ("上糖村没电", "上塘村"),
    ("江宾大道", "江滨大道"),
    ("仁民路", "人民路"),
    ("滨海大到加油站", "滨海大道加油站"),
    ("溪北工业圆", "溪北工业园"),
    ("海棠那边", "海棠苑"),
    ("溪北", "溪北工业园"),
    ("菜市场旁边", "东风菜市场"),
    ("金山", "金山雅居"),
]
UNCLEAR = [
    ("东风", {"东风小区", "东风路"}),
    ("东风那边停电了吗", {"东风小区", "东风路"}),
    ("榕荫", {"榕荫新村", "榕荫街"}),
    ("凤凰停电", {"凤凰里", "凤凰街"}),
    ("石埕停电了", {"石埕村", "石埕工业区"}),
    ("江滨", {"江滨一号院", "江滨大道"}),
    ("江滨二号院", {"江滨一号院", "江滨大道"}),
    ("加油站对面", {"学院路加油站", "滨海大道加油站"}),
    ("东风小区还是翠湖花园", {"东风小区", "翠湖花园"}),
    ("东风路和人民路路口", {"东风路", "人民路"}),
]
UNKNOWN = [
    "幸福里小区",
    "王家庄",
    "停电了吗",
    "我们小区怎么没电",
    "",
    "中山路",
    "火车站",
    "12栋",
]


@pytest.mark.parametrize(("words", "name"), EXACT)
def test_what_is_written_or_said_is_found(words: str, name: str) -> None:
    """Names, other names, numbers in any spelling, with talk around them."""
    (found,) = TOWN.find(words)

    assert (found.name, found.exact) == (name, True)


@pytest.mark.parametrize(("words", "name"), WITH_A_SLIP)
def test_one_slip_or_a_piece_of_the_name_is_found_but_not_taken_for_granted(
    words: str, name: str
) -> None:
    """The one place that comes near, marked as not said exactly."""
    (found,) = TOWN.find(words)

    assert (found.name, found.exact) == (name, False)


@pytest.mark.parametrize(("words", "names"), UNCLEAR)
def test_what_fits_several_places_is_not_guessed(words: str, names: set[str]) -> None:
    """All of them come back to choose from."""
    assert {found.name for found in TOWN.find(words)} == names


@pytest.mark.parametrize("words", UNKNOWN)
def test_what_is_not_in_the_list_is_not_found(words: str) -> None:
    """No other place is put in its stead."""
    assert TOWN.find(words) == ()


def test_a_known_road_does_not_hide_an_unknown_estate() -> None:
    """The road is the nearest that is known, and not for certain."""
    (found,) = TOWN.find("东风路幸福里小区3栋")

    assert (found.name, found.exact) == ("东风路", False)


def test_the_number_decides_which_area_it_is() -> None:
    """Buildings 1 to 6 hang on one transformer, the others on the next."""
    low, high = town_grid().areas_of("东风小区")

    assert TOWN.find("东风小区6栋")[0].area_codes == (low,)
    assert TOWN.find("东风小区七号楼")[0].area_codes == (high,)
    assert TOWN.find("东风小区A座")[0].area_codes == (low, high)
    assert TOWN.find("东风小区")[0].area_codes == (low, high)


def test_a_number_in_no_part_means_the_whole_place() -> None:
    """A gap in the list hides nothing."""
    parts = Gazetteer(
        [
            GazetteerEntry("松涛小区", ESTATE, "A1", first_no=1, last_no=3),
            GazetteerEntry("松涛小区", ESTATE, "A2", first_no=7, last_no=9),
        ]
    )

    assert parts.find("松涛小区5栋")[0].area_codes == ("A1", "A2")


def test_places_of_one_name_are_told_apart_by_their_district() -> None:
    """Without it both are offered."""
    twice = Gazetteer(
        [
            GazetteerEntry("李厝村", VILLAGE, "A1", district="石镇"),
            GazetteerEntry("李厝村", VILLAGE, "A2", district="沙镇"),
        ]
    )

    assert {found.district for found in twice.find("李厝村停电")} == {"石镇", "沙镇"}
    assert [found.area_codes for found in twice.find("沙镇李厝村停电")] == [("A2",)]


def test_two_places_one_slip_away_are_both_offered() -> None:
    """青山路 may be 春山路 or 青川路."""
    roads = Gazetteer([GazetteerEntry("春山路", ROAD, "A1"), GazetteerEntry("青川路", ROAD, "A2")])

    assert {found.name for found in roads.find("青山路停电")} == {"春山路", "青川路"}


def test_short_names_are_never_bent() -> None:
    """With two characters a slip leaves nothing to recognise."""
    tiny = Gazetteer([GazetteerEntry("东街", ROAD, "A1"), GazetteerEntry("王村", VILLAGE, "A2")])

    assert tiny.find("西街停电") == ()
    assert tiny.find("李村停电") == ()
    assert [found.name for found in tiny.find("东街停电")] == ["东街"]


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    """Known places or none, never a crash."""
    assert all(found.area_codes for found in TOWN.find(text))


@given(data=st.data())
def test_any_one_wrong_character_in_a_long_name_still_leads_there(data: st.DataObject) -> None:
    """For every estate of four characters and every place in its name."""
    name = data.draw(st.sampled_from(["翠湖花园", "东风小区", "榕荫新村", "金山雅居"]))
    place = data.draw(st.integers(0, 3))
    wrong = data.draw(st.sampled_from("乙丙丁戊己庚辛壬癸"))
    said = name[:place] + wrong + name[place + 1 :]

    assert name in {found.name for found in TOWN.find(f"{said}停电了吗")}


def test_a_long_list_is_asked_as_fast_as_a_short_one() -> None:
    """Fifty thousand names: a fraction of what the database takes."""
    draw, letters = random.Random(7), [chr(code) for code in range(0x4E00, 0x5500)]
    names = {"".join(draw.choices(letters, k=3)) for _ in range(50_000)}
    many = Gazetteer(GazetteerEntry(f"{name}小区", ESTATE, "A") for name in names)
    some = sorted(names)[:200]
    began = time.perf_counter()
    for name in some:
        assert f"{name}小区" in {found.name for found in many.find(f"我家在{name}小去3栋停电了")}

    assert (time.perf_counter() - began) / len(some) < 0.02
