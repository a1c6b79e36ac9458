"""Customers of earlier versions get their comparable names and are found by the initials of name and short name."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from portal.db.search import keep_words
from portal.rules.names import initials, name_key

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BATCH = 1000
CUSTOMERS = sa.text("SELECT id, number, name, short_name FROM customer WHERE id > :after ORDER BY id LIMIT :batch")
PROJECTS = sa.text("SELECT customer_id, name FROM project WHERE customer_id > :after AND customer_id <= :last ORDER BY id")
KEYS = sa.text("UPDATE customer SET name_key = :key, initials = :initials WHERE id = :id")


def upgrade() -> None:
    session = Session(op.get_bind())
    connection, after = session.connection(), 0
    while customers := connection.execute(CUSTOMERS, {"after": after, "batch": BATCH}).all():
        last = customers[-1].id
        projects: dict[int, list[str]] = {}
        for customer_id, name in connection.execute(PROJECTS, {"after": after, "last": last}):
            projects.setdefault(customer_id, []).append(name)
        keys = [{"id": each.id, "key": name_key(each.name), "initials": initials(each.name)} for each in customers]
        connection.execute(KEYS, keys)
        for each in customers:
            texts = (each.number, each.name, each.short_name, initials(each.name), initials(each.short_name))
            keep_words(session, "customer_words", each.id, *texts, *projects.get(each.id, []))
        after = last


def downgrade() -> None:
    """The version before kept no such keys; what is in the word index does it no harm."""
