"""Phones, e-mail, tax and account numbers, addresses and free words in what people say."""

from __future__ import annotations

import re
import unicodedata

from bot.domain.account_no import normalise
from bot.domain.tax_number import is_credit_code

_LONGEST_TEXT = 200
_MOBILE = re.compile(r"(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)\(?(0\d{2,3})\)?[- ]?([2-9]\d{2,3})[- ]?(\d{4})(?!\d)")
_EMAIL = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)
_TAX_NO = re.compile(r"(?<![A-Z0-9])(?:[0-9A-HJ-NPQRTUWXY]{18}|\d{15})(?![A-Z0-9])")
_CITIZEN = re.compile(r"\d{6}(?:19|20)\d{9}[\dX]")
_ACCOUNT = re.compile(r"(?<!\d)\d{6,20}(?!\d)")
_ADDRESS_LEAD = re.compile(
    r"^(?:(?:我的?|装表|用电|新装|详细|具体|家庭|安装)?(?:地址|地点|位置)(?:是|在|为)?|"
    r"我?家?(?:住|就?在|是)?(?:在)?|送到|装在|装到|在)[:,]?"
)
_ADDRESS_SIGN = re.compile(r"[省市区县镇乡村街路巷弄里号栋幢楼室苑园庄屯组坊寨湾城道庭府湖]|\d")


def phone(text: str) -> str | None:
    """A mobile or landline number, digits only; of several the last one said."""
    raw = unicodedata.normalize("NFKC", text)
    joined = re.sub(r"(?<=\d)[ \-—.](?=\d)", "", raw)
    readings = (joined, raw, normalise(text))
    if found := next(filter(None, map(_MOBILE.findall, readings)), None):
        return str(found[-1])
    landline = _LANDLINE.search(raw)
    return "".join(landline.groups()) if landline else None


def email(text: str) -> str | None:
    """An e-mail address, typed or spelled out (艾特, 点), in small letters."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"艾特|圈a|小老鼠", "@", plain)
    plain = re.sub(r"(?<=[A-Za-z0-9])点(?=[A-Za-z0-9])", ".", plain)
    found = _EMAIL.search(plain)
    return found.group().lower() if found else None


def tax_no(text: str) -> str | None:
    """A taxpayer number: 18 signs whose check sign fits (统一社会信用代码), or the older 15 digits.

    A person's ID number is not taken: it is never kept whole.
    """
    plain = re.sub(r"[\s\-]+", "", unicodedata.normalize("NFKC", text)).upper()
    for match in _TAX_NO.finditer(plain):
        number = match.group()
        if len(number) == 15 or (is_credit_code(number) and not _CITIZEN.fullmatch(number)):
            return number
    return None


def account_no(text: str) -> str | None:
    """An account number in digits; a mobile number is not one."""
    numbers = [number for number in _ACCOUNT.findall(normalise(text)) if not _MOBILE.match(number)]
    return numbers[-1] if numbers else None


def address(text: str) -> str | None:
    """An address without the words around it; None when it could be anything."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    plain = re.sub(r"[。,.!;]+$", "", plain)
    plain = _ADDRESS_LEAD.sub("", plain)
    if not 4 <= len(plain) <= _LONGEST_TEXT or not _ADDRESS_SIGN.search(plain):
        return None
    return plain if re.search(r"[一-鿿]{2}", plain) and not re.search(r"[?？吗]$", plain) else None


def plain_text(text: str) -> str | None:
    """Free words on one line, 200 characters at most."""
    plain = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in text).strip()
    return re.sub(r"\s+", " ", plain) if plain and len(plain) <= _LONGEST_TEXT else None
