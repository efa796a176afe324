"""The locker or point a person chose instead of the order's."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the column; every attempt that is there goes to its order's point."""
    op.add_column("attempts", sa.Column("chosen_point", sa.String(20)))


def downgrade() -> None:
    """There is no way back: an attempt would be sent to a point that is closed."""
    raise NotImplementedError
