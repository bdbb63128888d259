"""Meter insight: advice, demand response, forecasts, findings and profiles."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import columns

revision = "v0003"
down_revision = "v0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "advice_replies",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("tip_code", sa.String(length=40), nullable=False),
        sa.Column("reply", sa.String(length=20), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("told_low_yuan", columns.Fen(), nullable=True),
        sa.Column("told_high_yuan", columns.Fen(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advice_replies")),
    )
    with op.batch_alter_table("advice_replies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_advice_replies_account_no"), ["account_no"], unique=False
        )

    op.create_table(
        "bill_forecasts",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("month_start", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.Column("kwh", columns.Exact(), nullable=False),
        sa.Column("low_kwh", columns.Exact(), nullable=False),
        sa.Column("high_kwh", columns.Exact(), nullable=False),
        sa.Column("yuan", columns.Fen(), nullable=False),
        sa.Column("low_yuan", columns.Fen(), nullable=False),
        sa.Column("high_yuan", columns.Fen(), nullable=False),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("actual_kwh", columns.Exact(), nullable=True),
        sa.Column("actual_yuan", columns.Fen(), nullable=True),
        sa.PrimaryKeyConstraint(
            "account_no", "kind", "month_start", "made_on", name=op.f("pk_bill_forecasts")
        ),
    )
    with op.batch_alter_table("bill_forecasts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_bill_forecasts_unsettled", ["actual_yuan", "month_end"], unique=False
        )

    op.create_table(
        "bill_limits",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("limit_yuan", columns.Fen(), nullable=False),
        sa.Column("set_at", columns.Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("told_month", sa.Date(), nullable=True),
        sa.Column("told_level", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("account_no", "customer_no", name=op.f("pk_bill_limits")),
    )
    op.create_table(
        "dr_opt_outs",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("account_no", "customer_no", name=op.f("pk_dr_opt_outs")),
    )
    op.create_table(
        "dr_programmes",
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("supply_classes", columns.Json, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("yuan_per_kwh", columns.Exact(), nullable=False),
        sa.Column("baseline", sa.String(length=20), nullable=False),
        sa.Column("least_share", columns.Exact(), nullable=False),
        sa.Column("most_share", columns.Exact(), nullable=False),
        sa.Column("least_w", sa.Integer(), nullable=False),
        sa.Column("least_firm_w", sa.Integer(), nullable=False),
        sa.Column("events_a_month", sa.Integer(), nullable=False),
        sa.Column("flexibility", columns.Json, nullable=False),
        sa.Column("source_title", sa.String(length=200), nullable=False),
        sa.Column("source_doc_no", sa.String(length=120), nullable=False),
        sa.Column("source_url", sa.String(length=400), nullable=True),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_dr_programmes")),
    )
    op.create_table(
        "dr_protections",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_dr_protections")),
    )
    op.create_table(
        "dr_ratings",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("share", columns.Exact(), nullable=True),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("account_no", "event_id", name=op.f("pk_dr_ratings")),
    )
    with op.batch_alter_table("dr_ratings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dr_ratings_account_no_at"), ["account_no", "at"], unique=False
        )

    op.create_table(
        "dr_rewards",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dr_rewards")),
        sa.UniqueConstraint("key", name=op.f("uq_dr_rewards_key")),
    )
    with op.batch_alter_table("dr_rewards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dr_rewards_account_no"), ["account_no"], unique=False)
        batch_op.create_index(batch_op.f("ix_dr_rewards_event_id"), ["event_id"], unique=False)

    op.create_table(
        "meter_findings",
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("figures", columns.Json, nullable=False),
        sa.PrimaryKeyConstraint("meter_no", "kind", name=op.f("pk_meter_findings")),
    )
    with op.batch_alter_table("meter_findings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meter_findings_kind_night"), ["kind", "night"], unique=False
        )

    op.create_table(
        "meter_insights",
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("computed_at", columns.Instant(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("features", columns.Json, nullable=True),
        sa.Column("shape", sa.String(length=20), nullable=True),
        sa.PrimaryKeyConstraint("meter_no", name=op.f("pk_meter_insights")),
    )
    with op.batch_alter_table("meter_insights", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meter_insights_night"), ["night"], unique=False)

    op.create_table(
        "meter_outlooks",
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("window", sa.String(length=20), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("energy_wh", sa.BigInteger(), nullable=False),
        sa.Column("low_wh", sa.BigInteger(), nullable=True),
        sa.Column("high_wh", sa.BigInteger(), nullable=True),
        sa.Column("cover", sa.Double(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("meter_no", "window", name=op.f("pk_meter_outlooks")),
    )
    op.create_table(
        "nightly_runs",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("began_at", columns.Instant(), nullable=False),
        sa.Column("finished_at", columns.Instant(), nullable=True),
        sa.Column("meters", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("night", name=op.f("pk_nightly_runs")),
    )
    op.create_table(
        "profile_choices",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint(
            "account_no", "customer_no", "what", name=op.f("pk_profile_choices")
        ),
    )
    op.create_table(
        "profile_tags",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("live_key", sa.String(length=100), nullable=True),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("since", columns.Instant(), nullable=False),
        sa.Column("seen_at", columns.Instant(), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("evidence", columns.Json, nullable=False),
        sa.Column("superseded_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile_tags")),
        sa.UniqueConstraint("live_key", name=op.f("uq_profile_tags_live_key")),
    )
    with op.batch_alter_table("profile_tags", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profile_tags_account_no_superseded_at"),
            ["account_no", "superseded_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_profile_tags_name"), ["name"], unique=False)

    op.create_table(
        "profiles",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("refreshed_at", columns.Instant(), nullable=True),
        sa.Column("segments", columns.Json, nullable=False),
        sa.Column("yearly_yuan", columns.Fen(), nullable=True),
        sa.Column("lifetime_yuan", columns.Fen(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_profiles")),
    )
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_profiles_refreshed_at"), ["refreshed_at"], unique=False
        )

    op.create_table(
        "dr_events",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("reply_by", columns.Instant(), nullable=False),
        sa.Column("target_w", sa.BigInteger(), nullable=False),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column("settled_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["dr_programmes.programme_id"], name=op.f("fk_dr_events_programme_id")
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_dr_events")),
    )
    with op.batch_alter_table("dr_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dr_events_programme_id"), ["programme_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_dr_events_starts_at"), ["starts_at"], unique=False)

    op.create_table(
        "nightly_models",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("files", columns.Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["night"], ["nightly_runs.night"], name=op.f("fk_nightly_models_night")
        ),
        sa.PrimaryKeyConstraint("night", name=op.f("pk_nightly_models")),
    )
    op.create_table(
        "nightly_pieces",
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("first_meter", sa.String(length=32), nullable=False),
        sa.Column("last_meter", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("written_at", columns.Instant(), nullable=True),
        sa.Column("meters", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["night"], ["nightly_runs.night"], name=op.f("fk_nightly_pieces_night")
        ),
        sa.PrimaryKeyConstraint("night", "piece", name=op.f("pk_nightly_pieces")),
    )
    op.create_table(
        "dr_enrolments",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("planned_w", sa.Integer(), nullable=False),
        sa.Column("invited_at", columns.Instant(), nullable=True),
        sa.Column("answered_at", columns.Instant(), nullable=True),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["dr_events.event_id"], name=op.f("fk_dr_enrolments_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "account_no", name=op.f("pk_dr_enrolments")),
    )
    with op.batch_alter_table("dr_enrolments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_dr_enrolments_account_no"), ["account_no"], unique=False
        )

    op.create_table(
        "dr_reports",
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("baseline_wh", columns.Json, nullable=False),
        sa.Column("usage_wh", columns.Json, nullable=False),
        sa.Column("planned_wh", sa.BigInteger(), nullable=False),
        sa.Column("reduced_wh", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("reward_yuan", columns.Fen(), nullable=False),
        sa.Column("rrmse", sa.Double(), nullable=True),
        sa.Column("made_at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["dr_events.event_id"], name=op.f("fk_dr_reports_event_id")
        ),
        sa.PrimaryKeyConstraint("event_id", "account_no", name=op.f("pk_dr_reports")),
    )
    with op.batch_alter_table("dr_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dr_reports_account_no"), ["account_no"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("dr_reports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dr_reports_account_no"))

    op.drop_table("dr_reports")
    with op.batch_alter_table("dr_enrolments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dr_enrolments_account_no"))

    op.drop_table("dr_enrolments")
    op.drop_table("nightly_pieces")
    op.drop_table("nightly_models")
    with op.batch_alter_table("dr_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dr_events_starts_at"))
        batch_op.drop_index(batch_op.f("ix_dr_events_programme_id"))

    op.drop_table("dr_events")
    with op.batch_alter_table("profiles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profiles_refreshed_at"))

    op.drop_table("profiles")
    with op.batch_alter_table("profile_tags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_profile_tags_name"))
        batch_op.drop_index(batch_op.f("ix_profile_tags_account_no_superseded_at"))

    op.drop_table("profile_tags")
    op.drop_table("profile_choices")
    op.drop_table("nightly_runs")
    op.drop_table("meter_outlooks")
    with op.batch_alter_table("meter_insights", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_insights_night"))

    op.drop_table("meter_insights")
    with op.batch_alter_table("meter_findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meter_findings_kind_night"))

    op.drop_table("meter_findings")
    with op.batch_alter_table("dr_rewards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dr_rewards_event_id"))
        batch_op.drop_index(batch_op.f("ix_dr_rewards_account_no"))

    op.drop_table("dr_rewards")
    with op.batch_alter_table("dr_ratings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dr_ratings_account_no_at"))

    op.drop_table("dr_ratings")
    op.drop_table("dr_protections")
    op.drop_table("dr_programmes")
    op.drop_table("dr_opt_outs")
    op.drop_table("bill_limits")
    with op.batch_alter_table("bill_forecasts", schema=None) as batch_op:
        batch_op.drop_index("ix_bill_forecasts_unsettled")

    op.drop_table("bill_forecasts")
    with op.batch_alter_table("advice_replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advice_replies_account_no"))

    op.drop_table("advice_replies")
