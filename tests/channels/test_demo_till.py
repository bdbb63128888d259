"""The demo's payment page and specimen invoices, over HTTP."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.bootstrap import Deps
from bot.channels.cashier import Cashier
from bot.channels.journal import open_journal
from bot.channels.keys import CHAT
from bot.domain.bill import Bill
from bot.domain.invoice import Invoice, InvoiceKind, InvoiceStatus, InvoiceTitle
from bot.domain.money import ZERO
from bot.domain.payment_order import OrderStatus, PaymentOrder, PaymentPurpose
from bot.domain.period import Period
from bot.domain.usage import BillableUsage
from bot.services import payment
from bot.services.payment import PaymentAsk
from bot.storage import accounts, bills, customers
from tests.channels.conftest import Client, StartBot
from tests.storage.town import HOME, WANG

PERIOD = Period.month(2026, 6)
BILL = Bill(
    "B6", HOME.account_no, PERIOD, Decimal(230), Decimal("120.30"), ZERO, PERIOD.end,
    date(2026, 7, 20), False, (),
)  # fmt: skip


@pytest.fixture
async def demo(start_bot: StartBot) -> Client:
    """A bot in demo mode with one unpaid bill."""
    client = await start_bot(demo=True, public_url="https://kefu.example.com")
    with deps_of(client).books.billing() as session:
        customers.save(session, customers=[WANG])
        accounts.save(session, accounts=[HOME])
        bills.save(session, bills=[(BILL, BillableUsage(PERIOD, ()))])
    return client


def deps_of(client: Client) -> Deps:
    chat = client.app[CHAT]  # type: ignore[index]
    found: Deps = chat.deps
    return found


def ordered(client: Client, *, late: bool = False) -> PaymentOrder:
    deps = deps_of(client)
    return payment.order(
        deps.books,
        account=HOME,
        ask=PaymentAsk(PaymentPurpose.ARREARS),
        key="k",
        conversation_id="me",
        provider=deps.payments,
        receipt="{account}{amount}{at}",
        now=deps.now() - (timedelta(hours=1) if late else timedelta(0)),
        rules=deps.account_rules.payment,
    )


def page_of(order: PaymentOrder) -> str:
    assert order.link.startswith("https://kefu.example.com/demo/pay/")
    return order.link.removeprefix("https://kefu.example.com")


def unpaid(client: Client) -> list[Bill]:
    with deps_of(client).books.billing() as session:
        return bills.unpaid(session, account_no=HOME.account_no)


async def test_the_button_pays_once_and_the_phone_gets_a_receipt(demo: Client) -> None:
    """The page shows the sum and only part of the number; tapping again changes nothing."""
    order = ordered(demo)
    shown = await (await demo.get(page_of(order))).text()
    assert "120.30 元" in shown
    assert "3501*****0017" in shown
    assert HOME.account_no not in shown
    for _ in range(2):
        after = await (await demo.post(page_of(order))).text()
        assert "已支付" in after
        assert "<button" not in after
    assert unpaid(demo) == []
    inbox: list[dict[str, str]] = []
    while not inbox:
        inbox = await (await demo.get(f"/demo/sms?phone={WANG.phone}")).json()

    assert [sms["text"].split(" 元电费")[0] for sms in inbox] == [
        "【小瓦】户号 3501*****0017 的 120.30"
    ]


async def test_a_page_whose_time_is_over_has_no_button_and_takes_nothing(demo: Client) -> None:
    """It says what to do instead."""
    order = ordered(demo, late=True)
    for answer in (await demo.get(page_of(order)), await demo.post(page_of(order))):
        text = await answer.text()
        assert "已经失效" in text
        assert "<button" not in text
    assert len(unpaid(demo)) == 1


async def test_a_foreign_page_cannot_press_the_button(demo: Client) -> None:
    """Only our own page, or no browser at all."""
    order = ordered(demo)
    answer = await demo.post(page_of(order), headers={"Origin": "https://evil.example"})

    assert answer.status == 403
    assert len(unpaid(demo)) == 1


async def test_the_page_lets_browsers_run_nothing_and_post_only_to_us(demo: Client) -> None:
    """Its one style sheet is allowed by its digest."""
    answer = await demo.get(page_of(ordered(demo)))
    policy = answer.headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("kind", ["pay", "invoice"])
async def test_made_up_addresses_lead_nowhere(demo: Client, kind: str) -> None:
    """Neither a wrong token nor an impossible one."""
    for token in ("a" * 32, "short", "a" * 31 + "."):
        assert (await demo.get(f"/demo/{kind}/{token}")).status == 404


async def test_outside_demo_mode_there_is_no_till(client: Client) -> None:
    """A real utility's bot takes no money itself."""
    assert (await client.get("/demo/pay/" + "a" * 32)).status == 404
    assert (await client.post("/demo/pay/" + "a" * 32)).status == 404
    assert (await client.get("/demo/invoice/" + "a" * 32)).status == 404


async def test_a_lost_callback_is_made_up_for_by_the_cashier(demo: Client) -> None:
    """Paid at the company, not heard of here: the next round books it, one more changes nothing."""
    order, deps = ordered(demo), deps_of(demo)
    deps.payments.pay(token=order.link.rsplit("/", 1)[1])  # type: ignore[attr-defined]
    chat = demo.app[CHAT]  # type: ignore[index]
    cashier = Cashier(deps=deps, threads=chat.threads, journal=chat.journal, words=chat.words)
    await cashier.round()
    await cashier.round()

    found = payment.latest(deps.books, account=HOME)
    assert [one.status for one in found] == [OrderStatus.PAID]
    assert unpaid(demo) == []


async def test_a_cashier_without_companies_has_quiet_rounds(client: Client, log: Any) -> None:
    """No provider is configured in a fresh install; that is no failure."""
    chat = client.app[CHAT]  # type: ignore[index]
    journal = open_journal(mask=lambda _: "masked", level="debug", stream=log)
    cashier = Cashier(deps=chat.deps, threads=chat.threads, journal=journal, words=chat.words)
    await cashier.round()

    assert "cashier" not in log.getvalue()


async def test_an_invoice_is_a_pdf_that_says_what_it_is(demo: Client) -> None:
    """Every object is where the table says, and the text can be read back."""
    deps = deps_of(demo)
    wanted = Invoice(
        "B6-1", HOME.account_no, "B6", 1, InvoiceKind.ELECTRONIC,
        InvoiceTitle("福州一厂", "91350100M000100Y43"), "", Decimal("120.30"),
        InvoiceStatus.REQUESTED, deps.now(),
    )  # fmt: skip
    issued = deps.invoices.issue(wanted)
    assert deps.invoices.issue(wanted) == issued
    address = issued.link.removeprefix("https://kefu.example.com")
    answer = await demo.get(address)
    text = pdf_text(await answer.read())

    assert answer.content_type == "application/pdf"
    assert "不作报销凭证" in text
    assert "购买方：福州一厂\n纳税人识别号：91350100M000100Y43\n户号：3501*****0017" in text
    assert f"发票号码：{issued.number}" in text
    assert "价税合计：120.30 元" in text
    deps.invoices.take_back(wanted)
    assert "红冲" in pdf_text(await (await demo.get(address)).read())


def pdf_text(body: bytes) -> str:
    """The text of a one-page PDF whose cross-reference table is right."""
    assert body.startswith(b"%PDF-1.4\n")
    start = int(body.rsplit(b"startxref\n", 1)[1].split()[0])
    assert body[start:].startswith(b"xref\n")
    offsets = re.findall(rb"(\d{10}) 00000 n", body[start:])
    for number, offset in enumerate(offsets, start=1):
        assert body[int(offset) :].startswith(b"%d 0 obj\n" % number)
    stream = re.search(rb"/Length (\d+) >>\nstream\n(.*)\nendstream", body, re.DOTALL)
    assert stream is not None
    assert len(stream[2]) == int(stream[1])
    lines = re.findall(rb"<([0-9a-f]*)> Tj", stream[2])
    return "\n".join(bytes.fromhex(line.decode()).decode("utf-16-be") for line in lines)
