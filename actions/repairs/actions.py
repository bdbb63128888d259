"""Reports of no supply, of bad voltage, of a broken meter; and still off after paying."""

from __future__ import annotations

from actions.answering import AccountAction, answers
from actions.ask import Ask
from actions.base import XiaowaAction
from actions.outages import looking, telling
from actions.repairs import begin, relapse
from actions.repairs.life_support import takes_over as life_support
from actions.turn import Turn
from actions.wording import lines, phrase, yuan
from bot.domain.account import Account
from bot.domain.money import ZERO
from bot.domain.unable import AreaUnknown
from bot.domain.work_order import OrderKind
from bot.services import billing


class ReportOutage(XiaowaAction):
    """我家没电了; 我要报修."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_report_outage"

    def act(self, turn: Turn) -> None:
        """Life first; then the report that is open, the one made before, or a new one."""
        if life_support(turn) or relapse.answers(turn):
            return
        aspect = turn.entity("aspect")
        another = aspect == "another" or looking.names_place(turn)
        made = None if another else begin.reported(turn)
        if made and not turn.cases:
            begin.tell_reported(turn, made)
        else:
            begin.begin(turn, OrderKind.REPAIR, anyway=aspect == "another")


class VoltageIssue(XiaowaAction):
    """电压低, 灯忽明忽暗."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_voltage_issue"

    def act(self, turn: Turn) -> None:
        """What to unplug, what is danger; then a report."""
        begin.begin(turn, OrderKind.VOLTAGE)


class MeterFault(XiaowaAction):
    """电表不走, 黑屏, 报警."""

    def name(self) -> str:
        """The name in domain.yml."""
        return "action_meter_fault"

    def act(self, turn: Turn) -> None:
        """What to look at, what is danger; then a report."""
        begin.begin(turn, OrderKind.METER_FAULT)


class RestoreAfterPayment(AccountAction):
    """交了钱还没来电."""

    kind = "restore_after_payment"


@answers("restore_after_payment")
def tell_reconnect(turn: Turn, ask: Ask, account: Account) -> Ask:
    """Whether all is paid; if so, by when it is switched on, and a report that hurries it."""
    deps = turn.deps
    found = billing.arrears(deps.books, account=account, tariffs=deps.tariffs, now=turn.now)
    held = found.balance.credit_yuan if found.balance else ZERO
    owed = found.to_pay_yuan if found.open_bills else -min(held, ZERO)
    overdue = found.overdue_yuan if found.open_bills else owed
    if overdue > ZERO:
        turn.say(
            "reconnect.owed",
            amount=yuan(owed),
            buttons="reconnect.owed_buttons",
            provenance=found.provenance.as_json(),
        )
        return ask
    if _is_outage(turn, account):
        return ask
    commitment = deps.order_rules.commitments.find("reconnect", day=turn.today)
    says = phrase("reconnect.promise", says=commitment.says) if commitment else ""
    turn.tell(
        lines([phrase("reconnect.paid"), says, phrase("reconnect.register")]),
        provenance=found.provenance.as_json(),
    )
    begin.begin(turn, OrderKind.RECONNECT)
    return ask


def _is_outage(turn: Turn, account: Account) -> bool:
    """Tell of an outage there: then it is not the money."""
    try:
        look = looking.of_account(turn, account)
    except AreaUnknown:
        return False
    known = telling.current_of(look)
    if known:
        telling.tell_known(turn, known, head=phrase("reconnect.outage"))
    return known is not None
