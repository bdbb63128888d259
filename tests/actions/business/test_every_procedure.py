"""Every procedure of knowledge/: nothing a customer may choose leads nowhere."""

from __future__ import annotations

from collections import deque
from pathlib import Path

import pytest

from tests.actions.business.conftest import buttons, fill, procedure
from tests.actions.stage import Stage, knowledge, rules
from tests.services.world import NOW, World

SHIPPED = knowledge()["procedures"].valid(NOW.date())
TALKED = [
    item.code
    for item in SHIPPED
    if any(rules().get(intent) == "action_procedure" for intent in item.intents)
]
"""Those led through here; others (发票, 验表, 代扣) have talks of their own."""
ALL = [item.code for item in SHIPPED]


def opening(stage: Stage, code: str) -> str:
    """The payload that begins a procedure."""
    return f'/{procedure(stage, code).intents[0]}{{"procedure":"{code}"}}'


@pytest.mark.parametrize("code", TALKED)
def test_the_overview_says_what_it_is_and_asks_the_first_question(stage: Stage, code: str) -> None:
    """In a few lines, with a button for every answer."""
    shipped = procedure(stage, code)
    said = stage.tap(opening(stage, code))
    text = stage.text(said)

    assert shipped.about in text
    assert shipped.questions[0].ask in text
    assert set(buttons(said)) == {choice.label for choice in shipped.questions[0].choices}
    assert len(text.splitlines()) <= 4


@pytest.mark.parametrize("code", TALKED)
def test_every_choice_of_every_question_leads_somewhere(world: World, code: str) -> None:
    """To the papers, the next question, the offer to apply, or a refusal that says what to do."""
    paths: deque[tuple[str, ...]] = deque([()])
    ends = 0
    while paths:
        path = paths.popleft()
        stage = Stage(world, conversation_id=f"{code}{len(path)}{ends}{len(paths)}")
        shipped = procedure(stage, code)
        said = stage.tap(opening(stage, code))
        for payload in path:
            said = stage.tap(payload)
        asked = stage.slots["procedure"]["asked"]
        question = shipped.question(asked)
        refusals = [c.refusal for q in shipped.questions for c in q.choices if c.refusal]
        if any(refusal in stage.text(said) for refusal in refusals):
            assert "换个情况" in buttons(said)
            ends += 1
        elif question:
            assert question.ask in stage.text(said)
            labels = {choice.label for choice in question.choices}
            paths += [(*path, buttons(said)[label]) for label in labels]
        else:
            assert asked == "offer"
            assert "现在就申请" in buttons(said)
            told = stage.slots["procedure"]["told"]
            assert "papers" in told
            ends += 1
    assert ends >= 2 or not procedure(stage, code).questions


@pytest.mark.parametrize("code", TALKED)
def test_an_application_is_filled_in_from_the_examples_and_handed_in(
    stage: Stage, code: str
) -> None:
    """Every field read, everything read back once, a number in the end."""
    shipped = procedure(stage, code)
    intent = shipped.intents[0]
    stage.tap(f'/{intent}{{"procedure":"{code}","aspect":"apply"}}')
    said = stage.text(fill(stage, shipped))

    assert shipped.form.read_back in said
    assert shipped.form.confirm in said
    done = stage.text(stage.say("对", "affirm"))
    assert "提交好了，申请编号 AP" in done
    assert stage.loop is None
    assert shipped.title in stage.text(stage.say("办到哪了", "process_progress"))


@pytest.mark.parametrize("code", TALKED)
def test_every_detail_is_answered_before_and_inside_the_form(stage: Stage, code: str) -> None:
    """And the place is kept: the question that was open is asked again."""
    shipped = procedure(stage, code)
    for detail in shipped.details:
        if detail.when:
            continue
        text = " ".join(detail.words[0]) + "吗"
        assert shipped.detail_for(text) is not None
        expected = shipped.detail_for(text).answer  # type: ignore[union-attr]
        fresh = Stage(stage.world, conversation_id=f"{code}-{detail.name}")
        fresh.tap(opening(fresh, code))
        said = fresh.text(fresh.say(text, "inform"))
        assert expected in said, detail.name

    fresh = Stage(stage.world, conversation_id=f"{code}-form")
    fresh.tap(f'/{shipped.intents[0]}{{"procedure":"{code}","aspect":"apply"}}')
    fill(fresh, shipped, until="contact_phone")
    asked = shipped.field("contact_phone").ask  # type: ignore[union-attr]
    said = fresh.text(fresh.say("要多久能办好", "process_progress"))
    assert asked in said
    assert said.replace(asked, "").strip()


@pytest.mark.parametrize("code", ALL)
def test_the_papers_of_every_procedure_can_be_asked_for(stage: Stage, code: str) -> None:
    """Named by its own name: the list, or the question that decides which list."""
    shipped = procedure(stage, code)
    said = stage.text(stage.tap(f'/required_documents{{"procedure":"{code}"}}'))

    papers = [paper.what for paper in shipped.documents_for(()) if paper.what in said]
    assert papers or shipped.questions[0].ask in said


def test_words_say_which_of_several_procedures_is_meant() -> None:
    """Every procedure of an intent with several can be chosen by a button."""
    from actions import wording

    for intent, known in wording.words("business")["which"].items():
        serving = {item.code for item in SHIPPED if intent in item.intents}
        assert {option["code"] for option in known["options"]} == serving
        for option in known["options"]:
            shipped = next(item for item in SHIPPED if item.code == option["code"])
            for field, value in (option.get("answers") or {}).items():
                question = shipped.question(field)
                assert question
                assert question.choice(value)


def test_the_files_here_and_there_are_the_same() -> None:
    """Nothing shipped is left out of these tests."""
    folder = Path(__file__).resolve().parents[3] / "knowledge" / "procedures"
    assert {path.stem for path in folder.glob("*.yml")} == set(ALL)
