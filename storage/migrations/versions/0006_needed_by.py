"""By when the enterprise needs it."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("case", sa.Column("needed_by", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("case", "needed_by")
