"""Several parcels of one order, asked for together."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; every attempt that is there was asked for alone."""
    for name in ("parcel", "parcels"):
        op.add_column("attempts", sa.Column(name, sa.Integer, nullable=False, server_default="1"))


def downgrade() -> None:
    """There is no way back: cash on delivery would be collected with each of the parcels."""
    raise NotImplementedError
