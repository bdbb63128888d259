"""What the answers amount to, what is shown of them, and the numbers of applications."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.application import (
    ApplicationStatus,
    ApplicationStep,
    may_cancel,
    read_back,
    standing,
    with_steps,
)
from bot.domain.application_no import (
    application_number,
    find_application_number,
    spelled_application_number,
)
from bot.domain.procedure import Stage
from bot.domain.unable import ApplicationNoMalformed
from bot.storage.procedures import load_procedures
from tests.services.world import ROOT
from tests.storage.applied import APPLIED, SUBMITTED

EV_PILE = load_procedures(ROOT / "knowledge").on("ev_pile", date(2026, 7, 20))
RENTED = {"parking": "rented", "lease": "yes", "property": "agreed", "power": "single"}


def test_questions_come_before_fields_and_only_where_they_count() -> None:
    """Who has a place of their own is not asked for the lease."""
    own = {**RENTED, "parking": "own"}

    assert standing(EV_PILE, {"parking": "rented"}).ask is EV_PILE.question("lease")
    assert standing(EV_PILE, {"parking": "own"}).ask is EV_PILE.question("property")
    assert standing(EV_PILE, own).ask is EV_PILE.field("applicant")
    assert standing(EV_PILE, own).variants == ("own", "single")


def test_a_refusing_answer_is_found() -> None:
    """A lease below a year ends it, with the question and the choice that say why."""
    refused = standing(EV_PILE, {**RENTED, "lease": "no"}).refused

    assert refused is not None
    assert (refused[0].field, refused[1].value) == ("lease", "no")


def test_an_optional_field_left_out_is_not_asked_again() -> None:
    """Empty means left out on purpose; absent means not asked yet."""
    fields = {spec.field: "x" for spec in EV_PILE.form.fields if not spec.optional}

    assert standing(EV_PILE, {**RENTED, **fields}).left == 1
    assert standing(EV_PILE, {**RENTED, **fields, "visit_day": ""}).complete
    assert not standing(EV_PILE, {**RENTED, **fields, "applicant": "", "visit_day": ""}).complete


def test_what_is_shown_is_masked_unless_it_is_being_filled_in() -> None:
    """What the account told stays masked even then."""
    given_here = replace(
        APPLIED, fields={**RENTED, **APPLIED.fields, "address": "枫林小区8栋302"}, from_account=()
    )
    from_account = replace(given_here, from_account=("applicant", "address", "contact_phone"))
    masked = ("王**", "枫林小区*****", "7 千瓦", "138****0001")

    assert tuple(value for _, value in read_back(EV_PILE, given_here)) == masked
    assert tuple(value for _, value in read_back(EV_PILE, from_account, masked=False)) == masked
    assert tuple(value for _, value in read_back(EV_PILE, given_here, masked=False)) == (
        "王小明",
        "枫林小区8栋302",
        "7 千瓦",
        "13805910001",
    )


def test_it_can_be_called_off_until_the_meter_is_hung() -> None:
    """The file says from which stage on it is too late."""
    surveyed = with_steps(APPLIED, [ApplicationStep(Stage.SURVEY, SUBMITTED)])
    metered = with_steps(surveyed, [ApplicationStep(Stage.METER, SUBMITTED)])
    done = with_steps(metered, [ApplicationStep(Stage.DONE, SUBMITTED)])

    assert [may_cancel(EV_PILE, item) for item in (APPLIED, surveyed, metered, done)] == [
        True,
        True,
        False,
        False,
    ]


def test_the_newest_stage_is_the_status() -> None:
    """Whatever order they are reported in."""
    steps = [
        ApplicationStep(Stage.SURVEY, SUBMITTED + timedelta(days=2)),
        ApplicationStep(Stage.ACCEPTED, SUBMITTED + timedelta(days=1)),
    ]

    after = with_steps(APPLIED, steps)

    assert after.status is ApplicationStatus.IN_PROGRESS
    assert [step.stage for step in after.steps] == [
        Stage.SUBMITTED,
        Stage.ACCEPTED,
        Stage.SURVEY,
    ]
    assert with_steps(APPLIED, steps[1:]).status is ApplicationStatus.ACCEPTED


@pytest.mark.parametrize(
    "heard",
    [
        "AP26072000016",
        "ap26072000016",
        "申请编号是 AP2607 2000 016 谢谢",
        "ＡＰ２６０７２０００016",
        "二六零七二零零零零幺六",
        "26072000016",
    ],
)
def test_a_number_is_found_however_it_is_written(heard: str) -> None:
    """Letters small or missing, digits spoken, spaces anywhere."""
    assert spelled_application_number(heard) == application_number(date(2026, 7, 20), 1)


@pytest.mark.parametrize(
    "heard", ["AP26072000017", "AP26132000010", "AP2607", "13805910001", "BX26072000016", "进度"]
)
def test_what_is_no_number_is_refused(heard: str) -> None:
    """A wrong digit, no such month, a phone, a work order."""
    with pytest.raises(ApplicationNoMalformed):
        spelled_application_number(heard)


@given(
    day=st.dates(date(2025, 1, 1), date(2060, 12, 31)),
    serial=st.integers(1, 99_999),
    place=st.integers(0, 10),
    digit=st.sampled_from("0123456789"),
)
def test_one_wrong_digit_is_always_noticed(day: date, serial: int, place: int, digit: str) -> None:
    """The check digit sees every slip of one finger."""
    number = application_number(day, serial)
    slipped = number[: place + 2] + digit + number[place + 3 :]

    assert find_application_number(number) == number
    assert slipped == number or find_application_number(slipped) is None
