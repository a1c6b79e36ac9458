"""Questions about plans, endings, versions and upgrades: the right rows, one statement each, along an index on both databases."""

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlmodel import Session

from portal.actions.deed import Actor
from portal.db import migrate
from portal.db.models.customers import Installation, Project, ServiceContract
from portal.db.queries import contracts, plan_lists, plans, product_versions, projects, served_tickets, service_ends, upgrades
from portal.db.queries.entitlement import terms_of
from portal.db.queries.plan_lists import PlanFilter
from portal.db.queries.served_tickets import ServedFilter
from portal.db.queries.service_ends import EndingFilter, EndingRow
from portal.db.queries.service_work import service_work
from portal.db.queries.upgrades import Running
from portal.db.session import engine, reading, writing
from portal.rules.entitlement import EntitlementKind, Standing, coverage
from portal.rules.permissions import Role
from portal.rules.plans import PlanStatus
from portal.rules.upgrades import UpgradeStatus
from seed.bulk.__main__ import load
from tests.actions.serving_on import a_plan, an_agreed_plan
from tests.bench.statements import explain, recording
from tests.cast import NOW, Cast
from tests.conftest import _administer, forget_settings
from tests.db.many_plans import fill

TODAY = date(2026, 3, 11)
SOON = EndingFilter(TODAY, TODAY + timedelta(days=60))
GROWING = (
    "ticket", "customer", "project", "service_contract", "service_plan", "plan_item", "installation", "upgrade",
    "service_ending",
)  # fmt: skip


def term(kind: EntitlementKind, customer_id: int, first: int, last: int) -> Project | ServiceContract:
    """A period that begins and ends so many days from today."""
    start, end = TODAY + timedelta(days=first), TODAY + timedelta(days=last)
    if kind is EntitlementKind.CONTRACT:
        return ServiceContract(customer_id=customer_id, number=f"HT-{first}", starts_on=start, ends_on=end)
    return Project(customer_id=customer_id, name=f"项目 {first}", free_from=start, free_until=end)


CONTRACT, FREE = EntitlementKind.CONTRACT, EntitlementKind.FREE
CASES: list[tuple[str, list[tuple[EntitlementKind, int, int]]]] = [
    ("one that ends", [(CONTRACT, -300, 20)]),
    ("back to back", [(FREE, -300, 20), (CONTRACT, 21, 400)]),
    ("a gap of a day", [(FREE, -300, 20), (CONTRACT, 22, 400)]),
    ("one inside the other", [(FREE, -300, 200), (CONTRACT, -100, 20)]),
    ("both end soon", [(FREE, -300, 20), (CONTRACT, 10, 40)]),
    ("over", [(CONTRACT, -300, -1)]),
    ("over and renewed after a gap", [(CONTRACT, -300, -10), (CONTRACT, -5, 300)]),
]


@pytest.mark.rule("A-07")
@pytest.mark.parametrize("terms", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_the_list_of_endings_says_what_the_rule_says(
    database: str, cast: Cast, terms: list[tuple[EntitlementKind, int, int]]
) -> None:
    with writing() as session:
        session.add_all([term(kind, cast.donghai, first, last) for kind, first, last in terms])
    with reading() as session:
        held = coverage(terms_of(session, cast.donghai), TODAY, 60)
        soon = [row for row in service_ends.endings(session, SOON) if row.customer_id == cast.donghai]
        assert [row.ends_on for row in soon] == ([held.until] if held.standing is Standing.ENDING else [])
        assert service_ends.count_endings(session, SOON) == len(soon)


@pytest.mark.rule("A-07")
@pytest.mark.parametrize("terms", [case[1] for case in CASES], ids=[case[0] for case in CASES])
def test_projects_and_contracts_say_the_same_periods_as_the_question_for_them(
    database: str, cast: Cast, terms: list[tuple[EntitlementKind, int, int]]
) -> None:
    with writing() as session:
        session.add_all([term(kind, cast.huayuan, first, last) for kind, first, last in terms])
        joint = Project(customer_id=cast.huayuan, name="共同", joint_from=TODAY, joint_until=TODAY + timedelta(days=90))
        session.add_all([joint, Project(customer_id=cast.huayuan, name="未验收")])
    with reading() as session:
        said = [each for project in projects.projects_of(session, cast.huayuan, TODAY) for each in project.terms]
        said += [contract.term for contract in contracts.service_contracts(session, cast.huayuan)]
        assert Counter(said) == Counter(terms_of(session, cast.huayuan))


@pytest.mark.rule("A-07")
def test_pages_of_endings_follow_each_other_without_loss_both_ways(database: str, cast: Cast) -> None:
    with writing() as session:
        for place in range(12):
            session.add(term(CONTRACT, cast.donghai, -500, 5))
            session.add(term(FREE if place % 3 else CONTRACT, cast.huayuan, -900 - place, -40 - place))
    # Huayuan's own free period goes on, so that only Donghai's end.
    for asked, latest_first in ((SOON, False), (EndingFilter(TODAY - timedelta(days=90), TODAY + timedelta(days=60)), True)):
        with reading() as session:
            whole = service_ends.endings(session, asked, limit=100, latest_first=latest_first)
            found: list[EndingRow] = []
            while page := service_ends.endings(
                session, asked, service_ends.place_of(found[-1]) if found else None, 5, latest_first=latest_first
            ):
                found += page
        assert len(whole) == 12
        assert found == whole


@pytest.mark.rule("A-07")
def test_the_database_keeps_the_endings_whatever_changes_a_period(database: str, cast: Cast) -> None:
    def ends() -> list[tuple[date, int]]:
        with reading() as session:
            return [(row.ends_on, row.customer_id) for row in service_ends.endings(session, SOON)]

    day = TODAY + timedelta(days=20)
    with writing() as session:
        contract = term(CONTRACT, cast.donghai, -300, 20)
        session.add(contract)
    assert ends() == [(day, cast.donghai)]
    with writing() as session:
        session.execute(update(ServiceContract).values(customer_id=cast.huayuan))  # as a merge does: Huayuan is free for longer
    assert ends() == []
    with writing() as session:
        session.execute(update(ServiceContract).values(customer_id=cast.donghai, ends_on=day + timedelta(days=1)))
    assert ends() == [(day + timedelta(days=1), cast.donghai)]
    with writing() as session:
        session.execute(delete(ServiceContract))
    assert ends() == []


@pytest.mark.rule("A-08")
def test_a_year_s_plans_say_what_is_done_and_overdue(database: str, cast: Cast) -> None:
    plan = an_agreed_plan(cast)
    may = date(2026, 5, 1)
    with reading() as session:
        (row,) = plan_lists.plans_of_year(session, PlanFilter(2026), may)
        assert (row.number, row.planned, row.done, row.overdue) == (plan.number, 9, 0, 3)
        assert plan_lists.count_plans(session, PlanFilter(2026, overdue=True), may) == 1
        assert plan_lists.count_plans(session, PlanFilter(2026, overdue=True), TODAY) == 0
        assert plan_lists.count_plans(session, PlanFilter(2026, status=PlanStatus.PROPOSED), may) == 0
        assert plan_lists.count_plans(session, PlanFilter(2027), may) == 0
        (of_customer,) = plans.plan_of(session, cast.huayuan, 2026)
        assert of_customer.progress(may).overdue == 3


@pytest.mark.rule("A-08")
def test_a_project_wants_a_plan_from_its_take_over_until_it_has_one(database: str, cast: Cast) -> None:
    with reading() as session:
        assert plan_lists.projects_without_plan(session, 2026) == []
    a_plan(cast)
    with reading() as session:
        assert plan_lists.projects_without_plan(session, 2026) == []
        assert [row.customer for row in plan_lists.projects_without_plan(session, 2027)] == ["华源机械"]
        assert plan_lists.count_without_plan(session, 2027) == 1
        assert plan_lists.projects_without_plan(session, 2024) == []


@pytest.mark.rule("A-09")
def test_products_and_installations_are_found_by_version(database: str, cast: Cast) -> None:
    with writing() as session:
        session.add_all(
            Installation(customer_id=cast.donghai, product=product, product_version=name)
            for product, name in (("薪酬管理", "8.5"), ("考勤", "2.0"), ("薪酬管理", "8.3"))
        )
    with reading() as session:
        assert product_versions.products(session) == sorted(["薪酬管理", "考勤"])
        rows = upgrades.installations_running(session, Running("薪酬管理", ["8.3"]), TODAY)
        assert [row.customer for row in rows] == ["华源机械", "东海纺织"]
        first = upgrades.installations_running(session, Running("薪酬管理"), TODAY, limit=2)
        rest = upgrades.installations_running(session, Running("薪酬管理"), TODAY, (first[-1].version_name, first[-1].id))
        assert [row.version_name for row in [*first, *rest]] == ["8.3", "8.3", "8.5"]
        assert upgrades.count_running(session, Running("薪酬管理")) == 3


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many_plans(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Three thousand tickets, the process set to them, with plans and upgrades for their customers."""
    request.getfixturevalue("_secrets")
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('plans') / 'portal.db'}"
    else:
        server = request.getfixturevalue("postgresql_server")
        _administer(server, f"CREATE DATABASE plans_{os.getpid()}")
        url = server.replace("/postgres?", f"/plans_{os.getpid()}?")
    before = os.environ.get("PORTAL_DATABASE_URL", "")
    os.environ["PORTAL_DATABASE_URL"] = url
    forget_settings()
    migrate.upgrade(url)
    load(3000, url)
    with writing() as session:
        fill(session, 2026, NOW)
    yield url
    engine(url).dispose()
    engine(url, read_only=True).dispose()
    os.environ["PORTAL_DATABASE_URL"] = before
    forget_settings()


SUPERVISOR = Actor(39, "supervisor01", frozenset({Role.SUPERVISOR}))
MONTHS = [(date(2026, month, 1), date(2026, month, 28)) for month in range(4, 10)]
SERVED = ServedFilter(EntitlementKind.NONE, NOW - timedelta(days=30), NOW)
QUESTIONS: dict[str, Callable[[Session], Any]] = {
    "plans": lambda s: plan_lists.plans_of_year(s, PlanFilter(2026), TODAY),
    "plans, next page": lambda s: plan_lists.plans_of_year(s, PlanFilter(2026), TODAY, 100),
    "plans, to be agreed": lambda s: plan_lists.plans_of_year(s, PlanFilter(2026, status=PlanStatus.PROPOSED), TODAY),
    "plans, overdue": lambda s: plan_lists.plans_of_year(s, PlanFilter(2026, overdue=True), TODAY),
    "plans, of somebody": lambda s: plan_lists.plans_of_year(s, PlanFilter(2026, responsible_id=3), TODAY),
    "plans, count": lambda s: plan_lists.count_plans(s, PlanFilter(2026, overdue=True), TODAY),
    "without a plan": lambda s: plan_lists.projects_without_plan(s, 2026),
    "without a plan, next page": lambda s: plan_lists.projects_without_plan(s, 2026, (0, 30)),
    "without a plan, count": lambda s: plan_lists.count_without_plan(s, 2026),
    "one plan": lambda s: plans.plan(s, "Y-2026-000007"),
    "plans of a customer": lambda s: plans.plan_of(s, 7, 2026),
    "ending": lambda s: service_ends.endings(s, SOON),
    "ending, next page": lambda s: service_ends.endings(s, SOON, (TODAY, "free", 7)),
    "ended": lambda s: service_ends.endings(s, EndingFilter(TODAY - timedelta(days=90), TODAY), latest_first=True),
    "ending, count": lambda s: service_ends.count_endings(s, SOON),
    "ending, by month": lambda s: service_ends.endings_by_month(s, MONTHS),
    "served without a right": lambda s: served_tickets.served_tickets(s, SERVED),
    "served, next page": lambda s: served_tickets.served_tickets(s, SERVED, (NOW, 9)),
    "served, count": lambda s: served_tickets.count_served(s, SERVED),
    "served, by month": lambda s: served_tickets.tickets_by_month(s, [(NOW - timedelta(days=30), NOW)]),
    "versions": lambda s: product_versions.product_versions(s),
    "installations": lambda s: upgrades.count_running(s, Running("薪酬管理", ["8.3", "8.2"])),
    "upgrades": lambda s: upgrades.upgrades_matching(s),
    "upgrades, offered": lambda s: upgrades.upgrades_matching(s, [UpgradeStatus.OFFERED]),
    "upgrades of a customer": lambda s: upgrades.upgrades_of(s, 7),
    "contracts of a customer": lambda s: contracts.service_contracts(s, 7),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_a_growing_table_from_end_to_end(many_plans: str, name: str) -> None:
    with recording() as asked, reading() as session:
        QUESTIONS[name](session)
    assert len(asked) == 1, "one statement a question"
    plan = explain(asked[0], indexes_only=True)
    assert [line for line in plan if _reads_all(line) and (name, line) not in WALKED] == []


# All upgrades, newest first: along the primary key until the page is full.
WALKED = {("upgrades", "SCAN upgrade")}


def test_the_work_of_a_service_manager_walks_along_indexes(many_plans: str) -> None:
    with recording() as asked, reading() as session:
        service_work(session, SUPERVISOR, NOW)
    for statement in asked:
        if "standard" not in statement.text:
            assert [line for line in explain(statement, indexes_only=True) if _reads_all(line)] == []


def _reads_all(line: str) -> bool:
    words = line.replace("->", " ").split()
    on_sqlite = words[0] == "SCAN" and words[1] in GROWING and "USING" not in line
    return on_sqlite or ("Seq Scan on" in line and line.split("Seq Scan on ")[1].split()[0] in GROWING)
