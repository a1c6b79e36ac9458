"""Projects from signing to take-over: dates in order, seven documents, joint period, take-over (rules A-02 to A-05)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from portal.actions.project_documents import AddDocument, AlreadyWithdrawn, KeptAfterTakeOver, add_document
from portal.actions.projects import (
    AddProject,
    BeginJointPeriod,
    DatesOutOfOrder,
    EditProject,
    add_project,
    begin_joint_period,
    edit_project,
)
from portal.actions.standards import SetStandard, set_standard
from portal.actions.taking_over import (
    DocumentsMissing,
    JointPeriodNotBegun,
    JointPeriodRuns,
    TakenOverAlready,
    TakeOverProject,
    take_over_project,
)
from portal.db.models.customers import Project
from portal.db.models.records import Attachment, Event
from portal.db.queries.customers import entitlement_of
from portal.db.session import reading, writing
from portal.errors import ChangedMeanwhile, InvalidInput, NotFound, Refusal
from portal.rules.entitlement import EntitlementKind
from portal.rules.files import EmptyFile, FileTooLarge, KindNotTaken, NotWhatItSays
from portal.rules.projects import DocumentKind
from tests.actions.projects import a_project, editions, hand_in, project_of, withdraw
from tests.cast import NOW, Cast, do
from tests.rules.test_files import PDF, picture

pytestmark = pytest.mark.usefixtures("database")
DAY = timedelta(days=1)
TODAY = date(2026, 3, 11)
LAST_DAY = date(2026, 6, 10)
END = NOW + (LAST_DAY - TODAY)


def take_over(cast: Cast, id: int, at: datetime, seen: int | None = None) -> Any:
    return do(take_over_project, TakeOverProject(id=id, seen=seen or project_of(id).version), cast.sun, at)


def happened(project_id: int) -> list[str]:
    with reading() as session:
        about = (col(Event.subject) == "project", col(Event.subject_id) == project_id, col(Event.customer_id).is_not(None))
        return list(session.exec(select(Event.kind).where(*about).order_by(col(Event.id))))


@pytest.mark.rule("A-02")
def test_a_project_holds_its_people_dates_and_remark(cast: Cast) -> None:
    dates = {"signed_on": date(2025, 6, 1), "started_on": date(2025, 7, 1), "accepted_on": date(2026, 2, 20)}
    dates |= {"service_from": date(2026, 2, 21), "free_from": date(2026, 2, 21), "free_until": date(2027, 2, 20)}
    id = a_project(cast, remark="分两期实施", **dates)
    project = project_of(id)
    assert {name: getattr(project, name) for name in dates} == dates
    assert (project.name, project.manager, project.staff, project.remark) == (
        "东海人力资源系统",
        "郭强",
        "何静、罗勇",
        "分两期实施",
    )
    assert project.number == "P-2026-000001"
    assert happened(id) == ["project_added"]


@pytest.mark.rule("A-02")
def test_dates_in_the_wrong_order_are_refused_and_both_are_named(cast: Cast) -> None:
    wrong = {"accepted_on": date(2026, 3, 1), "service_from": date(2026, 2, 1), "free_from": date(2026, 3, 1)}
    with pytest.raises(DatesOutOfOrder) as refused:
        a_project(cast, **wrong, free_until=date(2026, 2, 28))
    assert refused.value.problems == {
        "service_from": "Service start (2026-02-01) is before Acceptance date (2026-03-01).",
        "free_until": "Free-service end (2026-02-28) is before Free-service start (2026-03-01).",
    }
    assert "Service start (2026-02-01) is before Acceptance date (2026-03-01)." in refused.value.sentence()
    with reading() as session:
        assert session.exec(select(Project).where(col(Project.customer_id) == cast.donghai)).all() == []


@pytest.mark.rule("A-02")
def test_particulars_are_corrected_in_the_version_seen_and_a_date_can_be_taken_back(cast: Cast) -> None:
    id = a_project(cast, accepted_on=TODAY)
    asked: dict[str, Any] = {"id": id, "seen": 1, "name": "东海人力系统", "manager": "马丽"}
    do(edit_project, EditProject(**asked, signed_on=date(2026, 1, 1)), cast.zhao)
    project = project_of(id)
    assert (project.name, project.manager, project.accepted_on, project.signed_on) == (
        "东海人力系统",
        "马丽",
        None,
        date(2026, 1, 1),
    )
    with pytest.raises(ChangedMeanwhile, match="ChangedMeanwhile"):
        do(edit_project, EditProject(**asked), cast.li)
    with pytest.raises(DatesOutOfOrder):
        do(edit_project, EditProject(**{**asked, "seen": 2}, signed_on=TODAY, started_on=TODAY - DAY), cast.li)


def test_a_project_belongs_to_a_customer_there_is(cast: Cast) -> None:
    with pytest.raises(NotFound):
        do(add_project, AddProject(customer_id=999_999, name="无主项目"), cast.li)
    with pytest.raises(InvalidInput):
        AddProject.of(customer_id=cast.donghai, name="")


def test_a_project_from_before_gets_its_number_with_the_next_deed(cast: Cast) -> None:
    with reading() as session:
        id = session.exec(select(Project.id).where(col(Project.customer_id) == cast.huayuan)).one() or 0
    hand_in(cast, id, DocumentKind.CONTACT_LIST)
    assert project_of(id).number == "P-2026-000001"


@pytest.mark.rule("A-03")
def test_each_upload_is_the_next_version_of_its_kind(cast: Cast) -> None:
    id = a_project(cast)
    survey, analysis = DocumentKind.SURVEY_REPORT, DocumentKind.ANALYSIS_REPORT
    hand_in(cast, id, survey, analysis, survey)
    assert editions(id) == [(survey, 1, False), (analysis, 1, False), (survey, 2, False)]
    with reading() as session:
        kept = session.exec(select(Attachment.subject, Attachment.subject_id, Attachment.ticket_id)).all()
    assert kept == [("project", id, None)] * 3


@pytest.mark.rule("A-03")
@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("程序.exe", b"MZ", KindNotTaken),
        ("空的.pdf", b"", EmptyFile),
        ("损坏的.pdf", b"no pdf at all", NotWhatItSays),
        ("其实是图片.docx", picture("PNG"), NotWhatItSays),
        ("很大.pdf", PDF + b" " * 21 * 1024 * 1024, FileTooLarge),
    ],
)
def test_a_wrong_damaged_or_too_large_document_is_refused_and_nothing_is_kept(
    cast: Cast, name: str, content: bytes, refusal: type[Refusal]
) -> None:
    id = a_project(cast)
    hand_in(cast, id, *list(DocumentKind)[:6])
    with pytest.raises(refusal) as refused:
        do(add_document, AddDocument(project_id=id, kind=DocumentKind.SERVER_CONFIGURATION, name=name, content=content), cast.li)
    assert name in refused.value.sentence() or ".exe" in name
    assert len(editions(id)) == 6
    assert project_of(id).joint_from is None


@pytest.mark.rule("A-03", "A-04")
def test_the_last_of_the_seven_begins_the_joint_period_by_itself(cast: Cast) -> None:
    id = a_project(cast, accepted_on=TODAY)
    first = hand_in(cast, id, *list(DocumentKind)[:6])
    assert first[-1].facts["joint_until"] is None
    assert project_of(id).joint_from is None
    last = hand_in(cast, id, DocumentKind.SERVER_CONFIGURATION)[0]
    assert last.facts["joint_until"] == LAST_DAY.isoformat()
    project = project_of(id)
    assert (project.joint_from, project.joint_until) == (TODAY, LAST_DAY)
    assert happened(id)[-2:] == ["document_added", "joint_begun"]
    with reading() as session:
        held = entitlement_of(session, cast.donghai, TODAY)
    assert (held.kind, held.until) == (EntitlementKind.JOINT, LAST_DAY)


@pytest.mark.rule("A-04")
def test_the_day_of_the_last_document_is_the_offices_day(cast: Cast) -> None:
    id = a_project(cast)
    hand_in(cast, id, at=datetime.fromisoformat("2026-11-30T23:30:00+08:00"))
    assert (project_of(id).joint_from, project_of(id).joint_until) == (date(2026, 11, 30), date(2027, 2, 28))


@pytest.mark.rule("A-04")
def test_sent_twice_a_document_is_one_version_and_begins_one_period(cast: Cast) -> None:
    id = a_project(cast)
    hand_in(cast, id, *list(DocumentKind)[:6])
    command = AddDocument(project_id=id, kind=DocumentKind.SERVER_CONFIGURATION, name="a.pdf", content=PDF)
    twice = {do(add_document, command, cast.li, at=NOW + DAY * day, key="once").id for day in (0, 1)}
    assert len(twice) == 1
    assert happened(id).count("joint_begun") == 1
    assert project_of(id).joint_from == TODAY


@pytest.mark.rule("A-05")
def test_a_newer_version_replaces_a_document_without_touching_the_joint_period(cast: Cast) -> None:
    id = a_project(cast)
    hand_in(cast, id)
    before = project_of(id)
    hand_in(cast, id, DocumentKind.CONTACT_LIST, at=NOW + 30 * DAY)
    withdraw(cast, 6, at=NOW + 31 * DAY)
    after = project_of(id)
    assert (after.joint_from, after.joint_until, after.incomplete_since) == (before.joint_from, before.joint_until, None)


@pytest.mark.rule("A-05")
def test_a_withdrawn_document_suspends_the_take_over_and_does_not_erase_the_period(cast: Cast) -> None:
    id = a_project(cast)
    document = hand_in(cast, id)[3].id
    withdraw(cast, document, at=NOW + 20 * DAY)
    project = project_of(id)
    assert (project.joint_until, project.incomplete_since) == (LAST_DAY, TODAY + 20 * DAY)
    with pytest.raises(DocumentsMissing) as refused:
        take_over(cast, id, at=END + DAY)
    assert "Acceptance report" in refused.value.sentence()
    with pytest.raises(AlreadyWithdrawn):
        withdraw(cast, document)
    hand_in(cast, id, DocumentKind.ACCEPTANCE_REPORT, at=NOW + 40 * DAY)
    project = project_of(id)
    assert (project.joint_from, project.joint_until, project.incomplete_since) == (TODAY, LAST_DAY, None)
    assert [kind for kind in happened(id) if kind.startswith("joint")] == ["joint_begun", "joint_suspended", "joint_resumed"]


@pytest.mark.rule("A-05")
def test_whole_again_after_its_end_a_project_is_due_that_day(cast: Cast) -> None:
    id = a_project(cast)
    withdraw(cast, hand_in(cast, id)[0].id, at=NOW + 20 * DAY)
    hand_in(cast, id, DocumentKind.SURVEY_REPORT, at=END + 9 * DAY)
    assert project_of(id).joint_until == LAST_DAY + 9 * DAY
    take_over(cast, id, at=END + 9 * DAY)
    assert project_of(id).taken_over_on == LAST_DAY + 9 * DAY


@pytest.mark.rule("A-05")
def test_a_project_is_not_taken_over_before_the_last_day_of_its_joint_period(cast: Cast) -> None:
    id = a_project(cast)
    with pytest.raises(DocumentsMissing):
        take_over(cast, id, at=END)
    hand_in(cast, id)
    for early in (NOW, END - DAY, datetime.fromisoformat("2026-06-09T23:59:00+08:00")):
        with pytest.raises(JointPeriodRuns) as refused:
            take_over(cast, id, at=early)
        assert LAST_DAY.isoformat() in refused.value.sentence()
    take_over(cast, id, at=datetime.fromisoformat("2026-06-10T00:00:00+08:00"))
    project = project_of(id)
    assert (project.taken_over_on, project.taken_over_by_id) == (LAST_DAY, cast.ids["sun"])
    assert happened(id)[-1] == "project_taken_over"
    with pytest.raises(TakenOverAlready):
        take_over(cast, id, at=END + DAY)


@pytest.mark.rule("A-05")
def test_the_manager_confirms_what_is_on_the_screen_not_what_changed_meanwhile(cast: Cast) -> None:
    id = a_project(cast)
    document = hand_in(cast, id)[0].id
    seen = project_of(id).version
    withdraw(cast, document, at=END)
    with pytest.raises(ChangedMeanwhile):
        take_over(cast, id, at=END, seen=seen)
    assert project_of(id).taken_over_on is None


@pytest.mark.rule("A-03", "A-05")
def test_a_taken_over_project_keeps_each_document_in_one_version_at_least(cast: Cast) -> None:
    id = a_project(cast)
    document = hand_in(cast, id)[0].id
    take_over(cast, id, at=END)
    with pytest.raises(KeptAfterTakeOver, match="KeptAfterTakeOver"):
        withdraw(cast, document, at=END + DAY)
    hand_in(cast, id, DocumentKind.SURVEY_REPORT, at=END + DAY)
    withdraw(cast, document, at=END + DAY)
    assert editions(id)[0] == (DocumentKind.SURVEY_REPORT, 1, True)
    assert project_of(id).joint_until == LAST_DAY


@pytest.mark.rule("Q-09", "A-03", "A-04")
def test_documents_and_months_are_those_of_the_standard_on_the_day(cast: Cast) -> None:
    kinds = [DocumentKind.ACCEPTANCE_REPORT, DocumentKind.CONTACT_LIST]
    running = a_project(cast)
    hand_in(cast, running, at=NOW)
    waiting = a_project(cast, name="东海考勤")
    hand_in(cast, waiting, *kinds)
    for key, value in {"handover.documents": {"documents": kinds}, "handover.joint_months": {"value": 1}}.items():
        do(set_standard, SetStandard(key=key, value=value, valid_from=TODAY + DAY, reason="简化"), cast.sun)
    with pytest.raises(NotFound):
        do(begin_joint_period, BeginJointPeriod(id=waiting, seen=1), cast.li, at=NOW)
    with pytest.raises(JointPeriodNotBegun):
        take_over(cast, waiting, at=NOW + 90 * DAY)
    do(begin_joint_period, BeginJointPeriod(id=waiting, seen=1), cast.li, at=NOW + DAY)
    assert (project_of(waiting).joint_from, project_of(waiting).joint_until) == (date(2026, 3, 12), date(2026, 4, 11))
    # What runs already keeps the standard of its first day: seven documents, three months.
    withdraw(cast, 1, at=NOW + 2 * DAY)
    with pytest.raises(DocumentsMissing):
        take_over(cast, running, at=END)


@pytest.mark.rule("Q-09")
@pytest.mark.parametrize(
    "value", [{}, {"documents": []}, {"documents": ["x"]}, {"documents": ["contact_list"] * 2}, {"documents": 3}]
)
def test_the_list_of_documents_is_made_of_those_there_are(cast: Cast, value: dict[str, Any]) -> None:
    command = SetStandard(key="handover.documents", value=value, valid_from=TODAY, reason="?")
    with pytest.raises(Refusal):
        do(set_standard, command, cast.sun)


def test_a_document_for_no_project_is_refused(cast: Cast) -> None:
    with pytest.raises(NotFound):
        hand_in(cast, 999_999, DocumentKind.CONTACT_LIST)
    with pytest.raises(NotFound):
        withdraw(cast, 999_999)
    with writing() as session:
        assert session.exec(select(Attachment)).all() == []
