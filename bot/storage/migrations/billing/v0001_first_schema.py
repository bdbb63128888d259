"""First schema of the billing database."""

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import columns

revision = "v0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("id_last4", sa.String(length=4), nullable=False),
        sa.PrimaryKeyConstraint("customer_no", name=op.f("pk_customers")),
    )
    op.create_index(op.f("ix_customers_phone"), "customers", ["phone"], unique=False)
    op.create_table(
        "premises",
        sa.Column("premise_no", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("premise_no", name=op.f("pk_premises")),
    )
    op.create_table(
        "tariffs",
        sa.Column("tariff_id", sa.String(length=80), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=400), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tariff_id", "content_hash", name=op.f("pk_tariffs")),
    )
    op.create_table(
        "weather_days",
        sa.Column("region", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mean_c", sa.Float(), nullable=False),
        sa.Column("max_c", sa.Float(), nullable=False),
        sa.Column("min_c", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("region", "day", name=op.f("pk_weather_days")),
    )
    op.create_table(
        "meters",
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("premise_no", sa.String(length=32), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["premise_no"], ["premises.premise_no"], name=op.f("fk_meters_premise_no")
        ),
        sa.PrimaryKeyConstraint("meter_no", name=op.f("pk_meters")),
    )
    op.create_index(op.f("ix_meters_premise_no"), "meters", ["premise_no"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("customer_no", sa.String(length=32), nullable=False),
        sa.Column("premise_no", sa.String(length=32), nullable=False),
        sa.Column("meter_no", sa.String(length=32), nullable=False),
        sa.Column("supply_class", sa.String(length=20), nullable=False),
        sa.Column("payment_mode", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_no"], ["customers.customer_no"], name=op.f("fk_accounts_customer_no")
        ),
        sa.ForeignKeyConstraint(
            ["meter_no"], ["meters.meter_no"], name=op.f("fk_accounts_meter_no")
        ),
        sa.ForeignKeyConstraint(
            ["premise_no"], ["premises.premise_no"], name=op.f("fk_accounts_premise_no")
        ),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_accounts")),
    )
    op.create_index(op.f("ix_accounts_customer_no"), "accounts", ["customer_no"], unique=False)
    op.create_index(op.f("ix_accounts_meter_no"), "accounts", ["meter_no"], unique=False)
    op.create_index(op.f("ix_accounts_premise_no"), "accounts", ["premise_no"], unique=False)
    op.create_table(
        "balances",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("credit_yuan", columns.Fen(), nullable=False),
        sa.Column("as_of", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_no"], ["accounts.account_no"], name=op.f("fk_balances_account_no")
        ),
        sa.PrimaryKeyConstraint("account_no", name=op.f("pk_balances")),
    )
    op.create_table(
        "bills",
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("energy_kwh", columns.Exact(), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("paid_yuan", columns.Fen(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.Column("tier_kwh_before", columns.Exact(), nullable=False),
        sa.Column("reactive_kvarh", columns.Exact(), nullable=True),
        sa.Column("max_demand_kw", columns.Exact(), nullable=True),
        sa.Column("correction_kwh", columns.Exact(), nullable=False),
        sa.Column("correction_start", sa.Date(), nullable=True),
        sa.Column("correction_end", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_no"], ["accounts.account_no"], name=op.f("fk_bills_account_no")
        ),
        sa.PrimaryKeyConstraint("bill_id", name=op.f("pk_bills")),
    )
    op.create_index(
        op.f("ix_bills_account_no_period_start"),
        "bills",
        ["account_no", "period_start"],
        unique=False,
    )
    op.create_table(
        "contracts",
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("tariff_code", sa.String(length=60), nullable=False),
        sa.Column("supply_class", sa.String(length=20), nullable=False),
        sa.Column("voltage", sa.String(length=20), nullable=False),
        sa.Column("household_size", sa.Integer(), nullable=False),
        sa.Column("low_income", sa.Boolean(), nullable=False),
        sa.Column("basic_charge", sa.String(length=20), nullable=False),
        sa.Column("capacity_kva", columns.Exact(), nullable=True),
        sa.Column("demand_contract_kw", columns.Exact(), nullable=True),
        sa.Column("power_factor_standard", columns.Exact(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_no"], ["accounts.account_no"], name=op.f("fk_contracts_account_no")
        ),
        sa.PrimaryKeyConstraint("account_no", "valid_from", name=op.f("pk_contracts")),
    )
    op.create_table(
        "payments",
        sa.Column("payment_id", sa.String(length=40), nullable=False),
        sa.Column("account_no", sa.String(length=32), nullable=False),
        sa.Column("paid_at", columns.Instant(), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("bill_id", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_no"], ["accounts.account_no"], name=op.f("fk_payments_account_no")
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payments")),
    )
    op.create_index(
        op.f("ix_payments_account_no_paid_at"), "payments", ["account_no", "paid_at"], unique=False
    )
    op.create_table(
        "bill_lines",
        sa.Column("bill_id", sa.String(length=40), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("quantity", columns.Exact(), nullable=False),
        sa.Column("unit", sa.String(length=10), nullable=False),
        sa.Column("unit_price_yuan", columns.Exact(), nullable=False),
        sa.Column("amount_yuan", columns.Fen(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("tariff_id", sa.String(length=80), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=True),
        sa.Column("band", sa.String(length=20), nullable=True),
        sa.ForeignKeyConstraint(
            ["bill_id"], ["bills.bill_id"], name=op.f("fk_bill_lines_bill_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("bill_id", "line_no", name=op.f("pk_bill_lines")),
    )


def downgrade() -> None:
    op.drop_table("bill_lines")
    op.drop_table("payments")
    op.drop_table("contracts")
    op.drop_table("bills")
    op.drop_table("balances")
    op.drop_table("accounts")
    op.drop_table("meters")
    op.drop_table("weather_days")
    op.drop_table("tariffs")
    op.drop_table("premises")
    op.drop_table("customers")
