"""The database keeps which rights to service end without another one going on."""

from alembic import op

from portal.db import endings

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _database() -> endings.Database:
    return "postgresql" if op.get_bind().dialect.name == "postgresql" else "sqlite"


def upgrade() -> None:
    database = _database()
    for statement in (*endings.fill(database), *endings.create(database)):
        op.execute(statement)


def downgrade() -> None:
    for statement in (*endings.drop(_database()), "DELETE FROM service_ending"):
        op.execute(statement)
