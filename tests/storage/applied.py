"""An application that a customer handed in, known by heart."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.application import Application, ApplicationStatus, ApplicationStep
from bot.domain.period import SHANGHAI
from bot.domain.procedure import Stage

SUBMITTED = datetime(2026, 4, 29, 10, tzinfo=SHANGHAI)
APPLIED = Application(
    number="AP26042900014",
    procedure="ev_pile",
    variants=("own", "single"),
    fields={"applicant": "王小明", "power_kw": "7", "contact_phone": "13805910001", "email": ""},
    status=ApplicationStatus.SUBMITTED,
    conversation_id="c1",
    account_no="3501000000017",
    contact_phone="13805910001",
    created_at=SUBMITTED,
    updated_at=SUBMITTED,
    from_account=("applicant",),
    submitted_at=SUBMITTED,
    due_on=date(2026, 5, 9),
    steps=(ApplicationStep(Stage.SUBMITTED, SUBMITTED),),
)
