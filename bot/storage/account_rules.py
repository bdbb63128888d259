"""Reads knowledge/account_rules.yml into `AccountRules`, or says all that is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TypeVar

from bot.domain.account import SupplyClass
from bot.domain.account_rules import (
    AccountRules,
    ArrivalRules,
    AutoPayRules,
    BindingRules,
    DelegationRules,
    InvoiceRules,
    PaymentRules,
    PhoneChangeRules,
)
from bot.domain.auto_pay import AutoPayWay
from bot.domain.identity import ProofMethod
from bot.domain.instalment import InstalmentRules
from bot.domain.money import to_fen
from bot.domain.notice import NoticeChannel, NoticeRules, NoticeTopic, QuietHours, TopicRule
from bot.domain.right import Scope
from bot.storage.tariff_parts import read_source
from bot.storage.yaml_node import YamlNode

FILE_NAME = "account_rules.yml"
_PROOFS = (ProofMethod.PHONE_CODE, ProofMethod.ID_LAST4)
_LEFT = (Scope.VIEW, Scope.PAY, Scope.APPLY)
"""What can be left to others; `own` never can."""
E = TypeVar("E", bound=Enum)


class AccountRulesWrong(ValueError):
    """The file cannot be used; `mistakes` names each key and how to fix it."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def load_account_rules(path: Path) -> AccountRules:
    """The rules in this file.

    Raises:
        AccountRulesWrong: with all mistakes at once.
    """
    if not path.is_file():
        raise AccountRulesWrong([f"{path}: missing; copy it from knowledge/{FILE_NAME}"])
    mistakes: list[str] = []
    node = YamlNode.read(path, mistakes)
    rules = AccountRules(
        source=read_source(node),
        valid_from=node.day("valid_from"),
        verified=node.flag("verified"),
        binding=_binding(node.child("binding")),
        delegation=_delegation(node.child("delegation")),
        phone_change=_phone_change(node.child("phone_change")),
        notices=_notices(node.child("notices")),
        payment=_payment(node.child("payment")),
        arrival=_arrival(node.child("arrival")),
        auto_pay=_auto_pay(node.child("auto_pay")),
        invoice=_invoice(node.child("invoice")),
        instalment=_instalment(node.child("instalment")),
    )
    node.text("note", "")
    node.close()
    if mistakes:
        raise AccountRulesWrong(mistakes)
    return rules


def _binding(node: YamlNode) -> BindingRules:
    proofs = node.child("proofs")
    rules = BindingRules(
        proofs={name: _some(proofs, name, _PROOFS) for name in proofs.names()},
        lasts=timedelta(days=_count(node, "lasts_days")),
        scopes=_some(node, "scopes", _LEFT),
        accounts_per_identity=_count(node, "accounts_per_identity"),
        identities_per_account=_count(node, "identities_per_account"),
    )
    node.close()
    return rules


def _delegation(node: YamlNode) -> DelegationRules:
    rules = DelegationRules(
        scopes=_some(node, "scopes", _LEFT),
        longest=timedelta(days=_count(node, "longest_days")),
        usual=timedelta(days=_count(node, "usual_days")),
        delegates_per_account=_count(node, "delegates_per_account"),
        accounts_per_delegate=_count(node, "accounts_per_delegate"),
        code_lives=timedelta(minutes=_count(node, "code_lives_minutes")),
    )
    if rules.usual > rules.longest:
        node.wrong("usual_days", "must not be more than longest_days")
    node.close()
    return rules


def _phone_change(node: YamlNode) -> PhoneChangeRules:
    rules = PhoneChangeRules(
        at_once=_some(node, "at_once", _PROOFS),
        by_staff=_some(node, "by_staff", _PROOFS),
        proof_young=timedelta(minutes=_count(node, "proof_minutes")),
        code_lives=timedelta(minutes=_count(node, "code_lives_minutes")),
        staff_working_days=_count(node, "staff_working_days"),
    )
    if rules.at_once & rules.by_staff:
        node.wrong("by_staff", "a proof is either enough at once or checked by staff, not both")
    node.close()
    return rules


def _notices(node: YamlNode) -> NoticeRules:
    quiet, topics = node.child("quiet"), node.child("topics")
    found = {}
    for name in topics.names():
        rule = topics.child(name)
        if name not in {topic.value for topic in NoticeTopic}:
            known = ", ".join(topic.value for topic in NoticeTopic)
            topics.wrong(name, f"no such topic; use {known}")
            continue
        found[NoticeTopic(name)] = TopicRule(
            name=rule.text("name"),
            default=_some(rule, "default", tuple(NoticeChannel), may_be_empty=True),
            keeps_one=rule.flag("keeps_one"),
            may_disturb=rule.flag("may_disturb"),
        )
        rule.close()
    for topic in NoticeTopic:
        if topic not in found:
            topics.wrong(topic.value, "write this topic too, with name, default and the two flags")
    rules = NoticeRules(topics=found, quiet=QuietHours(_clock(quiet, "from"), _clock(quiet, "to")))
    quiet.close()
    node.close()
    return rules


def _payment(node: YamlNode) -> PaymentRules:
    rules = PaymentRules(
        least_yuan=_money(node, "least"),
        most_yuan=_money(node, "most"),
        confirm_above_yuan=_money(node, "confirm_above"),
        top_up_least_yuan=_money(node, "top_up_least"),
        top_up_most_yuan=_money(node, "top_up_most"),
        lasts=timedelta(minutes=_count(node, "lasts_minutes")),
    )
    _rising(node, "most", rules.least_yuan, rules.most_yuan)
    _rising(node, "top_up_most", rules.top_up_least_yuan, rules.top_up_most_yuan)
    node.close()
    return rules


def _arrival(node: YamlNode) -> ArrivalRules:
    rules = ArrivalRules(
        within=timedelta(hours=_count(node, "within_hours")),
        trace_working_days=_count(node, "trace_working_days"),
        refund_working_days=_count(node, "refund_working_days"),
        look_back=timedelta(days=_count(node, "look_back_days")),
        documents=tuple(node.texts("documents")),
    )
    node.close()
    return rules


def _auto_pay(node: YamlNode) -> AutoPayRules:
    ways = []
    for below in node.children("ways"):
        ways.append(
            AutoPayWay(
                code=below.text("code"),
                name=below.text("name"),
                confirm=below.text("confirm"),
                documents=tuple(below.texts("documents")),
            )
        )
        below.close()
    if not ways:
        node.wrong("ways", "list at least one way with code, name, confirm and documents")
    if len({way.code for way in ways}) < len(ways):
        node.wrong("ways", "each code may appear only once")
    rules = AutoPayRules(
        ways=tuple(ways),
        prepaid=node.flag("prepaid"),
        before_due=timedelta(days=_count(node, "before_due_days", least=0)),
    )
    node.close()
    return rules


def _invoice(node: YamlNode) -> InvoiceRules:
    rules = InvoiceRules(
        only_paid=node.flag("only_paid"),
        look_back=timedelta(days=_count(node, "look_back_days")),
        reissue_within=timedelta(days=_count(node, "reissue_within_days", least=0)),
        reissues=_count(node, "reissues", least=0),
        special_for=_some(node, "special_for", tuple(SupplyClass)),
    )
    node.close()
    return rules


def _instalment(node: YamlNode) -> InstalmentRules:
    rules = InstalmentRules(
        supply_classes=_some(node, "supply_classes", tuple(SupplyClass)),
        prepaid=node.flag("prepaid"),
        least_yuan=_money(node, "least"),
        most_yuan=_money(node, "most"),
        most_parts=_count(node, "most_parts", least=2),
        part_least_yuan=_money(node, "part_least"),
        first_within_days=_count(node, "first_within_days", least=0),
        without_staff_up_to_yuan=_money(node, "without_staff_up_to"),
        broken_counts_months=_count(node, "broken_counts_months", least=0),
    )
    _rising(node, "most", rules.least_yuan, rules.most_yuan)
    node.close()
    return rules


def _count(node: YamlNode, key: str, *, least: int = 1) -> int:
    number = node.whole(key)
    if number < least:
        node.wrong(key, f"must be at least {least}")
    return number


def _money(node: YamlNode, key: str) -> Decimal:
    amount = node.number(key)
    if amount < 0 or amount != to_fen(amount):
        node.wrong(key, "write an amount in yuan with at most two decimals, not negative")
        return Decimal(1)
    return to_fen(amount)


def _rising(node: YamlNode, key: str, low: Decimal, high: Decimal) -> None:
    if low > high:
        node.wrong(key, f"must not be less than {low}")


def _clock(node: YamlNode, key: str) -> time:
    text = node.text(key)
    try:
        return time.fromisoformat(text)
    except ValueError:
        node.wrong(key, f'write a time such as "21:00", not {text!r}')
        return time(0)


def _some(
    node: YamlNode, key: str, choices: Sequence[E], *, may_be_empty: bool = False
) -> frozenset[E]:
    known = {str(choice.value): choice for choice in choices}
    written = node.texts(key)
    for text in written:
        if text not in known:
            node.wrong(key, f"{text!r} is not one of {', '.join(known)}")
    if not written and not may_be_empty:
        node.wrong(key, f"list at least one of {', '.join(known)}")
    return frozenset(known[text] for text in written if text in known)
