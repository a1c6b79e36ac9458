"""A bulk department with plans, versions and upgrades for every customer, for the tests of their questions."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, delete
from sqlmodel import Session, col, select

from portal.db.models.customers import Installation, Project
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.models.upgrades import ProductVersion, Upgrade
from portal.db.rows import insert_rows
from portal.rules.entitlement import last_day
from portal.rules.plans import PlanKind, PlanStatus
from portal.rules.upgrades import Charge, UpgradeStatus

MONTHS = (2, 5, 8, 11)
SOME = 1_000


def fill(session: Session, year: int, now: datetime) -> None:
    """Every tenth project has no plan; of the others everything up to the present month is done, but for one in fifty."""
    for table in (PlanItem, ServicePlan):  # those of the bulk load
        session.execute(delete(table))
    projects = session.execute(select(col(Project.id), col(Project.customer_id)).order_by(col(Project.id))).all()
    planned = [(id, customer) for id, customer in projects if id % 10]
    plans = [_plan(place, id, customer, year, now) for place, (id, customer) in enumerate(planned, 1)]
    for rows in _some(plans):
        insert_rows(session, ServicePlan, rows)
    for rows in _some([item for plan in plans for item in _items(plan, now)]):
        insert_rows(session, PlanItem, rows)
    project = Project.__table__  # type: ignore[attr-defined]
    session.execute(project.update().values(planned_year=case((project.c.id % 10 > 0, year), else_=0)))
    _versions(session, now)


def _plan(place: int, project_id: int, customer_id: int, year: int, now: datetime) -> dict[str, Any]:
    status = PlanStatus.AGREED if place % 20 else PlanStatus.PROPOSED
    place_of = {"id": place, "number": f"Y-{year}-{place:06d}", "project_id": project_id, "customer_id": customer_id}
    return {**place_of, "year": year, "status": status, "made_at": now}


def _items(plan: dict[str, Any], now: datetime) -> Iterator[dict[str, Any]]:
    for month in MONTHS:
        due_on = last_day(plan["year"], month)
        done = due_on < now.date() and plan["id"] % 50
        yield {
            "plan_id": plan["id"], "customer_id": plan["customer_id"], "kind": PlanKind.RETURN_VISIT, "month": month,
            "due_on": due_on, "done_on": due_on if done else None,
        }  # fmt: skip


def _versions(session: Session, now: datetime) -> None:
    pairs = session.execute(select(Installation.product, Installation.product_version).distinct()).all()
    known = [{"product": p, "version_name": v, "released_on": date(2024, 1, 1)} for p, v in pairs if v]
    newest = [{"product": p, "version_name": "99", "released_on": date(2025, 1, 1)} for p in {p for p, _v in pairs}]
    insert_rows(session, ProductVersion, known + newest)
    rows = session.execute(select(Installation.id, Installation.customer_id).where(col(Installation.id) % 7 == 0)).all()
    states = list(UpgradeStatus)
    upgrades = [
        {
            "number": f"U-2026-{id:06d}", "customer_id": customer, "installation_id": id, "to_version": "99",
            "charge": Charge.FREE, "status": states[id % 40 % 4] if id % 40 < 4 else UpgradeStatus.DONE, "offered_at": now,
        }
        for id, customer in rows
    ]  # fmt: skip
    for some in _some(upgrades):
        insert_rows(session, Upgrade, some)


def _some(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    return (rows[at : at + SOME] for at in range(0, len(rows), SOME))
