"""What a bulk load knows of customers beside their tickets: first visits, demands of departments, service plans."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from portal.db.models.first_visits import FirstVisitItem
from portal.rules.first_visits import VisitItem
from portal.rules.plans import PlanKind

Row = dict[str, Any]
DEPARTMENTS = ("研发部", "产品部", "实施部")
OPEN_VISITS = 200
A_VISIT, A_DEMAND = 10, 5
MONTHS = {PlanKind.RETURN_VISIT: (3, 9), PlanKind.TRAINING: (5,), PlanKind.ENVIRONMENT: (6, 12), PlanKind.DATA: (11,)}


def departments() -> Iterator[Row]:
    """Those that demands go to."""
    for id, name in enumerate(DEPARTMENTS, 1):
        yield {"id": id, "name": name, "head": "王磊"}


def first_visits(customers: int, agents: list[int], now: datetime) -> Iterator[tuple[Row, list[Row]]]:
    """One of every tenth customer with its five items; the latest ones wait for their call."""
    seal = FirstVisitItem.__table__.c.sales_value.type.process_bind_param  # type: ignore[attr-defined]
    kept = seal("如前所述", None)
    total = customers // A_VISIT
    for id in range(1, total + 1):
        open_still = id > total - OPEN_VISITS
        handed = now - timedelta(hours=total - id)
        visit = {
            "id": id,
            "number": f"F-2025-{id:06d}",
            "customer_id": id * A_VISIT,
            "submitted_at": handed,
            "agent_id": agents[id % len(agents)],
        }
        visit |= {"due_at": handed + timedelta(days=2), "next_at": handed + timedelta(days=2), "contact_id": id * A_VISIT}
        visit |= {"status": "open"} if open_still else {"status": "closed", "closed_at": handed + timedelta(days=1)}
        verdict = {} if open_still else {"verdict": "confirmed", "verified_at": handed + timedelta(days=1)}
        yield visit, [{"first_visit_id": id, "item": item, "sales_value": kept, **verdict} for item in VisitItem]


def digests(customers: int, now: datetime) -> Iterator[Row]:
    """Those that took the demands to their departments: without them the portal would send thousands of mails."""
    days = customers // A_DEMAND // 24 + 2
    for id in range(days * len(DEPARTMENTS)):
        day = now.date() - timedelta(days=id // len(DEPARTMENTS))
        yield {
            "id": id + 1, "department_id": id % len(DEPARTMENTS) + 1, "day": day, "head": "王磊", "subject": f"{day} 客户需求",
            "status": "sent", "made_at": now, "sent_at": now,
        }  # fmt: skip


def demands(customers: int, now: datetime) -> Iterator[Row]:
    """One of every fifth customer; nine of ten were met."""
    total = customers // A_DEMAND
    for id in range(1, total + 1):
        at = now - timedelta(hours=total - id)
        status = "in_hand" if id % 10 == 0 else "done"
        yield {
            "id": id, "number": f"N-2025-{id:06d}", "customer_id": id * A_DEMAND, "department_id": id % len(DEPARTMENTS) + 1,
            "digest_id": (now.date() - at.date()).days * len(DEPARTMENTS) + id % len(DEPARTMENTS) + 1,
            "wish": "希望在手机上查看考勤和工资条", "confirmed": True, "status": status, "recorded_at": at,
        } | ({"done_at": at, "answer": "已在新版本中提供"} if status == "done" else {})  # fmt: skip


def has_plan(customer: int) -> bool:
    """Every second customer has one."""
    return customer % 2 == 0


def plans(customers: int, now: datetime) -> Iterator[tuple[Row, list[Row]]]:
    """This year's plans with their items; what is past was done."""
    year, today = now.year, now.date()
    for id, customer in enumerate(filter(has_plan, range(1, customers + 1)), 1):
        plan = {"id": id, "number": f"Y-{year}-{id:06d}", "project_id": customer, "customer_id": customer, "year": year}
        plan |= {"status": "proposed" if id % 20 == 0 else "agreed", "made_at": now}
        items = []
        for kind, months in MONTHS.items():
            for month in months:
                due = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
                done = {"done_on": due} if due < today and id % 15 else {}
                items.append({"plan_id": id, "customer_id": customer, "kind": kind, "month": month, "due_on": due, **done})
        yield plan, items
