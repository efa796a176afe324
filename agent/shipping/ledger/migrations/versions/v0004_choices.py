"""What a person chose beside the size: service, account, insurance."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds the columns; nothing was chosen for the attempts that are there."""
    op.add_column("attempts", sa.Column("chosen_service", sa.String(64)))
    op.add_column("attempts", sa.Column("chosen_account", sa.String(64)))
    op.add_column("attempts", sa.Column("chosen_insurance_grosze", sa.Integer))


def downgrade() -> None:
    """There is no way back: an attempt would be planned without what was chosen for it."""
    raise NotImplementedError
