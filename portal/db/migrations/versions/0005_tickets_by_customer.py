"""Tickets of earlier versions are found by what their customer is called."""

import sqlalchemy as sa
from alembic import op
from sqlmodel import Session

from portal.db.search import keep_words
from portal.rules.names import initials

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BATCH = 1000
TICKETS = sa.text(
    "SELECT ticket.id, ticket.number, customer.number AS customer, name, short_name, symptom, description, cause, solution "
    "FROM ticket JOIN customer ON customer.id = customer_id WHERE ticket.id > :after ORDER BY ticket.id LIMIT :batch"
)


def upgrade() -> None:
    session = Session(op.get_bind())
    after = 0
    while tickets := session.connection().execute(TICKETS, {"after": after, "batch": BATCH}).all():
        for each in tickets:
            called = (each.customer, each.name, each.short_name, initials(each.name), initials(each.short_name))
            written = (each.symptom, each.description, each.cause, each.solution)
            keep_words(session, "ticket_words", each.id, each.number, *called, *written)
        after = tickets[-1].id


def downgrade() -> None:
    """The version before found no tickets so; what is in the word index does it no harm."""
