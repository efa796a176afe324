"""Several stations on one ledger: who works on an attempt, waiting attempts, stopped accounts, and the history."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_LIVE = "state IN ('queued', 'waiting', 'sending', 'confirming', 'unknown', 'created')"

_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER history_no_update BEFORE UPDATE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END",
        "CREATE TRIGGER history_no_delete BEFORE DELETE ON history BEGIN SELECT RAISE(ABORT, 'the history is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION history_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the history is append-only'; END $$",
        "CREATE TRIGGER history_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON history "
        "FOR EACH STATEMENT EXECUTE FUNCTION history_append_only()",
    ),
}


def upgrade() -> None:
    """Adds columns and tables; waiting attempts hold their order's place like the others."""
    op.add_column("attempts", sa.Column("next_try_at", sa.String(32)))
    op.add_column("attempts", sa.Column("holder", sa.String(36)))
    op.drop_index("one_live_attempt", "attempts")
    op.create_index(
        "one_live_attempt",
        "attempts",
        ["seller_id", "order_id", "parcel_number"],
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )
    op.create_table(
        "stations",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("version", sa.String(32), nullable=False),
        sa.Column("seen_at", sa.String(32), nullable=False),
    )
    op.create_table(
        "stops",
        sa.Column("station_id", sa.String(36), primary_key=True),
        sa.Column("account_id", sa.String(64), primary_key=True),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("since", sa.String(32), nullable=False),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("client", sa.String(64)),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("order_id", sa.String(36)),
        sa.Column("reference", sa.String(100)),
        sa.Column("state", sa.String(16)),
        sa.Column("account_id", sa.String(64)),
        sa.Column("carrier", sa.String(64)),
        sa.Column("shipment_id", sa.String(64)),
        sa.Column("tracking_number", sa.String(64)),
        sa.Column("code", sa.String(64)),
    )
    op.create_index("ix_history_at", "history", ["at"])
    op.create_index("ix_history_order_id", "history", ["order_id"])
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: waiting attempts would lose their order's place."""
    raise NotImplementedError
