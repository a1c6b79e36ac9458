"""Customers that arrive, one by one or by the hundred thousand: what is written for each, in few statements (F-01, A-10)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal import clock
from portal.actions.arrival import Arrival
from portal.actions.numbers import next_numbers
from portal.actions.progress import come_to
from portal.actions.work import Work
from portal.db.models.customers import Contact, Customer, Installation, Project
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.models.records import Event
from portal.db.queries.standards import standards_on, working_calendar
from portal.db.rows import insert_rows, new_ids
from portal.db.search import keep_words_of_many
from portal.rules.promises import due
from portal.rules.tickets import Importance
from portal.rules.words import tokens

AT_ONCE = 2_000
Row = dict[str, Any]


PROJECT = ("manager", "staff", "signed_on", "started_on", "accepted_on", "service_from", "free_from", "free_until")


@dataclass(slots=True)
class Taken:
    """What an arrival became."""

    arrival: Arrival
    customer_id: int
    number: str
    contact_id: int | None = None
    installation_id: int | None = None
    visit_id: int | None = None
    visit: str = ""


def take_in(work: Work, arrivals: Sequence[Arrival], *, first_visits: bool) -> list[Taken]:
    """Open an archive for each, with contact, product and project; and a first visit, due by the standard, for a hand-over."""
    taken: list[Taken] = []
    for start in range(0, len(arrivals), AT_ONCE):
        new = _numbered(work, arrivals[start : start + AT_ONCE])
        _write_customers(work, new)
        add_contacts(work, new)
        add_installations(work, new)
        add_projects(work, new)
        if first_visits:
            open_first_visits(work, new)
        taken += new
        come_to(len(taken), len(arrivals))
    return taken


def _numbered(work: Work, arrivals: Sequence[Arrival]) -> list[Taken]:
    ids = new_ids(work.session, Customer, len(arrivals))
    numbers = next_numbers(work.session, "C", work.now, len(arrivals))
    return [Taken(arrival, id, number) for arrival, id, number in zip(arrivals, ids, numbers, strict=True)]


def _write_customers(work: Work, new: Sequence[Taken]) -> None:
    rows: list[Row] = [
        {
            "id": each.customer_id,
            "number": each.number,
            "address": each.arrival.address or None,
            "name_key": each.arrival.key,
            "initials": each.arrival.letters,
            "importance": each.arrival.importance or Importance.NORMAL,
            "created_at": work.now,
            **{name: getattr(each.arrival, name) for name in ("name", "short_name", "region", "remark")},
        }
        for each in new
    ]
    insert_rows(work.session, Customer, rows)
    keep_words_of_many(work.session, "customer_words", [(each.customer_id, _tokens(each)) for each in new])


def _tokens(each: Taken) -> list[str]:
    return [*tokens(each.number), *each.arrival.words.split()]


def add_contacts(work: Work, taken: Sequence[Taken], *, main: bool = True) -> None:
    """Write down the people to speak to, sealed; whoever comes first is the main contact."""
    wanted = [each for each in taken if each.arrival.contact]
    rows: list[Row] = []
    for each, id in zip(wanted, new_ids(work.session, Contact, len(wanted)), strict=True):
        each.contact_id, said = id, each.arrival
        numbers = {"phone_index": said.phone_index, "phone_tail_index": said.phone_tail_index}
        sealed = {"phone": said.phone or None, "mail": said.mail or None, "qq": said.qq or None}
        row = {"id": id, "customer_id": each.customer_id, "name": said.contact, "position": said.position, "main": main}
        rows.append({**row, **sealed, **numbers})
    insert_rows(work.session, Contact, rows)


def add_installations(work: Work, taken: Sequence[Taken]) -> None:
    """Write down what they run."""
    wanted = [each for each in taken if each.arrival.product]
    rows: list[Row] = []
    for each, id in zip(wanted, new_ids(work.session, Installation, len(wanted)), strict=True):
        each.installation_id = id
        said = {name: getattr(each.arrival, name) for name in ("product", "product_version", "dongle_number")}
        rows.append({"id": id, "customer_id": each.customer_id, **said})
    insert_rows(work.session, Installation, rows)


def add_projects(work: Work, taken: Sequence[Taken]) -> None:
    """Open the records of their projects, numbered."""
    wanted = [each for each in taken if each.arrival.project]
    if not wanted:
        return
    changed = {"changed_at": work.now, "changed_by_id": work.actor.id}
    rows = [
        {"customer_id": each.customer_id, "number": number, "name": each.arrival.project, **changed, **dates_of(each.arrival)}
        for each, number in zip(wanted, next_numbers(work.session, "P", work.now, len(wanted)), strict=True)
    ]
    insert_rows(work.session, Project, rows)


def dates_of(arrival: Arrival) -> Row:
    """What an arrival says of its project besides the name."""
    return {name: getattr(arrival, name) for name in PROJECT}


def open_first_visits(work: Work, taken: Sequence[Taken]) -> None:
    """Hand the customers over: a first visit each, with the five items as Sales states them, sealed (rule F-01)."""
    due_at = _first_visit_due(work)
    ids = new_ids(work.session, FirstVisit, len(taken))
    numbers = next_numbers(work.session, "F", work.now, len(taken))
    visits: list[Row] = []
    items: list[Row] = []
    for each, id, number in zip(taken, ids, numbers, strict=True):
        each.visit_id, each.visit = id, number
        visits.append(
            {
                "id": id,
                "number": number,
                "customer_id": each.customer_id,
                "contact_id": each.contact_id,
                "installation_id": each.installation_id,
                "submitted_by_id": work.actor.id,
                "submitted_at": work.now,
                "due_at": due_at,
                "next_at": due_at,
                "remark": each.arrival.remark,
            }
        )
        items += [
            {"first_visit_id": id, "item": item, "sales_value": value or None} for item, value in each.arrival.items().items()
        ]
    insert_rows(work.session, FirstVisit, visits)
    insert_rows(work.session, FirstVisitItem, items)


def _first_visit_due(work: Work) -> datetime:
    today = clock.at_the_office(work.now).date()
    allowance = standards_on(work.session, today).duration("first_visit.due")
    return due(work.now, allowance, 100, working_calendar(work.session, today)).due_at


def tell_of_each(work: Work, taken: Sequence[Taken], kind: str, about: Callable[[Taken], tuple[str, int, Row]]) -> None:
    """Put one event into each customer's time line; `about` gives what it is about, its id, and further facts."""
    common = {"at": work.now, "kind": kind, "ticket_id": None, "person_id": work.actor.id}
    for start in range(0, len(taken), AT_ONCE):
        rows: list[Row] = []
        for each in taken[start : start + AT_ONCE]:
            subject, id, facts = about(each)
            of_whom = {"customer_id": each.customer_id, "text": each.arrival.name}
            rows.append({**common, **of_whom, "subject": subject, "subject_id": id, "facts": facts})
        insert_rows(work.session, Event, rows)
