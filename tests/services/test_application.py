"""Applying: nothing known is asked, nothing given is lost, nothing is handed in twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.application import ApplicationStatus, ApplicationStep, standing
from bot.domain.procedure import Stage
from bot.domain.unable import (
    ApplicationClosed,
    CancelTooLate,
    FieldNeeded,
    FieldUnclear,
    NotEligible,
    ProcedureMissing,
    Unable,
)
from bot.services import application
from bot.storage import applications
from tests.services.application_desk import (
    CALENDAR,
    DUE,
    EV_PILE,
    PHONE_LINE,
    PROCEDURES,
    READ,
    WEB,
    begin,
    cancel,
    fill,
    filled,
    prove,
    submit,
)
from tests.services.world import FACTORY, HOME, NOW, PHONE, SHOP, World

DAY = timedelta(days=1)
RULES = PROCEDURES.on("ev_pile", NOW.date())


def test_words_become_values_and_variants(world: World) -> None:
    """What was said is kept in one spelling; a number answers its question and its field."""
    draft = filled(world)

    assert draft.fields == READ
    assert draft.variants == ("rented", "single")
    assert draft.contact_phone == "13805910009"
    assert standing(RULES, draft.fields).complete


def test_a_proven_account_leaves_only_what_it_cannot_know(world: World) -> None:
    """Number, holder, address and phone are never asked for."""
    rules = PROCEDURES.on("meter_check", NOW.date())
    before = begin(world, code="meter_check")

    draft = begin(world, code="meter_check", account=prove(world, who=WEB))

    assert standing(rules, before.fields).left == 5
    assert standing(rules, draft.fields).left == 1
    assert draft.account_no == HOME
    assert draft.contact_phone == PHONE
    assert draft.from_account == ("account_no", "address", "contact_phone", "holder")


def test_what_was_said_is_worth_more_than_what_the_account_knows(world: World) -> None:
    """Given before or after the proof, the customer's own words stay."""
    number = begin(world).number
    fill(world, number, {"applicant": "李秀英"})
    account = prove(world, who=WEB)

    draft = begin(world, account=account)
    after = fill(world, number, {"contact_phone": "13905910002"})

    assert draft.number == number
    assert draft.fields["applicant"] == "李秀英"
    assert draft.from_account == ("address", "contact_phone")
    assert after.contact_phone == "13905910002"
    assert after.from_account == ("address",)


def test_an_account_number_that_was_only_typed_opens_nothing(world: World) -> None:
    """It stays among the fields and binds the application to nobody's account."""
    draft = fill(world, begin(world, code="meter_check").number, {"account_no": f"户号{SHOP}"})

    assert draft.fields["account_no"] == SHOP
    assert draft.account_no is None


def test_a_first_sentence_is_not_asked_again(world: World) -> None:
    """Answers read from it are in the draft from the start."""
    draft = begin(world, answers={"parking": "own", "power": "single", "power_kw": "7"})

    assert standing(RULES, draft.fields).ask is RULES.question("property")


def test_beginning_again_goes_on_with_the_draft(world: World) -> None:
    """One draft of a kind in a conversation; another account's is another."""
    first = begin(world)

    assert begin(world).number == first.number
    assert begin(world, who=PHONE_LINE).number != first.number
    home = begin(world, account=world.account(HOME))
    assert home.number == first.number
    assert begin(world, account=world.account(FACTORY)).number != first.number


def test_good_answers_are_kept_beside_a_bad_one(world: World) -> None:
    """The refusal names the field that could not be read; the others are written."""
    number = begin(world).number

    with pytest.raises(FieldUnclear) as refusal:
        fill(world, number, {"contact_phone": "我不记得了", "applicant": "陈建国"})

    assert refusal.value.facts == {
        "field": "contact_phone",
        "kind": "phone",
        "heard": "我不记得了",
    }
    assert begin(world).fields == {"applicant": "陈建国"}


def test_a_correction_replaces_and_decides_again(world: World) -> None:
    """From 7 kW to 21 kW: another variant, another promise."""
    number = filled(world).number

    after = fill(world, number, {"power_kw": "说错了，是21千瓦"})

    assert after.fields["power"] == "three"
    assert after.variants == ("rented", "three")
    assert {key: after.fields[key] for key in READ if not key.startswith("power")} == {
        key: READ[key] for key in READ if not key.startswith("power")
    }


def test_only_an_optional_field_can_be_left_out(world: World) -> None:
    """An empty answer means: leave it out."""
    number = filled(world).number

    assert fill(world, number, {"visit_day": ""}).fields["visit_day"] == ""
    with pytest.raises(FieldNeeded) as refusal:
        fill(world, number, {"spot": " "})
    assert refusal.value.facts == {"procedure": "ev_pile", "field": "spot"}


def test_handing_in_promises_a_day(world: World) -> None:
    """The due day counts working days from the promise of the variant."""
    submitted = submit(world, filled(world).number)

    assert submitted.status is ApplicationStatus.SUBMITTED
    assert (submitted.submitted_at, submitted.due_on) == (NOW, DUE)
    assert [step.stage for step in submitted.steps] == [Stage.SUBMITTED]


def test_where_nothing_is_promised_there_is_no_due_day(world: World) -> None:
    """No day is invented for a transfer of name."""
    number = begin(world, code="transfer_name").number
    said = {
        "reason": "买了二手房",
        "arrears": "交清了",
        "account_no": HOME,
        "old_holder": "",
        "new_holder": "黄磊",
        "contact_phone": "13905910002",
        "address": "枫林小区8栋302",
    }
    fill(world, number, said)

    assert submit(world, number).due_on is None


def test_the_same_key_twice_gives_the_same_application(world: World) -> None:
    """Even when the second request names a draft begun since."""
    first = submit(world, filled(world).number, key="message-7")
    again = submit(world, first.number, key="message-7", now=NOW + DAY)
    other = filled(world)

    assert again == first
    assert other.number != first.number
    assert submit(world, other.number, key="message-7") == first
    with world.books.service(writing=False) as session:
        kept = applications.find(session, number=other.number)
    assert kept is not None
    assert kept.status is ApplicationStatus.DRAFT


def test_another_key_does_not_hand_it_in_again(world: World) -> None:
    """A second tap on the button changes nothing."""
    first = submit(world, filled(world).number)

    assert submit(world, first.number, key="k2", now=NOW + DAY) == first


def test_one_conversations_key_is_not_anothers(world: World) -> None:
    """Keys are only unique where they were made."""
    mine = submit(world, filled(world).number, key="1")

    theirs = submit(world, filled(world, who=PHONE_LINE).number, key="1", who=PHONE_LINE)

    assert theirs.number != mine.number


@pytest.mark.parametrize(
    ("said", "refused", "field"),
    [
        ({"lease": "半年"}, NotEligible, "lease"),
        ({"parking": "没有车位"}, NotEligible, "parking"),
        ({"parking": "自己的车位"}, None, ""),
    ],
)
def test_a_ruling_answer_is_refused_by_name(
    world: World, said: dict[str, str], refused: type[Unable] | None, field: str
) -> None:
    """It is kept, so that the customer can be told why and change it."""
    number = filled(world).number
    fill(world, number, said)

    if refused is None:
        assert submit(world, number).status is ApplicationStatus.SUBMITTED
        return
    with pytest.raises(refused) as refusal:
        submit(world, number)
    assert refusal.value.facts["field"] == field


@pytest.mark.parametrize("missing", [name for name in EV_PILE if name != "visit_day"])
def test_every_field_is_looked_at_again(world: World, missing: str) -> None:
    """Handing in without one of them names it."""
    number = begin(world).number
    fill(world, number, {name: said for name, said in EV_PILE.items() if name != missing})
    fill(world, number, {"visit_day": ""})

    with pytest.raises(FieldNeeded) as refusal:
        submit(world, number)

    assert refusal.value.facts == {"procedure": "ev_pile", "field": missing}


def test_a_day_gone_by_is_asked_again(world: World) -> None:
    """A draft that was kept for a week says that its day is past."""
    number = filled(world).number

    with pytest.raises(FieldUnclear) as refusal:
        submit(world, number, now=NOW + 8 * DAY)

    assert refusal.value.facts["field"] == "visit_day"


def test_a_value_that_was_never_read_is_not_handed_in(world: World) -> None:
    """Whatever came into the draft, only what holds goes out."""
    draft = filled(world)
    begin(world, answers={"contact_phone": "1380591"})

    with pytest.raises(FieldUnclear) as refusal:
        submit(world, draft.number)

    assert refusal.value.facts["field"] == "contact_phone"


def test_a_submitted_application_is_not_filled_any_more(world: World) -> None:
    """What the utility works on does not change under its hands."""
    number = submit(world, filled(world).number).number

    with pytest.raises(ApplicationClosed):
        fill(world, number, {"spot": "地下二层1号"})


def test_keeping_for_later_needs_a_phone(world: World) -> None:
    """Without one nobody could prove elsewhere whose draft it is."""
    number = begin(world).number

    with pytest.raises(FieldNeeded):
        application.save(world.books, conversation_id=WEB, number=number, now=NOW)
    fill(world, number, {"contact_phone": EV_PILE["contact_phone"]})
    kept = application.save(world.books, conversation_id=WEB, number=number, now=NOW)

    assert kept.number == number


def test_calling_off_keeps_what_was_given(world: World) -> None:
    """A draft or a submitted one; the reason is on record, and twice is once."""
    number = submit(world, filled(world).number).number

    off = cancel(world, number, reason="车卖了")

    assert off.status is ApplicationStatus.CANCELLED
    assert off.fields == READ
    assert (off.steps[-1].stage, off.steps[-1].note) == (Stage.CANCELLED, "车卖了")
    with pytest.raises(ApplicationClosed):
        cancel(world, number)
    with pytest.raises(ApplicationClosed):
        submit(world, number, key="k2")
    assert cancel(world, filled(world).number).status is ApplicationStatus.CANCELLED


def test_work_that_has_gone_too_far_is_not_called_off(world: World) -> None:
    """Once the meter hangs, a person has to help."""
    number = submit(world, filled(world).number).number
    with world.books.service() as session:
        hung = ApplicationStep(Stage.METER, NOW + DAY)
        applications.reach(session, number=number, steps=[hung])

    with pytest.raises(CancelTooLate) as refusal:
        cancel(world, number, now=NOW + 2 * DAY)

    assert refusal.value.facts == {"number": number, "stage": "meter"}


def test_an_unknown_procedure_is_refused(world: World) -> None:
    """Before anything is written."""
    with pytest.raises(ProcedureMissing):
        begin(world, code="moon_landing")


def test_numbers_count_up_within_a_day(world: World) -> None:
    """Nobody else gets the same one."""
    numbers = [begin(world, who=f"c{place}").number for place in range(3)]

    assert [number[:12] for number in numbers] == ["AP2607200001", "AP2607200002", "AP2607200003"]


def test_the_calendar_is_certain_for_these_days() -> None:
    """The due days above stand on published holidays."""
    assert CALENDAR.covers(NOW.date(), DUE)
