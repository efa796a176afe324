"""The first ledger: jobs and attempts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_LIVE = "state IN ('queued', 'sending', 'confirming', 'created', 'unknown')"


def upgrade() -> None:
    """Creates both tables and the constraint that an order is shipped once."""
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
    )
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"])
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job_id", sa.String(36), sa.ForeignKey("jobs.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("order_id", sa.String(36), nullable=False),
        sa.Column("parcel_number", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(100), nullable=False, unique=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(16), nullable=False),
        sa.Column("size", sa.String(32)),
        sa.Column("accepted", sa.Boolean, nullable=False),
        sa.Column("confirmation", sa.String(16)),
        sa.Column("account_id", sa.String(64)),
        sa.Column("carrier", sa.String(64)),
        sa.Column("service", sa.String(64)),
        sa.Column("cod_grosze", sa.Integer),
        sa.Column("intent_at", sa.String(32)),
        sa.Column("shipment_id", sa.String(64)),
        sa.Column("tracking_number", sa.String(64)),
        sa.Column("looks", sa.Integer, nullable=False),
        sa.Column("on_allegro", sa.String(8), nullable=False),
        sa.Column("label", sa.String(8), nullable=False),
        sa.Column("label_pages", sa.Integer, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("number_error", sa.Text),
        sa.Column("label_error", sa.Text),
        sa.Column("warnings", sa.Text, nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("created_at", sa.String(32), nullable=False),
        sa.Column("updated_at", sa.String(32), nullable=False),
        sa.UniqueConstraint("job_id", "position"),
    )
    op.create_index("ix_attempts_order_id", "attempts", ["order_id"])
    op.create_index("ix_attempts_state", "attempts", ["state"])
    op.create_index(
        "one_live_attempt",
        "attempts",
        ["seller_id", "order_id", "parcel_number"],
        unique=True,
        sqlite_where=sa.text(_LIVE),
        postgresql_where=sa.text(_LIVE),
    )


def downgrade() -> None:
    """There is no way back from the first version."""
    raise NotImplementedError
