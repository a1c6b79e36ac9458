"""Tickets of earlier versions are found by what their customer is called; who was served and asked is counted by customer."""

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
    op.drop_index("ix_ticket_solved_at", table_name="ticket")
    op.create_index("ix_ticket_solved_at_customer_id", "ticket", ["solved_at", "customer_id"])
    op.create_index("ix_survey_sent_at_customer_id", "survey", ["sent_at", "customer_id"])
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
    op.drop_index("ix_survey_sent_at_customer_id", table_name="survey")
    op.drop_index("ix_ticket_solved_at_customer_id", table_name="ticket")
    op.create_index("ix_ticket_solved_at", "ticket", ["solved_at"])
