"""Leading a customer through a procedure: overview, questions, papers, the offer to apply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions import wording
from actions.business import choosing, matter, telling
from actions.business.choosing import Chosen, payload
from actions.business.listening import Heard, listen
from actions.business.matter import CAUTION, INSTEAD, OFFER, OVERVIEW, PAPERS, WANTED, WHICH, Matter
from actions.turn import Turn
from actions.wording import lines, phrase
from bot.domain.application import standing
from bot.domain.procedure import Choice, Procedure, Question
from bot.domain.reply import Button


def start(turn: Turn, intent: str) -> None:
    """A procedure is asked for by its intent: begin with it, or ask which one is meant."""
    chosen = choosing.choose(turn, intent)
    if chosen is None:
        ask_which(turn, intent)
    else:
        begin(turn, intent, chosen)


def ask_which(turn: Turn, intent: str) -> None:
    """One question with a button for each procedure of the intent."""
    text, buttons = choosing.question(turn, intent)
    turn.tell(text, buttons=buttons)
    matter.keep(turn, Matter(intent=intent, asked=WHICH))


def begin(turn: Turn, intent: str, chosen: Chosen) -> None:
    """Say what the message asks, or else the overview; then go on with the first question."""
    rules, known = chosen.rules, matter.matter_of(turn)
    now = known if known and known.code == rules.code else Matter(intent=intent, code=rules.code)
    now = replace(now, answers={**now.answers, **chosen.answers}, asked="")
    variants = standing(rules, now.answers).variants
    heard = listen(turn.text, rules, variants=variants)
    if heard.wish == "papers":
        give_papers(turn, rules, now)
    elif heard.detail or OVERVIEW in now.told:
        go_on(turn, rules, now, heard)
    else:
        step(turn, rules, now.with_told(OVERVIEW), head=telling.overview(rules, variants))


def go_on(turn: Turn, rules: Procedure, now: Matter, heard: Heard) -> None:
    """Take the answers, answer what was asked, and say what comes next."""
    fresh = {name: value for name, value in heard.answers.items() if now.answers.get(name) != value}
    after = replace(now, answers={**now.answers, **fresh})
    if heard.detail:
        extra = more(heard.detail.name)
        step(turn, rules, after, head=heard.detail.answer, extra=extra)
    else:
        step(turn, rules, after, head=_advice(rules, fresh))


def step(
    turn: Turn, rules: Procedure, now: Matter, *, head: str = "", extra: tuple[Button, ...] = ()
) -> None:
    """Say `head`, then a refusal, the papers once they are known, a question or the offer."""
    refused = standing(rules, now.answers).refused
    if refused:
        refuse(turn, rules, now, *refused, head=head)
        return
    question = telling.next_question(rules, now.answers)
    if _papers_due(rules, now):
        if head:
            turn.tell(head, buttons=extra)
        head, extra = papers(turn, rules, now), ()
        now = now.with_told(PAPERS, CAUTION)
    if question:
        turn.tell(lines([head, question.ask]), buttons=[*extra, *choices(now, question)])
        matter.keep(turn, replace(now, asked=question.field))
    else:
        again = now.asked == OFFER
        tail = "" if again and head else phrase(f"business.offer{'_again' if again else ''}")
        turn.tell(lines([head, tail]), buttons=[*extra, *offers(now)])
        matter.keep(turn, replace(now, asked=OFFER))


def refuse(
    turn: Turn, rules: Procedure, now: Matter, question: Question, choice: Choice, *, head: str = ""
) -> None:
    """Why it cannot be done so, and every way on."""
    buttons = list(more(question.field))
    asked = ""
    if choice.instead:
        other = turn.deps.procedures.on(choice.instead, turn.today)
        asked = f"{INSTEAD}{other.code}"
        title = phrase("business.buttons.instead", title=other.title)
        buttons.append(Button(title, payload(other.intents[0], procedure=other.code)))
    change = phrase("business.buttons.change")
    buttons.append(Button(change, payload(now.intent, procedure=rules.code, aspect="change")))
    buttons += [Button(*pair) for pair in wording.buttons_of("business.buttons.person")]
    turn.tell(lines([head, choice.refusal]), buttons=buttons)
    # The answer stays in mind only as long as it is spoken of: another one may be given.
    kept = {name: value for name, value in now.answers.items() if name != question.field}
    matter.keep(turn, replace(now, answers=kept, asked=asked or question.field))


def give_papers(turn: Turn, rules: Procedure, now: Matter) -> None:
    """The papers, once more if asked again; or the question that decides which they are."""
    if not telling.papers_known(rules, now.answers):
        step(turn, rules, now.with_told(OVERVIEW, WANTED))
        return
    text = papers(turn, rules, now)
    turn.tell(text, buttons=offers(now, without="papers"))
    matter.keep(turn, replace(now.with_told(OVERVIEW, PAPERS, CAUTION), asked=OFFER))


def tell_wish(turn: Turn, rules: Procedure, now: Matter, wish: str) -> None:
    """How long, what it costs, the steps, where to go; then the place where we were."""
    variants = standing(rules, now.answers).variants
    if wish == "papers":
        give_papers(turn, rules, now)
    elif wish == "change":
        ask_again(turn, rules, replace(now, answers={}, told=(OVERVIEW, CAUTION)))
    else:
        step(turn, rules, now, head=wish_text(turn, rules, variants, wish), extra=_extra(wish))


def wish_text(turn: Turn, rules: Procedure, variants: tuple[str, ...], wish: str) -> str:
    """What is said to a wish that is a question."""
    if wish == "time":
        return telling.time_text(turn, rules, variants)
    if wish == "fees":
        return telling.fees_text(rules, variants) or telling.detail_text(
            rules, telling.COST, variants
        )
    if wish == "steps":
        return telling.steps_text(rules, variants)
    return phrase("business.online_and_counter", online=rules.online, counter=rules.counter)


def ask_again(turn: Turn, rules: Procedure, now: Matter, *, head: str = "") -> None:
    """The question we are at, from the beginning if nothing is known any more."""
    step(turn, rules, replace(now, asked=""), head=head)


def papers(turn: Turn, rules: Procedure, now: Matter) -> str:
    """The list for the variants known, with the caution once."""
    return telling.papers_text(
        rules,
        standing(rules, now.answers).variants,
        agent=telling.wants_agent(turn.text),
        caution=not rules.verified and CAUTION not in now.told,
    )


def choices(now: Matter, question: Question) -> list[Button]:
    """A button for each answer."""
    return [
        Button(choice.label, payload(now.intent, procedure=now.code, case_choice=choice.value))
        for choice in question.choices
    ]


def offers(now: Matter, *, without: str = "") -> list[Button]:
    """Apply now, the papers, how long, the counter."""
    told = {without, "papers" if PAPERS in now.told else ""}
    names = [name for name in ("apply", "papers", "time", "counter") if name not in told]
    return [
        Button(
            phrase(f"business.buttons.{name}"),
            payload(now.intent, procedure=now.code, aspect=name),
        )
        for name in names
    ]


def more(name: str) -> tuple[Button, ...]:
    """Buttons that an answer calls for besides."""
    if name not in wording.words("business")["more"]:
        return ()
    return tuple(Button(*pair) for pair in wording.buttons_of(f"business.more.{name}"))


def _papers_due(rules: Procedure, now: Matter) -> bool:
    """Whether the list is said now: once it is known and, unless asked for, of some use."""
    if not now.answers or PAPERS in now.told or not telling.papers_known(rules, now.answers):
        return False
    return WANTED in now.told or not telling.may_be_refused(rules, now.answers)


def _extra(wish: str) -> tuple[Button, ...]:
    if wish != "counter":
        return ()
    return tuple(Button(*pair) for pair in wording.buttons_of("business.buttons.branches"))


def _advice(rules: Procedure, fresh: Mapping[str, str]) -> str:
    chosen = (question.choice(fresh.get(question.field, "")) for question in rules.questions)
    return lines(choice.advice for choice in chosen if choice)


def papers_for() -> list[str]:
    """Codes of the procedures whose papers are asked for most."""
    return list(wording.words("business")["papers_for"])
