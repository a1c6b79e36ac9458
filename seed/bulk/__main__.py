"""`python -m seed.bulk --tickets 100000 [--url URL]`: fill an empty database for a benchmark."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer
from sqlalchemy import func
from sqlmodel import select

from portal import clock
from portal.db import migrate
from portal.db.models.articles import Article
from portal.db.models.customers import Contact, Customer, Installation, Project, ServiceContract
from portal.db.models.demands import Demand, Digest
from portal.db.models.demands import Department as ServiceDepartment
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.models.people import Person, PersonRole
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.models.problems import ProblemEntry
from portal.db.models.records import Event, NumberSeries
from portal.db.models.standards import Standard
from portal.db.models.surveys import Survey, SurveyTally
from portal.db.models.tickets import (
    Callback,
    Consultation,
    Promise,
    PromiseLeg,
    Ticket,
    TicketFlow,
    TicketStock,
)
from portal.db.session import engine
from portal.rules.permissions import Role
from portal.settings import make_secrets, settings
from seed.bulk import service
from seed.bulk.people import articles, customers, people
from seed.bulk.rows import DAYS, Batch, Department
from seed.bulk.store import Loader
from seed.standards import default_values

BATCH = 5_000


def load(tickets: int, url: str, now: Any = None) -> None:
    """Fill an empty, migrated database with so many tickets and all that belongs to them."""
    now = now or clock.now()
    since = now - timedelta(days=DAYS + 30)
    with engine(url, read_only=True).connect() as connection:
        if connection.execute(select(func.count()).select_from(Person)).scalar_one():
            raise SystemExit("The database is not empty: a bulk load fills a fresh one.")
    staff = people(since)
    loader = Loader(url)
    standards = [
        {"key": key, "value": value, "valid_from": since.date(), "set_at": since} for key, value in default_values().items()
    ]
    archive = list(customers(max(200, tickets // 10), since))
    for _, _, _, project, *_ in archive:
        project["planned_year"] = now.year if service.has_plan(project["id"]) else 0
    loader.add(Standard, [{"id": at, **standard} for at, standard in enumerate(standards, 1)])
    loader.add(Person, [person for person, _ in staff])
    loader.add(PersonRole, [{"person_id": person["id"], "role": role} for person, role in staff])
    _load_customers(loader, archive)
    _load_service(loader, len(archive), [person["id"] for person, held in staff if held is Role.AGENT], now)
    by_role = {role: [person["id"] for person, held in staff if held is role] for role in Role}
    written = list(articles(min(2_000, tickets // 50), by_role[Role.AGENT][0], since))
    loader.add(Article, (row for row, _ in written))
    loader.add_words("article_words", ((row["id"], words) for row, words in written if words))
    department = Department(tickets, [each[-1] for each in archive], by_role[Role.AGENT], by_role[Role.ENGINEER], now)
    for batch in department.batches(BATCH):
        _load_batch(loader, batch)
    _load_tallies(loader, department)
    loader.finish()


def _load_customers(loader: Loader, rows: list[Any]) -> None:
    for model, at in ((Customer, 0), (Contact, 1), (Installation, 2), (Project, 3), (ServiceContract, 4)):
        loader.add(model, (row[at] for row in rows))
    loader.add_words("customer_words", ((row[0]["id"], row[5]) for row in rows))


def _load_service(loader: Loader, number: int, agents: list[int], now: datetime) -> None:
    visits, yearly = list(service.first_visits(number, agents, now)), list(service.plans(number, now))
    loader.add(ServiceDepartment, service.departments())
    loader.add(FirstVisit, (visit for visit, _ in visits))
    loader.add(FirstVisitItem, (item for _, items in visits for item in items))
    loader.add(Digest, service.digests(number, now))
    loader.add(Demand, service.demands(number, now))
    loader.add(ServicePlan, (plan for plan, _ in yearly))
    loader.add(PlanItem, (item for _, items in yearly for item in items))


def _load_batch(loader: Loader, batch: Batch) -> None:
    loader.add(Ticket, batch.tickets)
    loader.add(Event, batch.events)
    loader.add(Promise, batch.promises)
    loader.add(PromiseLeg, batch.legs)
    loader.add(Callback, batch.callbacks)
    loader.add(Consultation, batch.consultations)
    loader.add(DispatchOrder, batch.orders)
    loader.add(ProblemEntry, batch.problems)
    loader.add(Survey, batch.surveys)
    loader.add_words("ticket_words", batch.words)


def _load_tallies(loader: Loader, department: Department) -> None:
    stock, flow = ("status", "owner_id", "level"), ("day", "flow", "channel", "category", "owner_id")
    loader.add(TicketStock, _counted(department.stock, *stock, "tickets"))
    loader.add(TicketFlow, _counted(department.flow, *flow, "tickets"))
    loader.add(NumberSeries, _counted(department.numbers, "prefix", "year", "last"))
    tallies: dict[Any, dict[str, Any]] = {}
    for (month, owner, category, name), count in department.surveys.items():
        row = tallies.setdefault((month, owner, category), {"month": month, "owner_id": owner, "category": category})
        row[name] = count
    loader.add(SurveyTally, tallies.values())


def _counted(counts: Mapping[Any, int], *names: str) -> Iterator[dict[str, Any]]:
    return (dict(zip(names, (*key, count), strict=True)) for key, count in counts.items())


def main(
    tickets: Annotated[int, typer.Option(min=1_000, max=2_000_000, help="How many tickets")],
    url: Annotated[str, typer.Option(help="SQLAlchemy address; default: the portal's own database")] = "",
) -> None:
    """Bring the database up to date and fill it."""
    began = time.perf_counter()
    make_secrets()
    migrate.upgrade(url or settings().database)
    load(tickets, url or settings().database)
    typer.echo(f"{tickets:,} tickets in {time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    typer.run(main)
