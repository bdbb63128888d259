"""The shipped procedures: complete, understood by their own words, true to their sources."""

from __future__ import annotations

import re
from datetime import date
from itertools import product

import pytest
import yaml

from bot.domain.application import CONTACT_PHONE, standing
from bot.domain.field_reading import answers_in, read_answer, read_field
from bot.domain.procedure import DayUnit, Procedure
from bot.domain.procedure_book import ProcedureBook
from bot.domain.unable import ProcedureMissing
from bot.storage.procedures import load_procedures
from tests.services.world import ROOT

KNOWLEDGE = ROOT / "knowledge"
TODAY = date(2026, 7, 20)
BOOK = load_procedures(KNOWLEDGE)
SHIPPED = BOOK.all()
EXPECTED = {
    *("new_residential", "new_business", "new_high_voltage", "capacity_increase", "ev_pile"),
    *("capacity_decrease_or_suspend", "transfer_name", "meter_check", "meter_relocate", "pv_grid"),
    *("close_account", "temp_power", "low_income", "multi_population", "tou_switch", "auto_pay"),
    "invoice_title",
}
every_procedure = pytest.mark.parametrize("procedure", SHIPPED, ids=lambda item: item.code)


def test_every_procedure_of_the_house_is_there() -> None:
    """None was forgotten, and each holds today."""
    assert {procedure.code for procedure in BOOK.valid(TODAY)} == EXPECTED


@pytest.mark.parametrize(
    "intent",
    [
        *("new_connection", "capacity_change", "transfer_name", "meter_check", "meter_relocate"),
        *("close_account", "ev_pile", "pv_grid", "temp_power", "policy_discount", "tou_switch"),
        *("auto_pay", "invoice"),
    ],
)
def test_every_intent_of_a_business_matter_is_served(intent: str) -> None:
    """Whatever is asked for, there is a procedure."""
    assert BOOK.serving(intent, TODAY)


@every_procedure
def test_a_file_is_named_after_its_code(procedure: Procedure) -> None:
    """One finds it by its name."""
    assert (KNOWLEDGE / "procedures" / f"{procedure.code}.yml").exists()


@every_procedure
def test_its_intents_are_ones_the_brain_knows(procedure: Procedure) -> None:
    """A procedure nobody can ask for helps nobody."""
    known = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]

    assert set(procedure.intents) <= set(known)


@every_procedure
def test_it_answers_what_people_ask_in_the_middle(procedure: Procedure) -> None:
    """At least seven short answers; how long, what it costs and who else may go are among them."""
    asked = ("多久能办好", "要钱吗", "可以代办吗")

    assert len(procedure.details) >= 7
    assert all(40 <= len(detail.answer) <= 150 for detail in procedure.details)
    found = [procedure.detail_for(text) for text in asked]
    missing = [text for text, detail in zip(asked, found, strict=True) if detail is None]
    # A standing order is signed by the payer alone.
    assert missing in ([], ["可以代办吗"] if procedure.code == "auto_pay" else [])


@every_procedure
def test_every_choice_is_understood_by_its_own_words(procedure: Procedure) -> None:
    """Label, words and button all mean the choice they are written at, and no other."""
    for question in procedure.questions:
        for choice in question.choices:
            for said in (choice.value, choice.label, *choice.words):
                answer = read_answer(question, said)
                assert answer is not None, f"{question.field}: {said}"
                assert answer[0] is choice, f"{question.field}: {said} -> {answer[0].value}"


@every_procedure
def test_every_example_can_be_read(procedure: Procedure) -> None:
    """What we offer as an example is taken when somebody says it."""
    for spec in procedure.form.fields:
        for said in filter(None, (spec.example, *(choice.label for choice in spec.choices))):
            assert read_field(spec, said, today=TODAY), f"{spec.field}: {said}"


@every_procedure
def test_nothing_known_is_asked(procedure: Procedure) -> None:
    """A proven account leaves only what it cannot know."""
    known = {spec.field: "x" for spec in procedure.form.fields if spec.known}
    first = standing(procedure, {}).left

    assert standing(procedure, known).left == first - len(known & {
        spec.field: "x" for spec in procedure.fields_for(()) if spec.known
    }.keys())  # fmt: skip


@every_procedure
def test_every_way_through_it_ends_with_papers_steps_and_a_form(procedure: Procedure) -> None:
    """Whatever variant is chosen: papers to bring, steps to come, the contact phone in the form."""
    allowed = [
        [(item.field, choice.value) for choice in item.choices if not choice.refusal]
        for item in procedure.questions
    ]
    for answers in product(*allowed):
        variants = standing(procedure, dict(answers)).variants
        papers = procedure.documents_for(variants)
        assert len(papers) >= 2
        assert len(procedure.documents_for(variants, agent=True)) > len(papers)
        assert len(procedure.steps_for(variants)) >= 3
        assert procedure.fees_for(variants)
        assert CONTACT_PHONE in {spec.field for spec in procedure.fields_for(variants)}


@every_procedure
def test_a_refusal_names_a_way_forward(procedure: Procedure) -> None:
    """Nobody is sent away with a plain no."""
    forward = re.compile(r"可以|帮您|先|转人工|请|就行")
    refusals = [choice.refusal for item in procedure.questions for choice in item.choices]

    assert all(forward.search(refusal) for refusal in refusals if refusal)


@every_procedure
def test_no_price_and_no_hotline_is_written_into_it(procedure: Procedure) -> None:
    """They live in knowledge/tariffs and knowledge/contacts.yml."""
    text = (KNOWLEDGE / "procedures" / f"{procedure.code}.yml").read_text(encoding="utf-8")

    assert re.findall(r"\d+(?:\.\d+)? ?元|0\.\d{3,}|95598|网上国网", text) == []


def test_promises_are_those_that_were_verified() -> None:
    """State Grid's commitments, day for day; what was only recalled says so."""
    promised = {
        (code, variant): (promise.number, promise.verified)
        for code, variant in (
            ("new_residential", "certificate"),
            ("new_business", "rented"),
            ("new_high_voltage", "single"),
            ("new_high_voltage", "double"),
            ("meter_check", ""),
            ("ev_pile", "single"),
            ("ev_pile", "three"),
            ("pv_grid", "person"),
        )
        if (promise := BOOK.on(code, TODAY).promise_for([variant]))
        and promise.unit is DayUnit.WORKING_DAYS
    }

    assert promised == {
        ("new_residential", "certificate"): (5, True),
        ("new_business", "rented"): (6, True),
        ("new_high_voltage", "single"): (22, True),
        ("new_high_voltage", "double"): (32, True),
        ("meter_check", ""): (5, True),
        ("ev_pile", "single"): (5, True),
        ("ev_pile", "three"): (15, True),
        ("pv_grid", "person"): (20, False),
    }
    assert BOOK.on("transfer_name", TODAY).promise_for(["sale"]) is None


@pytest.mark.parametrize(
    ("code", "said", "name"),
    [
        ("ev_pile", "那多久能装好啊", "how_long"),
        ("ev_pile", "物业不同意怎么办", "property_refuses"),
        ("ev_pile", "7千瓦行吗", "seven_kw"),
        ("ev_pile", "要钱吗", "cost"),
        ("ev_pile", "可以代办吗", "agent"),
        ("ev_pile", "要跑几趟", "trips"),
        ("ev_pile", "房东不配合咋办", "landlord"),
        ("new_business", "房东不配合", "landlord"),
        ("transfer_name", "户主去世了证明怎么弄", "deceased"),
        ("transfer_name", "有欠费能办吗", "arrears"),
        ("meter_check", "结果不服怎么办", "disagree"),
        ("low_income", "每个月免多少度", "how_much"),
        ("tou_switch", "到底划算吗", "worth"),
        ("close_account", "里面的余额怎么退", "balance"),
        ("temp_power", "用完了怎么拆表", "remove"),
        ("pv_grid", "卖电的钱什么时候到账", "settle"),
    ],
)
def test_a_question_in_the_middle_finds_its_answer(code: str, said: str, name: str) -> None:
    """The most specific words win."""
    detail = BOOK.on(code, TODAY).detail_for(said)

    assert detail is not None
    assert detail.name == name


def test_what_is_no_question_finds_no_answer() -> None:
    """An answer to a form's question is not mistaken for one."""
    procedure = BOOK.on("ev_pile", TODAY)

    assert all(procedure.detail_for(said) is None for said in ("陈建国", "地下126号", "下周一"))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("我想给车位装个充电桩", "ev_pile"),
        ("买了二手房电表过户", "transfer_name"),
        ("厂里变压器报停三个月", "capacity_decrease_or_suspend"),
        ("家里六口人一户多人口怎么办", "multi_population"),
        ("开专票", "invoice_title"),
        ("工地要用电", "temp_power"),
    ],
)
def test_a_procedure_is_found_by_what_people_call_it(said: str, code: str) -> None:
    """The longest name in the sentence decides."""
    assert [procedure.code for procedure in BOOK.named(said, TODAY)] == [code]


@pytest.mark.parametrize(
    ("code", "said", "given"),
    [
        ("transfer_name", "我爸过世了，想把户名改成我的", {"reason": "inheritance"}),
        ("ev_pile", "我租的车位想装个7千瓦的桩，物业不同意", {
            "parking": "rented", "property": "refuses", "power": "single", "power_kw": "7"}),
        ("multi_population", "我家六口人", {"people": "many", "people_count": "6"}),
        ("ev_pile", "想装个充电桩", {}),
        ("new_business", "租的店面，大概15个千瓦", {
            "premises": "rented", "size": "low", "power_kw": "15"}),
        ("new_business", "厂里要200千瓦", {"size": "high", "power_kw": "200"}),
    ],
)  # fmt: skip
def test_a_first_sentence_answers_what_it_answers(
    code: str, said: str, given: dict[str, str]
) -> None:
    """Nobody is asked again for what they have said already."""
    assert answers_in(BOOK.on(code, TODAY), said) == given


def test_a_missing_procedure_is_a_refusal() -> None:
    """Unknown codes are foreseen."""
    with pytest.raises(ProcedureMissing):
        ProcedureBook([]).on("ev_pile", TODAY)
