"""${message}.

Rules of migrating: one small step a file; expand first, contract in a later release; data of the older version survives;
a changed enumeration needs its CHECK rewritten by hand (autogenerate does not see it); on SQLite alter through batch_alter_table.
"""

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
