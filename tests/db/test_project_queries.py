"""Projects as the board and the lists ask for them: the same verdict as the rule, quick with very many (rules A-03 to A-06)."""

import os
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from portal.actions.deed import Actor
from portal.db import migrate
from portal.db.models.customers import Customer, Project
from portal.db.models.people import Person
from portal.db.models.projects import LeftoverProblem
from portal.db.models.records import Event
from portal.db.queries import project_papers, projects
from portal.db.queries.dated_work import dated_work
from portal.db.queries.project_filters import ProjectFilter
from portal.db.queries.work_items import WorkKind
from portal.db.rows import insert_rows
from portal.db.session import engine, reading, writing
from portal.errors import NotFound
from portal.rules.permissions import Role
from portal.rules.projects import DocumentKind, ProjectStatus
from seed.standards import load_standards
from tests.actions.projects import a_project, hand_in, project_of, withdraw
from tests.bench.statements import explain, recording
from tests.cast import NOW, Cast
from tests.conftest import _administer, forget_settings

TODAY = date(2026, 3, 11)
DAY = timedelta(days=1)


def listed(status: ProjectStatus | None, **more: Any) -> list[str]:
    with reading() as session:
        return [row.name for row in projects.projects_matching(session, ProjectFilter(status, **more), TODAY)]


@pytest.mark.rule("A-04", "A-05")
def test_every_question_agrees_with_the_rule_where_a_project_stands(database: str, cast: Cast) -> None:
    days = (None, TODAY - DAY, TODAY, TODAY + DAY)
    with writing() as session:
        session.exec(text("DELETE FROM project"))  # type: ignore[call-overload]
        for number, (accepted, until, incomplete, taken) in enumerate(product(days, days, (None, TODAY), (None, TODAY)), start=1):
            session.add(
                Project(
                    customer_id=cast.donghai, number=f"P-2026-{number:06d}", name=f"{number}", accepted_on=accepted,
                    joint_from=until and TODAY - 90 * DAY, joint_until=until, incomplete_since=until and incomplete,
                    taken_over_on=taken,
                )
            )  # fmt: skip
    with reading() as session:
        every = {row.name: row.status for row in projects.projects_matching(session, ProjectFilter(), TODAY, limit=999)}
        counted = projects.counts(session, ProjectFilter(), TODAY)
        assert len(every) == 64
        for status in ProjectStatus:
            names = {name for name, stand in every.items() if stand is status}
            asked = ProjectFilter(status)
            assert {row.name for row in projects.projects_matching(session, asked, TODAY, limit=999)} == names, status
            assert {row.name for row in projects.section(session, asked, TODAY, limit=999)} == names
            assert counted[status] == len(names) == projects.count_projects(session, asked, TODAY)[0]
        due = {item.text for item in dated_work(session, Actor(cast.ids["sun"], "sun", frozenset({Role.SUPERVISOR})), NOW)}
        assert due == {name for name, stand in every.items() if stand is ProjectStatus.DUE}


@pytest.mark.rule("A-03")
def test_a_row_says_what_is_there_and_what_is_missing(database: str, cast: Cast) -> None:
    id = a_project(cast)
    survey = hand_in(cast, id, DocumentKind.SURVEY_REPORT, DocumentKind.SURVEY_REPORT, DocumentKind.CONTACT_LIST)
    withdraw(cast, survey[1].id)
    with reading() as session:
        row = projects.projects_of(session, cast.donghai, TODAY)[0]
    assert (row.there, len(row.needed)) == (2, 7)
    assert row.missing == tuple(kind for kind in DocumentKind if kind.value not in ("survey_report", "contact_list"))
    assert (row.status, row.customer, row.customer_number) == (ProjectStatus.IMPLEMENTING, "东海纺织", "C-2025-000002")
    with reading() as session:
        versions = [
            (each.kind, each.number, each.withdrawn_by)
            for each in project_papers.documents_of(session, id)
            if each.kind != "contact_list"
        ]
    assert versions == [(DocumentKind.SURVEY_REPORT, 2, "李敏"), (DocumentKind.SURVEY_REPORT, 1, None)]


@pytest.mark.rule("A-04")
def test_who_is_called_in_the_joint_period_ends_with_it(database: str, cast: Cast) -> None:
    id = a_project(cast)
    hand_in(cast, id)
    last = project_of(id).joint_until or TODAY
    with reading() as session:
        called = [[row.staff for row in projects.joint_projects(session, cast.donghai, day)] for day in (TODAY, last, last + DAY)]
    assert called == [["何静、罗勇"], ["何静、罗勇"], []]


def test_projects_are_found_by_number_customer_and_region(database: str, cast: Cast) -> None:
    a_project(cast)
    assert listed(None, words="p-2026-000001") == ["东海人力资源系统"]
    assert listed(None, words="东海纺织") == ["东海人力资源系统"]
    assert listed(None, words="西山矿业") == []
    assert listed(None, region="华东") == ["东海人力资源系统", "华源人力资源系统"]
    assert listed(None, region="华北") == []
    with reading() as session:
        for wrong in ("P-2026-000009", "P-2", "P-999999999", "T-2026-000001", "", "%"):
            with pytest.raises(NotFound):
                projects.project(session, wrong, TODAY)
        assert projects.project(session, "P-1", TODAY).name == "华源人力资源系统"


MANY = 6000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def many_projects(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Six thousand customers with a project each, most of them taken over: enough for the planner to mind its indexes."""
    request.getfixturevalue("_secrets")
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'portal.db'}"
    else:
        server = request.getfixturevalue("postgresql_server")
        _administer(server, f"CREATE DATABASE many_projects_{os.getpid()}")
        url = server.replace("/postgres?", f"/many_projects_{os.getpid()}?")
    before = os.environ.get("PORTAL_DATABASE_URL", "")
    os.environ["PORTAL_DATABASE_URL"] = url
    forget_settings()
    migrate.upgrade(url)
    with writing() as session:
        if request.param == "postgresql":
            session.execute(text("SET LOCAL statement_timeout = 0"))  # thousands of rows at once are no deed of a person
        load_standards(session, valid_from=date(2020, 1, 1), at=NOW)
        session.add(Person(sign_in_name="li", name="李敏", since=NOW))
        session.flush()
        _insert(session)
        session.execute(text("ANALYZE"))
    yield url
    engine(url).dispose()
    engine(url, read_only=True).dispose()
    os.environ["PORTAL_DATABASE_URL"] = before
    forget_settings()


def _insert(session: Session) -> None:
    regions = ("华东", "华北", "华南", "西南")
    every = range(1, MANY + 1)
    insert_rows(
        session, Customer,
        [{"number": f"C-2024-{id:06d}", "name": f"客户{id}", "region": regions[id % 4], "created_at": NOW} for id in every],
    )  # fmt: skip
    insert_rows(session, Project, [_project(id) for id in every])
    left = {"project_id": 1, "customer_id": 1, "recorded_at": NOW, "problem": "报表缺合计"}
    closed = [{**left, "closed_at": NOW if id % 50 else None, "followed_by_id": 1 if id % 100 else None} for id in every]
    insert_rows(session, LeftoverProblem, closed)
    told = {"at": NOW, "kind": "project_changed", "subject": "project"}
    insert_rows(session, Event, [{**told, "subject_id": id, "customer_id": id} for id in every])


def _project(id: int) -> dict[str, Any]:
    begun = TODAY - timedelta(days=id % 900)
    row: dict[str, Any] = {"customer_id": id, "number": f"P-2024-{id:06d}", "name": f"项目{id}", "accepted_on": begun}
    if id % 40 == 0:
        return row | {"accepted_on": None}
    if id % 40 == 1:
        return row
    row |= {"joint_from": begun, "joint_until": begun + timedelta(days=90)}
    if id % 40 == 2:
        return row | {"incomplete_since": TODAY}
    return row if id % 40 < 5 else row | {"taken_over_on": begun + timedelta(days=91)}


QUESTIONS: dict[str, Callable[[Session], Any]] = {
    **{
        f"section, {status}": lambda s, status=status: projects.section(s, ProjectFilter(status), TODAY)
        for status in ProjectStatus
    },
    **{
        f"list, {status}": lambda s, status=status: projects.projects_matching(s, ProjectFilter(status), TODAY, after=5000)
        for status in ProjectStatus
    },
    "list": lambda s: projects.projects_matching(s, ProjectFilter(), TODAY),
    "one": lambda s: projects.project(s, "P-2024-000077", TODAY),
    "of a customer": lambda s: projects.projects_of(s, 77, TODAY),
    "joint of a customer": lambda s: projects.joint_projects(s, 77, TODAY),
    "documents": lambda s: project_papers.documents_of(s, 77),
    "left over": lambda s: project_papers.leftovers_of(s, 77),
    "story": lambda s: project_papers.project_story(s, 77),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_question_reads_all_projects(many_projects: str, name: str) -> None:
    with recording() as asked, reading() as session:
        QUESTIONS[name](session)
    statements = [each for each in asked if "standard" not in each.text]
    assert len(statements) == 1, "one statement a question"
    assert scans(explain(statements[0], indexes_only=True)) == []


def scans(plan: list[str]) -> list[str]:
    """The lines that read projects, their papers or customers from end to end, not along an index."""
    growing = ("project", "project_document", "leftover_problem", "customer", "event", "attachment")
    return [
        line
        for line in plan
        if ("Seq Scan on" in line and line.split("Seq Scan on ")[1].split()[0] in growing)
        or (line.split()[:1] == ["SCAN"] and line.split()[1] in growing and "USING" not in line)
    ]


@pytest.mark.rule("A-05", "A-06", "O-04")
def test_dated_work_goes_along_indexes(many_projects: str) -> None:
    with recording() as asked, reading() as session:
        found = dated_work(session, Actor(1, "li", frozenset({Role.AGENT, Role.SUPERVISOR})), NOW)
    assert {item.kind for item in found} == {WorkKind.TAKE_OVER, WorkKind.LEFTOVER}
    assert [line for each in asked for line in scans(explain(each, indexes_only=True))] == []


def test_the_customers_of_a_region_and_the_counts_come_from_one_statement_each(many_projects: str) -> None:
    with recording() as asked, reading() as session:
        counted = projects.counts(session, ProjectFilter(region="华东"), TODAY)
        assert len(session.exec(select(col(Project.id)).where(col(Project.id) < 3)).all()) == 2
    assert len(asked) == 2
    taken_over = counted.pop(ProjectStatus.TAKEN_OVER)
    assert (taken_over, sum(counted.values())) == (1_000, 300), "counted to the most of a region"
