"""The database keeps which rights to service end without another one going on."""

from alembic import op

from portal.db import endings

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    database = op.get_bind().dialect.name
    for statement in (*endings.fill(database), *endings.create(database)):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*endings.drop(op.get_bind().dialect.name), "DELETE FROM service_ending"):
        op.execute(statement)
