"""The only builder: settings in, everything the doors and services need out."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.clients.brain import Brain, RasaBrain
from bot.clients.customer_records import CustomerRecords, RecordsByFile
from bot.clients.invoice import InvoicePort, NoInvoices
from bot.clients.outage_feed import OutageFeed, open_feed
from bot.clients.payment import NoPayments, PaymentPort
from bot.clients.sms import NoSms, SmsSender
from bot.domain.account_rules import AccountRules
from bot.domain.advice import Tip
from bot.domain.article import ArticleBook
from bot.domain.branch import Branch
from bot.domain.order_rules import NO_RULES, OrderRules
from bot.domain.outage import DEFAULT_RULES, OutageRules
from bot.domain.period import SHANGHAI
from bot.domain.procedure_book import ProcedureBook
from bot.domain.profile_rules import ProfileRules
from bot.domain.tariff import TariffBook
from bot.domain.tariff_choice import TariffChoices
from bot.services import demo_application
from bot.services.demo import DemoOutageFeed, DemoRecords, DemoSms
from bot.services.demo_invoice import DemoInvoices
from bot.services.demo_payment import DemoPayments
from bot.services.forecast_models import ForecastModels
from bot.services.knowledge import Knowledge
from bot.services.knowledge_search import Encoding, Reranking
from bot.settings import NO_ENCODER, Settings
from bot.storage.account_rules import FILE_NAME as ACCOUNT_RULES_FILE
from bot.storage.account_rules import load_account_rules
from bot.storage.articles import load_articles
from bot.storage.books import Books
from bot.storage.branches import load_branches
from bot.storage.meters import MeterStore, ParquetMeterStore
from bot.storage.order_rules import load_order_rules
from bot.storage.outage_rules import load_outage_rules
from bot.storage.procedures import load_procedures
from bot.storage.profile_rules import load_profile_rules
from bot.storage.sayings import load_foreign
from bot.storage.tariff_choices import FILE_NAME as TARIFF_CHOICES_FILE
from bot.storage.tariff_choices import load_tariff_choices
from bot.storage.tariffs import load_tariffs
from bot.storage.tips import load_tips
from bot.storage.vector_cache import VectorCache


@dataclass(frozen=True, kw_only=True)
class Deps:
    """What a running bot is made of."""

    settings: Settings
    books: Books
    meters: MeterStore
    tariffs: TariffBook
    brain: Brain
    sms: SmsSender
    account_rules: AccountRules
    profile_rules: ProfileRules
    tariff_choices: TariffChoices = field(default_factory=TariffChoices)
    tips: tuple[Tip, ...] = ()
    forecasts: ForecastModels = field(default_factory=ForecastModels)
    """What was fitted on the readings; without it bills are foreseen by a plain rule."""
    payments: PaymentPort = field(default_factory=NoPayments)
    invoices: InvoicePort = field(default_factory=NoInvoices)
    records: CustomerRecords = field(default_factory=RecordsByFile)
    outage_feed: OutageFeed | None = None
    """None: nobody tells us about outages."""
    outage_rules: OutageRules = DEFAULT_RULES
    order_rules: OrderRules = NO_RULES
    articles: ArticleBook = field(default_factory=lambda: ArticleBook(()))
    knowledge: Knowledge = field(default_factory=lambda: Knowledge(articles=ArticleBook(())))
    """Search over the articles; by words alone until it is warmed up."""
    procedures: ProcedureBook = field(default_factory=lambda: ProcedureBook(()))
    branches: tuple[Branch, ...] = ()
    work_through_applications: Callable[[datetime], int] | None = None
    """Demo mode: writes what the utility would have done with applications; returns how many."""
    key: bytes
    """Signs chat tickets and masks ids in logs."""
    now: Callable[[], datetime]
    """The clock: an aware instant in Asia/Shanghai."""

    def close(self) -> None:
        """Give databases and files back."""
        self.books.close()
        self.meters.close()


def build(settings: Settings, *, now: Callable[[], datetime] | None = None) -> Deps:
    """Open the databases at their newest schema and put everything together.

    Raises what the databases or the tariff files raise when they cannot be used.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    clock = now or china_now
    articles = load_articles(settings.knowledge_folder / "articles")
    books = Books(billing_url=settings.billing_database, service_url=settings.service_database)
    books.upgrade()
    order_rules = load_order_rules(settings.knowledge_folder)
    procedures = load_procedures(settings.knowledge_folder)
    return Deps(
        settings=settings,
        books=books,
        meters=open_meters(settings),
        tariffs=load_tariffs(settings.tariffs_folder),
        brain=RasaBrain(
            url=settings.brain_address,
            token=settings.brain_token,
            timeout_s=settings.brain_timeout_s,
        ),
        sms=DemoSms(books=books, now=clock) if settings.demo else NoSms(),
        account_rules=load_account_rules(settings.knowledge_folder / ACCOUNT_RULES_FILE),
        profile_rules=load_profile_rules(settings.knowledge_folder),
        tariff_choices=load_tariff_choices(settings.knowledge_folder / TARIFF_CHOICES_FILE),
        tips=load_tips(settings.knowledge_folder / "tips"),
        forecasts=ForecastModels(settings.forecast_folder),
        payments=open_payments(settings, books=books, now=clock),
        invoices=open_invoices(settings, books=books, now=clock),
        records=DemoRecords(books=books) if settings.demo else RecordsByFile(),
        outage_feed=open_outage_feed(settings, now=clock),
        outage_rules=load_outage_rules(
            settings.outage_rules_file,
            stale_after=timedelta(seconds=settings.outage_stale_after_s),
        ),
        order_rules=order_rules,
        articles=articles,
        knowledge=open_knowledge(settings, articles=articles, books=books),
        procedures=procedures,
        branches=load_branches(settings.knowledge_folder / "branches.yml"),
        work_through_applications=open_utility(settings, books, procedures, order_rules),
        key=settings.secret_key.encode() if settings.secret_key else _own_key(settings.var),
        now=clock,
    )


def open_utility(
    settings: Settings, books: Books, procedures: ProcedureBook, rules: OrderRules
) -> Callable[[datetime], int] | None:
    """The demo's utility at work on applications; a real one reports what it does by itself."""
    if not settings.demo:
        return None

    def work(now: datetime) -> int:
        return demo_application.advance(books, procedures, now=now, calendar=rules.calendar)

    return work


def open_meters(settings: Settings) -> MeterStore:
    """The meter store that the settings name."""
    if settings.meter_store.startswith("postgresql"):
        # Needs the extra `postgres`, which a bot on Parquet files does without.
        from bot.storage.meters.postgres import PostgresMeterStore

        return PostgresMeterStore(settings.meter_store)
    return ParquetMeterStore(Path(settings.meter_store))


def open_payments(settings: Settings, *, books: Books, now: Callable[[], datetime]) -> PaymentPort:
    """The payment company: the demo's own page, or none until a class for one is written."""
    if settings.demo:
        return DemoPayments(books=books, now=now, base_url=settings.public_address)
    return NoPayments()


def open_invoices(settings: Settings, *, books: Books, now: Callable[[], datetime]) -> InvoicePort:
    """The invoice platform: the demo's specimens, or none until a class for one is written."""
    if settings.demo:
        return DemoInvoices(books=books, now=now, base_url=settings.public_address)
    return NoInvoices()


def open_outage_feed(settings: Settings, *, now: Callable[[], datetime]) -> OutageFeed | None:
    """The feed that the settings name; without one, the demo town's own in demo mode."""
    if settings.outage_feed:
        return open_feed(
            settings.outage_feed,
            token=settings.outage_feed_token,
            timeout_s=settings.outage_feed_timeout_s,
        )
    return DemoOutageFeed(now=now) if settings.demo else None


def open_knowledge(settings: Settings, *, articles: ArticleBook, books: Books) -> Knowledge:
    """Knowledge search with the encoder and reranker that the settings name, not yet loaded."""
    reranker = settings.reranker
    return Knowledge(
        articles=articles,
        foreign=lambda: load_foreign(settings.home),
        books=books,
        cache=VectorCache(settings.var / "knowledge"),
        load_encoder=None if settings.encoder == NO_ENCODER else lambda: open_encoder(settings),
        load_reranker=(lambda: _open_reranker(reranker)) if reranker else None,
    )


def open_encoder(settings: Settings) -> Encoding:
    """The encoder that the settings name; loading takes seconds.

    Raises:
        Exception: there is no such model, or it is not whole.
    """
    # Torch is large: a bot by words alone, and every command but `serve`, does without.
    from bot.encoder.model import load_named, load_own

    return (
        load_named(settings.encoder) if settings.encoder else load_own(settings.own_encoder_folder)
    )


def _open_reranker(name: str) -> Reranking:
    from bot.encoder.reranker import load_reranker

    return load_reranker(name)


def china_now() -> datetime:
    """The machine's clock."""
    return datetime.now(SHANGHAI)


def _own_key(var: Path) -> bytes:
    """A key made on the first start and kept, so that tickets outlive a restart."""
    path = var / "secret.key"
    if not path.exists():
        # Written beside and then linked: a process starting at the same time sees all or nothing.
        draft = var / f".secret.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()
