"""Projects on their way from Implementation to the department: dates, documents, joint period, take-over, leftover problems."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from portal.actions.leftover_problems import CloseLeftover, RecordLeftover, close_leftover, record_leftover
from portal.actions.numbers import next_number
from portal.actions.project_documents import AddDocument, WithdrawDocument, add_document, withdraw_document
from portal.actions.projects import AddProject, EditProject, add_project, edit_project
from portal.actions.taking_over import TakeOverProject, take_over_project
from portal.db.models.customers import Project
from portal.db.models.projects import LeftoverProblem
from portal.rules.projects import DocumentKind, last_day
from seed.demo.moments import at_work, days_ago, today
from seed.demo.papers import NAMES, paper
from seed.demo.stage import Life, Stage
from seed.demo.texts import company
from seed.demo.year import plans

JOINT_MONTHS = 3
KINDS = list(DocumentKind)
# What the board shows on the day, by the customer's place: how many days ago the hand-over reached this point.
IMPLEMENTING = (19, 33)
MISSING = {12: (18, 2), 25: (40, 4), 38: (75, 6)}  # accepted so many days ago, so many documents in
JOINT = {14: 80, 28: 45, 41: 12, 52: 86}  # the last document came in so many days ago
DUE = {22: 4, 36: 9}  # the joint period ended so many days ago
SUSPENDED = {47: 60}  # as JOINT, but a document was withdrawn since


@dataclass(frozen=True)
class Deal:
    """A customer's project: accepted on a day (None: not yet), handed over whole on another (None: not yet)."""

    customer: int
    place: int
    name: str
    manager: str
    staff: str
    accepted: date | None
    complete: date | None
    papers: int = len(KINDS)

    @classmethod
    def of(cls, stage: Stage, customer: int, place: int, name: str, accepted: date) -> "Deal":
        """What became of it: the scene of that place, else handed over within weeks of the acceptance."""
        chance, words = stage.chance("deal", customer), company()["customers"]
        people = {"manager": chance.choice(words["managers"]), "staff": chance.choice(words["staff"])}
        complete: date | None = accepted + timedelta(days=chance.randint(2, 25))
        papers = len(KINDS)
        if place in IMPLEMENTING:
            return cls(customer, place, name, **people, accepted=None, complete=None, papers=1)
        if place in MISSING:
            accepted, papers, complete = days_ago(stage, MISSING[place][0]), MISSING[place][1], None
        elif place in JOINT or place in SUSPENDED:
            complete = days_ago(stage, (JOINT | SUSPENDED)[place])
        elif place in DUE:
            over = days_ago(stage, DUE[place])
            complete = next(day for back in range(120, 80, -1) if last_day(day := days_ago(stage, back), JOINT_MONTHS) >= over)
        if place in JOINT or place in SUSPENDED or place in DUE:
            accepted = (complete or accepted) - timedelta(days=chance.randint(5, 15))
        return cls(customer, place, name, **people, accepted=accepted, complete=complete, papers=papers)

    def is_older_than(self, day: date) -> bool:
        """Whether it was taken over before the portal opened."""
        return self.complete is not None and last_day(self.complete, JOINT_MONTHS) < day

    def as_found(self, session: Session, at: datetime) -> Project:
        """The project as the old files had it."""
        assert self.accepted is not None
        assert self.complete is not None
        until, number = last_day(self.complete, JOINT_MONTHS), next_number(session, "P", at)
        return Project(
            number=number, customer_id=self.customer, name=f"{self.name}人力资源系统", manager=self.manager, staff=self.staff,
            signed_on=self.accepted - timedelta(days=200), started_on=self.accepted - timedelta(days=160),
            accepted_on=self.accepted, service_from=self.accepted, joint_from=self.complete, joint_until=until,
            free_from=self.accepted, free_until=_free_until(self.accepted), taken_over_on=until + timedelta(days=1),
        )  # fmt: skip


def _free_until(accepted: date) -> date:
    return last_day(accepted, 12)


def care_for(stage: Stage, deal: Deal) -> Life:
    """A project of the time before the portal: its year is planned as any other's."""
    yield (moment := stage.later(stage.opening, 240 + 5 * deal.place))
    found = stage.ask(select(col(Project.id)).where(col(Project.customer_id) == deal.customer))[0][0]
    yield from plans(stage, deal.customer, found, moment)


def hand_over(stage: Stage, deal: Deal) -> Life:
    """The whole way of a project; what would come after the curtain has not happened yet."""
    chance, manager = stage.chance("hand-over", deal.customer), stage.managers[0]
    started = (deal.accepted or today(stage)) - timedelta(days=160)
    particulars: dict[str, Any] = {
        "name": f"{deal.name}人力资源系统", "manager": deal.manager, "staff": deal.staff,
        "signed_on": started - timedelta(days=40), "started_on": started,
    }  # fmt: skip
    yield (moment := at_work(stage, started, deal.place))
    id = stage.do(add_project, AddProject(customer_id=deal.customer, **particulars), manager, moment).id
    if deal.accepted is not None:
        yield (moment := at_work(stage, deal.accepted, deal.place + 60))
        free = {"free_from": deal.accepted, "free_until": _free_until(deal.accepted)}
        dates: dict[str, Any] = {"accepted_on": deal.accepted, "service_from": deal.accepted, **free}
        stage.do(edit_project, EditProject(**stage.version(Project, id), **particulars, **dates), manager, moment)
    moment = yield from _documents(stage, deal, id, moment)
    if deal.place % 3 == 0:
        stage.enters(_leftovers(stage, deal, id, moment))
    if deal.complete is not None and deal.place not in DUE and deal.place not in SUSPENDED:
        over = last_day(max(deal.complete, moment.date()), JOINT_MONTHS)
        yield (moment := at_work(stage, over, 120 + 10 * chance.randint(0, 30)))
        stage.do(take_over_project, TakeOverProject(**stage.version(Project, id)), manager, moment)
        yield from plans(stage, deal.customer, id, moment)


def _documents(stage: Stage, deal: Deal, project: int, since: datetime) -> Generator[datetime, None, datetime]:
    """The documents one after the other, the last one on the day the deal says; gives the moment of the last."""
    chance = stage.chance("papers", deal.customer)
    agent = stage.agents[deal.place % len(stage.agents)].id
    moment, last = since, None
    for number, kind in enumerate(KINDS[: deal.papers]):
        is_last = deal.complete is not None and number == len(KINDS) - 1
        day = deal.complete if is_last and deal.complete else moment.date() + timedelta(days=chance.choice((0, 0, 1, 2)))
        if deal.complete is not None:
            day = min(day, deal.complete)
        moment = max(at_work(stage, day, 90 + number), stage.later(moment, 1))
        yield moment
        document = AddDocument(project_id=project, kind=kind, name=NAMES[kind], content=paper(kind))
        last = stage.do(add_document, document, agent, moment)
    if deal.place in SUSPENDED and last is not None:
        yield (moment := at_work(stage, days_ago(stage, 9), 45))
        reason = "服务器已更换，配置清单需要重新提供"
        stage.do(withdraw_document, WithdrawDocument(id=last.id, reason=reason), agent, moment)
    return moment


LEFTOVERS = (
    ("历史年度薪酬数据还有两年未补录。", "历史数据已补录并核对一致。"),
    ("员工自助在旧版浏览器上显示错位。", "已升级前端组件，客户确认正常。"),
    ("考勤机与系统时间偶有五分钟误差。", "已加装对时服务，连续两周无误差。"),
    ("社保基数批量导入缺少校验。", "随 8.6 版提供校验，已验证。"),
    ("报表中心两张自定义报表未交付。", "报表已交付，客户签收。"),
)


def _leftovers(stage: Stage, deal: Deal, project: int, since: datetime) -> Iterator[datetime]:
    chance = stage.chance("leftovers", deal.customer)
    moment, open_ones = since, []
    for problem, result in chance.sample(LEFTOVERS, chance.randint(1, 3)):
        yield (moment := stage.later(moment, 7))
        due = moment.date() + timedelta(days=chance.randint(20, 60))
        said = RecordLeftover(project_id=project, problem=problem, responsible=deal.staff.split("、")[0], due_on=due)
        open_ones.append((stage.do(record_leftover, said, stage.managers[0], moment).id, result))
    for id, result in open_ones:
        # What is still open belongs to the projects of the last months.
        if chance.random() < 0.75 or since.date() < days_ago(stage, 150):
            yield (moment := at_work(stage, moment.date() + timedelta(days=chance.randint(10, 40)), 200))
            stage.do(
                close_leftover, CloseLeftover(**stage.version(LeftoverProblem, id), result=result), stage.managers[0], moment
            )
