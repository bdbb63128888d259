"""Outages, work orders, applications, rights, money and notices."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import columns

revision = "v0002"
down_revision = "v0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "act_codes",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("facts", columns.Json, nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("sent_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", "account_no", "act", name=op.f("pk_act_codes")),
    )
    op.create_table(
        "application_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_application_days")),
    )
    op.create_table(
        "applications",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("procedure", sa.String(length=40), nullable=False),
        sa.Column("variants", columns.Json, nullable=False),
        sa.Column("fields", columns.Json, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=True),
        sa.Column("contact_phone", sa.String(length=20), nullable=False),
        sa.Column("from_account", columns.Json, nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("submitted_at", columns.Instant(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("submit_key", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_applications")),
        sa.UniqueConstraint("submit_key", name=op.f("uq_applications_submit_key")),
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_applications_account_no"), ["account_no"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_applications_conversation_id_procedure"),
            ["conversation_id", "procedure"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_applications_status"), ["status"], unique=False)

    op.create_table(
        "auto_pays",
        sa.Column("auto_pay_id", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("live_account_no", sa.String(length=32), nullable=True),
        sa.Column("way", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("auto_pay_id", name=op.f("pk_auto_pays")),
        sa.UniqueConstraint("live_account_no", name=op.f("uq_auto_pays_live_account_no")),
    )
    with op.batch_alter_table("auto_pays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_auto_pays_account_no"), ["account_no"], unique=False)

    op.create_table(
        "bindings",
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("scopes", columns.Json, nullable=False),
        sa.Column("bound_at", columns.Instant(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.Column("last_used_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("channel", "subject", "account_no", name=op.f("pk_bindings")),
    )
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bindings_account_no"), ["account_no"], unique=False)

    op.create_table(
        "channel_identities",
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_channel_identities")),
    )
    op.create_table(
        "delegations",
        sa.Column("delegation_id", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("scopes", columns.Json, nullable=False),
        sa.Column("consented_at", columns.Instant(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.Column("last_used_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("delegation_id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_account_no"), ["account_no"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_delegations_channel_subject"), ["channel", "subject"], unique=False
        )

    op.create_table(
        "demo_invoices",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("invoice_id", sa.String(length=60), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("facts", columns.Json, nullable=False),
        sa.Column("taken_back", sa.Boolean(), nullable=False),
        sa.Column("issued_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_demo_invoices")),
        sa.UniqueConstraint("invoice_id", name=op.f("uq_demo_invoices_invoice_id")),
    )
    op.create_table(
        "demo_payments",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("paid_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_demo_payments")),
        sa.UniqueConstraint("order_id", name=op.f("uq_demo_payments_order_id")),
    )
    op.create_table(
        "gazetteers",
        sa.Column("gazetteer", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("gazetteer", name=op.f("pk_gazetteers")),
    )
    op.create_table(
        "instalments",
        sa.Column("instalment_id", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("live_account_no", sa.String(length=32), nullable=True),
        sa.Column("bill_ids", columns.Json, nullable=False),
        sa.Column("total_yuan", columns.Fen(), nullable=False),
        sa.Column("parts", columns.Json, nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("instalment_id", name=op.f("pk_instalments")),
        sa.UniqueConstraint("live_account_no", name=op.f("uq_instalments_live_account_no")),
    )
    with op.batch_alter_table("instalments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_instalments_account_no"), ["account_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_instalments_status"), ["status"], unique=False)

    op.create_table(
        "invoices",
        sa.Column("invoice_id", sa.String(length=60), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("tax_no", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("registration", columns.Json, nullable=True),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("bill_id", "issue", name=op.f("uq_invoices_bill_id_issue")),
    )
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoices_account_no"), ["account_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoices_status"), ["status"], unique=False)

    op.create_table(
        "notice_choices",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("topic", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choices")),
    )
    with op.batch_alter_table("notice_choices", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_notice_choices_account_no"), ["account_no"], unique=False
        )

    op.create_table(
        "outage_feeds",
        sa.Column("feed", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("as_of", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_outage_feeds")),
    )
    op.create_table(
        "outage_reports",
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.Column("reporter", sa.String(length=64), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("area_code", "reporter", name=op.f("pk_outage_reports")),
    )
    with op.batch_alter_table("outage_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outage_reports_at"), ["at"], unique=False)

    op.create_table(
        "outages",
        sa.Column("outage_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("begins_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=True),
        sa.Column("first_ends_at", columns.Instant(), nullable=True),
        sa.Column("restored_at", columns.Instant(), nullable=True),
        sa.Column("withdrawn_at", columns.Instant(), nullable=True),
        sa.Column("replaced_by", sa.String(length=64), nullable=True),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("crew", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("as_of", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("outage_id", name=op.f("pk_outages")),
    )
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outages_kind_restored_at"), ["kind", "restored_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_outages_restored_at_withdrawn_at"),
            ["restored_at", "withdrawn_at"],
            unique=False,
        )

    op.create_table(
        "payment_orders",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("paid_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_payment_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_orders_key")),
    )
    with op.batch_alter_table("payment_orders", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_payment_orders_account_no"), ["account_no"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_payment_orders_status"), ["status"], unique=False)

    op.create_table(
        "phone_changes",
        sa.Column("change_id", sa.String(length=40), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("old_phone", sa.String(length=20), nullable=False),
        sa.Column("new_phone", sa.String(length=20), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("decided_by", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_phone_changes")),
    )
    with op.batch_alter_table("phone_changes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_phone_changes_customer_no"), ["customer_no"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_phone_changes_status"), ["status"], unique=False)

    op.create_table(
        "refund_requests",
        sa.Column("request_id", sa.String(length=80), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("payment_id", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_refund_requests")),
    )
    with op.batch_alter_table("refund_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_refund_requests_account_no"), ["account_no"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_refund_requests_status"), ["status"], unique=False)

    op.create_table(
        "restore_notices",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("asked_at", columns.Instant(), nullable=False),
        sa.Column("withdrawn_at", columns.Instant(), nullable=True),
        sa.Column("told_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("event_id", "conversation_id", name=op.f("pk_restore_notices")),
    )
    op.create_table(
        "substations",
        sa.Column("substation_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("substation_code", name=op.f("pk_substations")),
    )
    op.create_table(
        "unanswered_questions",
        sa.Column("question", sa.String(length=80), nullable=False),
        sa.Column("nearest", sa.String(length=100), nullable=True),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_at", columns.Instant(), nullable=False),
        sa.Column("last_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("question", name=op.f("pk_unanswered_questions")),
    )
    with op.batch_alter_table("unanswered_questions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_unanswered_questions_last_at"), ["last_at"], unique=False
        )

    op.create_table(
        "vat_registrations",
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("tax_no", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("customer_no", name=op.f("pk_vat_registrations")),
    )
    op.create_table(
        "work_order_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_work_order_days")),
    )
    op.create_table(
        "work_orders",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("urgency", sa.String(length=20), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("account_no", sa.String(length=32), nullable=True),
        sa.Column("event_id", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("areas", columns.Json, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("symptom", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("life_support", sa.Boolean(), nullable=False),
        sa.Column("query_code", sa.String(length=4), nullable=False),
        sa.Column("opened_at", columns.Instant(), nullable=False),
        sa.Column("urges", sa.Integer(), nullable=False),
        sa.Column("urged_at", columns.Instant(), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_work_orders")),
        sa.UniqueConstraint("key", name=op.f("uq_work_orders_key")),
    )
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_work_orders_account_no"), ["account_no"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_work_orders_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_work_orders_event_id"), ["event_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_work_orders_status_opened_at"), ["status", "opened_at"], unique=False
        )

    op.create_table(
        "application_steps",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["applications.number"],
            name=op.f("fk_application_steps_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "at", "stage", name=op.f("pk_application_steps")),
    )
    op.create_table(
        "application_viewers",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("last_used_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["applications.number"],
            name=op.f("fk_application_viewers_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "conversation_id", name=op.f("pk_application_viewers")),
    )
    op.create_table(
        "feeders",
        sa.Column("feeder_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("substation_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["substation_code"],
            ["substations.substation_code"],
            name=op.f("fk_feeders_substation_code"),
        ),
        sa.PrimaryKeyConstraint("feeder_code", name=op.f("pk_feeders")),
    )
    op.create_table(
        "outage_areas",
        sa.Column("outage_id", sa.String(length=64), nullable=False),
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["outage_id"],
            ["outages.outage_id"],
            name=op.f("fk_outage_areas_outage_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outage_id", "area_code", name=op.f("pk_outage_areas")),
    )
    with op.batch_alter_table("outage_areas", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outage_areas_area_code"), ["area_code"], unique=False)

    op.create_table(
        "payment_holds",
        sa.Column("subject", sa.String(length=60), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["payment_orders.order_id"],
            name=op.f("fk_payment_holds_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_payment_holds")),
    )
    with op.batch_alter_table("payment_holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_holds_order_id"), ["order_id"], unique=False)

    op.create_table(
        "payment_order_parts",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("part_no", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=True),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["payment_orders.order_id"],
            name=op.f("fk_payment_order_parts_order_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("order_id", "part_no", name=op.f("pk_payment_order_parts")),
    )
    op.create_table(
        "work_order_entries",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["work_orders.number"],
            name=op.f("fk_work_order_entries_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "seq", name=op.f("pk_work_order_entries")),
    )
    op.create_table(
        "work_order_promises",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("says", sa.String(length=200), nullable=False),
        sa.Column("kept_by", sa.String(length=20), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=True),
        sa.Column("minutes_after_arrival", sa.Integer(), nullable=True),
        sa.Column("whole_days", sa.Boolean(), nullable=False),
        sa.Column("source_title", sa.String(length=200), nullable=False),
        sa.Column("source_doc_no", sa.String(length=120), nullable=False),
        sa.Column("source_url", sa.String(length=400), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("kept_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"],
            ["work_orders.number"],
            name=op.f("fk_work_order_promises_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_work_order_promises")),
    )
    op.create_table(
        "work_order_reporters",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("event_id", sa.String(length=64), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("account_no", sa.String(length=32), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("areas", columns.Json, nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("symptom", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("life_support", sa.Boolean(), nullable=False),
        sa.Column("joined_at", columns.Instant(), nullable=False),
        sa.Column("left_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["number"],
            ["work_orders.number"],
            name=op.f("fk_work_order_reporters_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_work_order_reporters")),
    )
    with op.batch_alter_table("work_order_reporters", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_work_order_reporters_account_no"), ["account_no"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_work_order_reporters_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_work_order_reporters_event_id"), ["event_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_work_order_reporters_number"), ["number"], unique=False
        )

    op.create_table(
        "work_order_viewers",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("conversation_id", sa.String(length=64), nullable=False),
        sa.Column("proven_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["number"],
            ["work_orders.number"],
            name=op.f("fk_work_order_viewers_number"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", "conversation_id", name=op.f("pk_work_order_viewers")),
    )
    op.create_table(
        "transformer_areas",
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("feeder_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["feeder_code"], ["feeders.feeder_code"], name=op.f("fk_transformer_areas_feeder_code")
        ),
        sa.PrimaryKeyConstraint("area_code", name=op.f("pk_transformer_areas")),
    )
    with op.batch_alter_table("transformer_areas", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_transformer_areas_feeder_code"), ["feeder_code"], unique=False
        )

    op.create_table(
        "places",
        sa.Column("district", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.Column("first_no", sa.Integer(), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("aliases", columns.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["transformer_areas.area_code"], name=op.f("fk_places_area_code")
        ),
        sa.PrimaryKeyConstraint(
            "district", "name", "area_code", "first_no", name=op.f("pk_places")
        ),
    )
    op.create_table(
        "supplies",
        sa.Column("premise_no", sa.String(length=32), nullable=False),
        sa.Column("area_code", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["area_code"], ["transformer_areas.area_code"], name=op.f("fk_supplies_area_code")
        ),
        sa.PrimaryKeyConstraint("premise_no", name=op.f("pk_supplies")),
    )
    with op.batch_alter_table("supplies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplies_area_code"), ["area_code"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("supplies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplies_area_code"))

    op.drop_table("supplies")
    op.drop_table("places")
    with op.batch_alter_table("transformer_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transformer_areas_feeder_code"))

    op.drop_table("transformer_areas")
    op.drop_table("work_order_viewers")
    with op.batch_alter_table("work_order_reporters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_order_reporters_number"))
        batch_op.drop_index(batch_op.f("ix_work_order_reporters_event_id"))
        batch_op.drop_index(batch_op.f("ix_work_order_reporters_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_work_order_reporters_account_no"))

    op.drop_table("work_order_reporters")
    op.drop_table("work_order_promises")
    op.drop_table("work_order_entries")
    op.drop_table("payment_order_parts")
    with op.batch_alter_table("payment_holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_holds_order_id"))

    op.drop_table("payment_holds")
    with op.batch_alter_table("outage_areas", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outage_areas_area_code"))

    op.drop_table("outage_areas")
    op.drop_table("feeders")
    op.drop_table("application_viewers")
    op.drop_table("application_steps")
    with op.batch_alter_table("work_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_work_orders_status_opened_at"))
        batch_op.drop_index(batch_op.f("ix_work_orders_event_id"))
        batch_op.drop_index(batch_op.f("ix_work_orders_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_work_orders_account_no"))

    op.drop_table("work_orders")
    op.drop_table("work_order_days")
    op.drop_table("vat_registrations")
    with op.batch_alter_table("unanswered_questions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unanswered_questions_last_at"))

    op.drop_table("unanswered_questions")
    op.drop_table("substations")
    op.drop_table("restore_notices")
    with op.batch_alter_table("refund_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refund_requests_status"))
        batch_op.drop_index(batch_op.f("ix_refund_requests_account_no"))

    op.drop_table("refund_requests")
    with op.batch_alter_table("phone_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_phone_changes_status"))
        batch_op.drop_index(batch_op.f("ix_phone_changes_customer_no"))

    op.drop_table("phone_changes")
    with op.batch_alter_table("payment_orders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_payment_orders_status"))
        batch_op.drop_index(batch_op.f("ix_payment_orders_account_no"))

    op.drop_table("payment_orders")
    with op.batch_alter_table("outages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outages_restored_at_withdrawn_at"))
        batch_op.drop_index(batch_op.f("ix_outages_kind_restored_at"))

    op.drop_table("outages")
    with op.batch_alter_table("outage_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outage_reports_at"))

    op.drop_table("outage_reports")
    op.drop_table("outage_feeds")
    with op.batch_alter_table("notice_choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_choices_account_no"))

    op.drop_table("notice_choices")
    with op.batch_alter_table("invoices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoices_status"))
        batch_op.drop_index(batch_op.f("ix_invoices_account_no"))

    op.drop_table("invoices")
    with op.batch_alter_table("instalments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalments_status"))
        batch_op.drop_index(batch_op.f("ix_instalments_account_no"))

    op.drop_table("instalments")
    op.drop_table("gazetteers")
    op.drop_table("demo_payments")
    op.drop_table("demo_invoices")
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegations_channel_subject"))
        batch_op.drop_index(batch_op.f("ix_delegations_account_no"))

    op.drop_table("delegations")
    op.drop_table("channel_identities")
    with op.batch_alter_table("bindings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bindings_account_no"))

    op.drop_table("bindings")
    with op.batch_alter_table("auto_pays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_auto_pays_account_no"))

    op.drop_table("auto_pays")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_applications_status"))
        batch_op.drop_index(batch_op.f("ix_applications_conversation_id_procedure"))
        batch_op.drop_index(batch_op.f("ix_applications_account_no"))

    op.drop_table("applications")
    op.drop_table("application_days")
    op.drop_table("act_codes")
