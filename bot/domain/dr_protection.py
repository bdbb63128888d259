"""Whom demand response never asks: people and places that live by electricity."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.domain.account import Account

_MEDICAL = re.compile(
    r"医院|卫生院|卫生所|卫生室|诊所|门诊|急救|血站|血库|血液中心|透析|疾控|妇幼|疗养|康复|护理院"
    r"|养老|敬老|福利院|托老|安宁|疫苗|制氧|医疗|医学中心|卫生服务"
)
"""Names of places where the sick are cared for; better one too many than one too few."""


class Protection(str, Enum):
    """Why an account is left in peace."""

    LIFE_SUPPORT = "life_support"
    """Someone there lives by a powered device."""
    MEDICAL = "medical"
    """The sick or frail are cared for there."""


@dataclass(frozen=True)
class Protected:
    """An account that is never asked, and who said so; kept until the utility takes it back."""

    account_no: str
    reason: Protection
    since: datetime
    source: str
    """A conversation id, `import`, `order` …"""


def cares_for_the_sick(account: Account) -> bool:
    """Whether the name or address is that of a place of care."""
    return any(_MEDICAL.search(text) for text in (account.holder_name, account.address))
