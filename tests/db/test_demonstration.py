"""The demonstration department: the same story from the same seed, whole in every table, with a lively queue at its end."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from portal.actions import audit
from portal.actions.deed import Actor
from portal.db import migrate
from portal.db.models.demands import Demand, Digest
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.first_visits import FirstVisit, FirstVisitItem
from portal.db.models.people import PersonRole
from portal.db.models.plans import PlanItem
from portal.db.models.tickets import Callback, Ticket, TicketStock
from portal.db.models.upgrades import Upgrade
from portal.db.queries import projects
from portal.db.queries.tickets import QueueFilter, queue
from portal.db.session import engine, reading, writing
from portal.rules.demands import DemandStatus, DigestStatus
from portal.rules.dispatch import OrderStatus
from portal.rules.first_visits import FirstVisitStatus, ItemVerdict
from portal.rules.permissions import Role
from portal.rules.projects import ProjectStatus
from portal.rules.promises import Verdict
from portal.rules.tickets import OPEN
from portal.rules.upgrades import Charge, UpgradeStatus
from seed import demo
from seed.demo import arrivals
from seed.standards import load_standards
from tests.conftest import forget_settings

pytestmark = pytest.mark.slow
TODAY = date(2026, 3, 11)
CURTAIN = datetime(2026, 3, 11, 7, 30, tzinfo=UTC)  # half past three in the office


@pytest.fixture(scope="module")
def told(_secrets: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[list[tuple[object, ...]]]]:
    """One month of the story, told twice into two databases; the second stays open."""
    before, stories = os.environ.get("PORTAL_DATABASE_URL", ""), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(arrivals, "MONTHS", 1)
        for number in range(2):
            folder = tmp_path_factory.mktemp(f"demo{number}")
            patch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{folder / 'portal.db'}")
            patch.setenv("PORTAL_DATA_DIR", str(folder))
            forget_settings()
            stories.append(_tell(f"sqlite:///{folder / 'portal.db'}"))
        yield stories
    engine.cache_clear()
    os.environ["PORTAL_DATABASE_URL"] = before
    forget_settings()


def _tell(url: str) -> list[tuple[object, ...]]:
    migrate.upgrade(url)
    with writing() as session:
        load_standards(session, valid_from=date(2020, 1, 1), at=datetime(2020, 1, 1, tzinfo=UTC))
    demo.load(TODAY)
    with reading() as session:
        shown = (Ticket.number, Ticket.symptom, Ticket.status, Ticket.owner_id, Ticket.registered_at, Ticket.solved_at)
        return [tuple(row) for row in session.execute(select(*map(col, shown)).order_by(col(Ticket.id)))]  # type: ignore[call-overload]


def test_the_same_seed_tells_the_same_story(told: list[list[tuple[object, ...]]]) -> None:
    assert told[0] == told[1]
    assert len(told[0]) > 150


@pytest.mark.rule("X-03")
def test_its_history_is_whole(told: list[list[tuple[object, ...]]]) -> None:
    with reading() as session:
        assert audit.first_broken_link(session) is None
        counted = dict(session.execute(select(col(Ticket.status), func.count()).group_by(col(Ticket.status))).all())
        tallied = select(col(TicketStock.status), func.sum(col(TicketStock.tickets))).group_by(col(TicketStock.status))
        assert {status: number for status, number in session.execute(tallied) if number} == counted
        opened = session.execute(
            select(func.count()).where(col(Ticket.is_open) != col(Ticket.status).in_(sorted(OPEN)))
        ).scalar_one()
        assert opened == 0
        roles = set(session.execute(select(col(PersonRole.role))).scalars())
        assert roles == set(Role)


@pytest.mark.rule("Q-01")
def test_its_queue_is_lively_on_the_day(told: list[list[tuple[object, ...]]]) -> None:
    with reading() as session:
        rows = queue(session, QueueFilter(Actor(1, "sun", frozenset({Role.SUPERVISOR}))), limit=200)
        waiting = session.execute(select(func.count()).where(col(DispatchOrder.status) == OrderStatus.REQUESTED)).scalar_one()
        promised = session.execute(select(func.count()).where(col(Callback.made_at).is_(None))).scalar_one()
    verdicts = [row.verdict(CURTAIN) for row in rows]
    assert 35 <= len(rows) <= 75
    assert verdicts.count(Verdict.AT_RISK) >= 3
    assert 2 <= verdicts.count(Verdict.BROKEN) <= 12
    assert verdicts.count(Verdict.WAITING) >= 3
    assert waiting >= 3
    assert promised >= 5


def _states(column: Any) -> set[Any]:
    with reading() as session:
        return set(session.execute(select(column).distinct()).scalars())


@pytest.mark.rule("A-03")
@pytest.mark.rule("A-05")
def test_its_board_has_projects_in_every_state(told: list[list[tuple[object, ...]]]) -> None:
    with reading() as session:
        standing = projects.counts(session, projects.ProjectFilter(), TODAY)
    assert min(standing[status] for status in ProjectStatus if status is not ProjectStatus.DUE) >= 1


@pytest.mark.rule("F-02")
@pytest.mark.rule("F-05")
@pytest.mark.rule("A-09")
def test_its_first_visits_demands_and_upgrades_are_in_every_state(told: list[list[tuple[object, ...]]]) -> None:
    assert _states(col(FirstVisit.status)) == set(FirstVisitStatus)
    assert _states(col(FirstVisitItem.verdict)) == {None, *ItemVerdict}
    assert {DemandStatus.IN_HAND, DemandStatus.DONE, DemandStatus.DECLINED} <= _states(col(Demand.status))
    assert _states(col(Digest.status)) == {DigestStatus.SENT, DigestStatus.WAITING}
    assert {UpgradeStatus.OFFERED, UpgradeStatus.SCHEDULED, UpgradeStatus.DECLINED} <= _states(col(Upgrade.status))
    assert {Charge.FREE, Charge.PAID} <= _states(col(Upgrade.charge))


@pytest.mark.rule("A-08")
def test_its_plans_have_items_done_and_items_to_come(told: list[list[tuple[object, ...]]]) -> None:
    with reading() as session:
        days = session.execute(select(col(PlanItem.done_on))).scalars().all()
    assert min(days.count(None), len(days) - days.count(None)) >= 10
