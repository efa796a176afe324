"""What was handed over to carriers, and couriers that were ordered."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two tables."""
    op.create_table(
        "handovers",
        sa.Column("key", sa.String(36), primary_key=True),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("account_id", sa.String(64), nullable=False),
        sa.Column("set_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("day", sa.String(10)),
        sa.Column("ready", sa.String(5)),
        sa.Column("until", sa.String(5)),
        sa.Column("number", sa.String(64)),
        sa.Column("parcels", sa.Integer, nullable=False),
        sa.Column("status", sa.String(16)),
        sa.Column("errors", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("daily", sa.Boolean, nullable=False),
        sa.Column("station", sa.String(64), nullable=False),
        sa.Column("asked_at", sa.String(32), nullable=False),
    )
    op.create_index("ix_handovers_asked_at", "handovers", ["asked_at"])
    op.create_table(
        "handed_parcels",
        sa.Column("key", sa.String(36), sa.ForeignKey("handovers.key"), primary_key=True),
        sa.Column("shipment_id", sa.String(64), primary_key=True),
    )


def downgrade() -> None:
    """There is no way back: what was handed over would be handed over again."""
    raise NotImplementedError
