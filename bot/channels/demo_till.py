"""Demo mode: the payment company's page with its one button, and specimen invoices."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

from bot.channels.answers import Refused
from bot.channels.keys import CHAT, POSTMAN
from bot.channels.pdf import text_pdf
from bot.domain.demo_provider import DemoInvoice, DemoPayment
from bot.domain.payment_order import PaymentState
from bot.services import settlement
from bot.services.demo_invoice import DemoInvoices
from bot.services.demo_payment import DemoPayments
from bot.services.settlement import Till

_WORDS: dict[str, Any] = yaml.safe_load(
    Path(__file__).with_name("demo_words.yml").read_text(encoding="utf-8")
)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")

routes = web.RouteTableDef()


@routes.get("/demo/pay/{token}")
async def pay_page(request: web.Request) -> web.Response:
    """What is to be paid, with a button while it can be."""
    payments = _payments(request)
    chat = request.app[CHAT]
    order = await chat.threads.run(payments.shown, token=_token(request))
    if order is None:
        raise _nothing_here()
    return _page(order, can_pay=chat.deps.now() < order.expires_at)


@routes.post("/demo/pay/{token}")
async def pay(request: web.Request) -> web.Response:
    """The button was tapped; the callback of a real company would say the same to us."""
    payments = _payments(request)
    chat, token = request.app[CHAT], _token(request)
    order = await chat.threads.run(payments.pay, token=token)
    if order is None:
        raise _nothing_here()
    till = Till(chat.deps.books, payments, chat.words["receipt"], chat.deps.now())
    await chat.threads.run(settlement.refresh, till, order_id=order.order_id)
    request.app[POSTMAN].call()
    # Shown by a page of its own, so that reloading it pays nothing again.
    return web.Response(status=303, headers={"Location": f"/demo/pay/{token}"})


@routes.get("/demo/invoice/{token}")
async def invoice(request: web.Request) -> web.Response:
    """The specimen as a PDF of one page."""
    chat = request.app[CHAT]
    invoices = chat.deps.invoices
    if not chat.deps.settings.demo or not isinstance(invoices, DemoInvoices):
        raise _nothing_here()
    shown = await chat.threads.run(invoices.shown, token=_token(request))
    if shown is None:
        raise _nothing_here()
    return web.Response(
        body=text_pdf(_lines(shown)),
        content_type="application/pdf",
        headers={"Cache-Control": "no-store"},
    )


def _payments(request: web.Request) -> DemoPayments:
    deps = request.app[CHAT].deps
    if not deps.settings.demo or not isinstance(deps.payments, DemoPayments):
        raise _nothing_here()
    return deps.payments


def _token(request: web.Request) -> str:
    token = request.match_info["token"]
    if not _TOKEN.fullmatch(token):
        raise _nothing_here()
    return token


def _nothing_here() -> Refused:
    return Refused(404, "not_found", "There is nothing at this address.")


def _page(order: DemoPayment, *, can_pay: bool) -> web.Response:
    words = _WORDS["pay"]
    open_now = order.state is PaymentState.OPEN and can_pay
    paid = order.state is PaymentState.PAID
    text = words["page"].format(
        style=words["style"],
        account=html.escape(order.account),
        amount=order.amount_yuan,
        status=words["open" if open_now else "paid" if paid else "closed"],
        form=words["form"].format(button=words["button"]) if open_now else "",
    )
    digest = base64.b64encode(hashlib.sha256(words["style"].encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    # The button's request must say that it comes from here: `same-origin` lets browsers say so.
    headers = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
    }
    return web.Response(text=text, content_type="text/html", charset="utf-8", headers=headers)


def _lines(shown: DemoInvoice) -> list[str]:
    words = _WORDS["invoice"]
    facts = {
        **shown.facts,
        "kind": words["kinds"][shown.facts["kind"]],
        "tax_no": shown.facts["tax_no"] or words["person"],
        "number": shown.number,
        "date": f"{shown.issued_at:%Y-%m-%d}",
    }
    lines = [line.format(**facts) for line in words["lines"]]
    return [*lines, "", words["taken_back"]] if shown.taken_back else lines
