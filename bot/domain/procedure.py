"""Business procedures: what one needs, pays and waits for, and what an application asks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from bot.domain.source import Source


class FieldKind(str, Enum):
    """What kind of value a field of an application holds; it decides how words are read."""

    ACCOUNT = "account"
    ADDRESS = "address"
    PERSON = "person"
    """A person or a company."""
    PHONE = "phone"
    POWER_KW = "power_kw"
    CAPACITY_KVA = "capacity_kva"
    CHOICE = "choice"
    DATE = "date"
    TEXT = "text"
    COUNT = "count"
    EMAIL = "email"
    TAX_NO = "tax_no"
    YES_NO = "yes_no"


class KnownFact(str, Enum):
    """What a proven account tells, so that nobody asks for it."""

    ACCOUNT_NO = "account_no"
    HOLDER = "holder"
    ADDRESS = "address"
    PHONE = "phone"


class PaperForm(str, Enum):
    """In which form a document is brought."""

    ORIGINAL = "original"
    COPY = "copy"
    BOTH = "both"
    PHOTO = "photo"
    """The original, or a clear photograph of it when applying online."""


class DayUnit(str, Enum):
    """How the days of a promise are counted."""

    WORKING_DAYS = "working_days"
    NATURAL_DAYS = "natural_days"


class Stage(str, Enum):
    """How far the utility has come with an application; each procedure uses some, in its order."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REVIEW = "review"
    SURVEY = "survey"
    PLAN = "plan"
    WORK = "work"
    INSPECTION = "inspection"
    CONTRACT = "contract"
    METER = "meter"
    SETTLEMENT = "settlement"
    EFFECTIVE = "effective"
    DONE = "done"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


OUTSIDE_STEPS = frozenset({Stage.SUBMITTED, Stage.DONE, Stage.REJECTED, Stage.CANCELLED})
"""Stages every application may meet; a procedure does not list them among its steps."""


@dataclass(frozen=True)
class Choice:
    """One answer to a question, and what it means: a variant, advice, or a plain refusal."""

    value: str
    label: str
    words: tuple[str, ...] = ()
    """What customers say to mean it; the label counts too."""
    variant: str = ""
    advice: str = ""
    """Said before going on."""
    refusal: str = ""
    """Why it cannot be done so, and the way forward."""
    instead: str = ""
    """Code of the procedure that serves this case."""
    up_to: Decimal | None = None
    """Of a measured question: the largest number that means this choice; None: any larger one."""


@dataclass(frozen=True)
class Question:
    """What must be known before documents can be named: eligibility or a variant."""

    field: str
    ask: str
    choices: tuple[Choice, ...]
    measure: FieldKind | None = None
    """POWER_KW, CAPACITY_KVA or COUNT where a number answers too."""
    fills: str = ""
    """Field of the application that the number also answers."""
    when: frozenset[str] = frozenset()

    def choice(self, value: str) -> Choice | None:
        """The choice with this value."""
        return next((choice for choice in self.choices if choice.value == value), None)

    def measured(self, number: Decimal) -> Choice | None:
        """The choice that a number falls into; None when the question takes no number."""
        if self.measure is None:
            return None
        bounded = (c for c in self.choices if c.up_to is not None and number <= c.up_to)
        unbounded = (c for c in reversed(self.choices) if c.up_to is None)
        return next(bounded, None) or next(unbounded, None)


@dataclass(frozen=True)
class Document:
    """One paper, and who brings it in which form."""

    what: str
    who: str
    form: PaperForm
    note: str = ""
    agent: bool = False
    """Only needed when somebody else goes in the applicant's place (代办)."""
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fee:
    """What is charged, or that nothing is."""

    what: str
    say: str
    amount_yuan: Decimal | None = None
    source: Source | None = None
    verified: bool = False
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Step:
    """One thing the utility does, in order."""

    stage: Stage
    title: str
    say: str
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Promise:
    """Within how many days something will be done, and who says so."""

    what: str
    number: int
    unit: DayUnit
    source: Source
    verified: bool
    """False: recalled only; to be said with a warning, never as a commitment."""
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Detail:
    """A short answer to something asked in the middle of it."""

    name: str
    words: tuple[tuple[str, ...], ...]
    """Each entry asks for it when all its parts are in what was said."""
    answer: str
    source: Source | None = None
    when: frozenset[str] = frozenset()

    def strength(self, text: str) -> int:
        """How many characters of the text ask for this; 0 when none do."""
        hits = (entry for entry in self.words if all(part in text for part in entry))
        return max((sum(map(len, entry)) for entry in hits), default=0)


@dataclass(frozen=True)
class FieldSpec:
    """One field of an application."""

    field: str
    kind: FieldKind
    label: str
    """As it is read back."""
    ask: str
    example: str = ""
    unit: str = ""
    """Said after the number when it is read back."""
    optional: bool = False
    known: KnownFact | None = None
    """What fills it without asking once an account is proven."""
    choices: tuple[Choice, ...] = ()
    when: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ApplicationForm:
    """What an application asks for, in order, and how it is read back."""

    fields: tuple[FieldSpec, ...]
    read_back: str
    """Said before the fields."""
    confirm: str
    """Asked after them."""


@dataclass(frozen=True)
class Procedure:
    """One dated version of a procedure."""

    code: str
    title: str
    intents: tuple[str, ...]
    topics: tuple[str, ...]
    """Knowledge topics of the same matter."""
    names: tuple[str, ...]
    """What customers call it."""
    region: str
    about: str
    """Who can have it, in one sentence."""
    valid_from: date
    valid_to: date | None
    """First day on which it no longer holds; None: until further notice."""
    sources: Mapping[str, Source]
    verified: bool
    """Whether documents and steps were compared with a published text."""
    note: str
    variants: Mapping[str, str]
    """Name of each variant and how customers read it."""
    questions: tuple[Question, ...]
    documents: tuple[Document, ...]
    fees: tuple[Fee, ...]
    steps: tuple[Step, ...]
    promises: tuple[Promise, ...]
    online: str
    counter: str
    cancel_before: Stage | None
    """From this stage on it cannot be cancelled any more; None: until it is done."""
    details: tuple[Detail, ...]
    form: ApplicationForm

    def question(self, field: str) -> Question | None:
        """The question with this field name."""
        return next((item for item in self.questions if item.field == field), None)

    def field(self, field: str) -> FieldSpec | None:
        """The application's field with this name."""
        return next((item for item in self.form.fields if item.field == field), None)

    def documents_for(
        self, variants: Iterable[str], *, agent: bool = False
    ) -> tuple[Document, ...]:
        """The papers for these variants; with `agent`, also what somebody else needs to go."""
        needed = _that_apply(self.documents, variants)
        return tuple(document for document in needed if agent or not document.agent)

    def fees_for(self, variants: Iterable[str]) -> tuple[Fee, ...]:
        """The fees for these variants."""
        return _that_apply(self.fees, variants)

    def steps_for(self, variants: Iterable[str]) -> tuple[Step, ...]:
        """What the utility does for these variants, in order."""
        return _that_apply(self.steps, variants)

    def fields_for(self, variants: Iterable[str]) -> tuple[FieldSpec, ...]:
        """What the application asks for these variants, in order."""
        return _that_apply(self.form.fields, variants)

    def promise_for(self, variants: Iterable[str]) -> Promise | None:
        """The first promise that holds for these variants; None where nothing is promised."""
        return next(iter(_that_apply(self.promises, variants)), None)

    def detail_for(self, text: str, variants: Iterable[str] = ()) -> Detail | None:
        """The answer a text asks for, the one with the most words in it; None when none is."""
        fitting = _that_apply(self.details, variants)
        best = max(fitting, key=lambda detail: detail.strength(text), default=None)
        return best if best and best.strength(text) else None


_Part = TypeVar("_Part", Document, Fee, Step, Promise, Detail, FieldSpec)


def _that_apply(parts: tuple[_Part, ...], variants: Iterable[str]) -> tuple[_Part, ...]:
    """Those without a condition and those for one of the variants."""
    chosen = frozenset(variants)
    return tuple(part for part in parts if not part.when or part.when & chosen)
