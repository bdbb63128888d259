"""Mistakes in procedure files are found all at once, with file, place and remedy."""

from __future__ import annotations

import shutil
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.unable import ProcedureMissing
from bot.storage.procedures import ProcedureFilesWrong, load_procedures
from tests.services.world import ROOT

KNOWLEDGE = ROOT / "knowledge"
GARBAGE = (
    *("", "{key}: []", "{key}: {{}}", "{key}: 3", "{key}: 业务", "{key}: [[1], {{a: b}}]"),
    *("{indent}- 3", "{indent}- {{x: y}}", "{indent}? [a]\n{indent}: b", "\t", "\x07"),
)


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    shutil.copy(KNOWLEDGE / "contacts.yml", tmp_path)
    shutil.copytree(KNOWLEDGE / "procedures", tmp_path / "procedures")
    return tmp_path


def change(knowledge: Path, name: str, old: str, new: str) -> None:
    path = knowledge / "procedures" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def mistakes(knowledge: Path) -> tuple[str, ...]:
    with pytest.raises(ProcedureFilesWrong) as wrong:
        load_procedures(knowledge)
    return wrong.value.mistakes


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("title: 充电桩报装", "titel: 充电桩报装", "titel: unknown key; did you mean title?"),
        ("verified: false", "verified: perhaps", "'perhaps' is not one of false, true"),
        ("valid_from: 2025-01-01", "valid_from: soon", "write a date such as"),
        ("valid_from: 2025-01-01", "valid_from: 2025-01-01\nvalid_to: 2024-01-01", "later than"),
        ("code: ev_pile", "code: 充电桩", "small letters, digits and _"),
        ("variant: own}", "variant: mine}", "questions: parking: no variant 'mine'"),
        ("when: [rented]", "when: [leased]", "no variant 'leased' under variants"),
        ("up_to: 8}", "up_to: eight}", "up_to: write a number"),
        ("measure: power_kw", "measure: metres", "'metres' is not one of"),
        ("fills: power_kw", "fills: power", "fills: no field 'power'"),
        ("stage: accepted", "stage: survey", "begin with stage: accepted"),
        ("stage: survey", "stage: dreaming", "'dreaming' is not one of accepted"),
        ("stage: survey", "stage: accepted", "steps: accepted appears twice"),
        ("cancel_before: meter", "cancel_before: plan", "name the stage of one of the steps"),
        ("source: getting_power", "source: hearsay", "no source 'hearsay'; use one of"),
        ("number: 15", "number: 0", "write a number of days above 0"),
        ("unit: working_days", "unit: weeks", "'weeks' is not one of working_days"),
        ("form: photo", "form: fax", "'fax' is not one of original"),
        ("field: contact_phone", "field: phone_no", "a form needs contact_phone"),
        ("kind: address", "kind: place", "'place' is not one of account"),
        ("known: holder", "known: age", "'age' is not one of"),
        ("打开{app}", "打开{ap}", "{ap} is not in contacts.yml; use one of hotline, app"),
        ("name: how_long", "name: cost", "details: cost appears twice"),
        ("words: [自己的, 自有", "wrods: [自己的, 自有", "wrods: unknown key"),
        ("value: rented", "value: own", "every value only once"),
        ("refusal: 没有固定车位", "variant: yard, refusal: 没有固定车位", "either a variant or"),
        ("variant: own}", "instead: nowhere, refusal: 请换一项办}", "no procedure 'nowhere'"),
        ("region: 国家电网供电区", "region: [", "not readable as YAML"),
        ("title: 充电桩报装", "title: 充电桩报装\ntitle: 装桩", "key title appears twice"),
    ],
)  # fmt: skip
def test_a_mistake_names_file_place_and_remedy(
    knowledge: Path, old: str, new: str, said: str
) -> None:
    """One change of a good file, one sentence that helps."""
    change(knowledge, "ev_pile.yml", old, new)

    found = [mistake for mistake in mistakes(knowledge) if said in mistake]

    assert found, mistakes(knowledge)
    assert found[0].startswith("ev_pile.yml: ")


def test_all_mistakes_of_all_files_come_together(knowledge: Path) -> None:
    """Nobody has to fix and retry one at a time."""
    change(knowledge, "ev_pile.yml", "title:", "titel:")
    change(knowledge, "pv_grid.yml", "number: 20", "number: many")

    assert {mistake.split(":")[0] for mistake in mistakes(knowledge)} == {
        "ev_pile.yml",
        "pv_grid.yml",
    }


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    """The first thing a utility sees is how to begin."""
    assert len(mistakes(tmp_path)) == 2


def test_a_version_holds_from_its_first_day_up_to_its_last(knowledge: Path) -> None:
    """A new file with later days changes the answer on its day, without any code."""
    folder = knowledge / "procedures"
    change(
        knowledge,
        "ev_pile.yml",
        "valid_from: 2025-01-01",
        "valid_from: 2025-01-01\nvalid_to: 2027-01-01",
    )
    later = (folder / "ev_pile.yml").read_text(encoding="utf-8")
    later = later.replace("valid_from: 2025-01-01\nvalid_to: 2027-01-01", "valid_from: 2027-01-01")
    later = later.replace("number: 5, unit", "number: 3, unit")
    (folder / "ev_pile_2027.yml").write_text(later, encoding="utf-8")

    book = load_procedures(knowledge)

    def days(day: date) -> int:
        promise = book.on("ev_pile", day).promise_for(["single"])
        assert promise is not None
        return promise.number

    assert (days(date(2026, 12, 31)), days(date(2027, 1, 1))) == (5, 3)
    with pytest.raises(ProcedureMissing):
        book.on("ev_pile", date(2024, 12, 31))
    began_before = book.made_under("ev_pile", began=date(2026, 12, 1), today=date(2027, 2, 1))
    assert began_before.valid_from == date(2025, 1, 1)


def test_two_versions_of_one_day_are_refused(knowledge: Path) -> None:
    """Which of them holds nobody could say."""
    folder = knowledge / "procedures"
    shutil.copy(folder / "ev_pile.yml", folder / "ev_pile_again.yml")

    assert "ev_pile_again.yml: valid_from: ev_pile holds already" in mistakes(knowledge)[0]


@given(place=st.integers(0, 200), put=st.sampled_from(GARBAGE))
@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_garbage_is_refused_and_never_crashes(tmp_path: Path, place: int, put: str) -> None:
    """Any line replaced by anything: the files load or the mistakes are listed."""
    folder = tmp_path / "procedures"
    folder.mkdir(exist_ok=True)
    shutil.copy(KNOWLEDGE / "contacts.yml", tmp_path)
    lines = (KNOWLEDGE / "procedures" / "ev_pile.yml").read_text(encoding="utf-8").splitlines()
    line = lines[place % len(lines)]
    indent = line[: len(line) - len(line.lstrip())]
    lines[place % len(lines)] = put.format(indent=indent, key=line.split(":")[0])
    (folder / "ev_pile.yml").write_text("\n".join(lines), encoding="utf-8")

    with suppress(ProcedureFilesWrong):
        load_procedures(tmp_path)
