"""By which words a ticket is found: all that is written in it, and what its customer is called."""

from sqlalchemy import bindparam
from sqlalchemy import select as select_columns
from sqlmodel import col, select

from portal.actions.deed import Work
from portal.db import search
from portal.db.base import id_of
from portal.db.models.customers import Customer
from portal.db.models.tickets import Ticket
from portal.db.rows import columns_of
from portal.rules.names import initials

_CUSTOMERS = columns_of(Customer)
_NAMES = select_columns(_CUSTOMERS.c.number, _CUSTOMERS.c.name, _CUSTOMERS.c.short_name).where(
    _CUSTOMERS.c.id == bindparam("customer")
)


def called(number: str, name: str, short_name: str) -> tuple[str, ...]:
    """What a customer is called in the words of its tickets; also by the initials in pinyin."""
    return number, name, short_name, initials(name), initials(short_name)


def keep_ticket_words(work: Work, ticket: Ticket) -> None:
    """Let the ticket be found by all that is written in it now, and by its customer."""
    number, name, short_name = work.session.connection().execute(_NAMES, {"customer": ticket.customer_id}).one()
    _keep(work, ticket, called(number, name, short_name))


def keep_words_of_tickets(work: Work, customer: Customer) -> None:
    """Let all tickets of a customer be found by what it is called now: after a new name, after two customers became one."""
    words = called(customer.number, customer.name, customer.short_name)
    for ticket in work.session.exec(select(Ticket).where(col(Ticket.customer_id) == id_of(customer))):
        _keep(work, ticket, words)


def _keep(work: Work, ticket: Ticket, customer: tuple[str, ...]) -> None:
    texts = (ticket.number, *customer, ticket.symptom, ticket.description, ticket.cause, ticket.solution)
    search.keep_words(work.session, "ticket_words", id_of(ticket), *texts)
