"""What customers ask for, the departments it goes to, and how it fares there; every evening one digest a department."""

from datetime import datetime, timedelta

from sqlmodel import col, select

from portal.actions.deed import PORTAL
from portal.actions.demands import (
    DeclineDemand,
    DemandSeen,
    FinishDemand,
    RecordDemand,
    decline_demand,
    finish_demand,
    record_demand,
    take_demand_in_hand,
)
from portal.actions.departments import AddDepartment, add_department
from portal.actions.digests import (
    ClaimDigest,
    DigestSeen,
    HoldDigest,
    MakeDigest,
    claim_digest,
    confirm_digest,
    hold_digest,
    make_digest,
    settle_digest,
)
from portal.db.models.demands import Demand, Department, Digest
from portal.rules.demands import Trouble
from seed.demo.moments import at_work, days_ago
from seed.demo.stage import Life, Stage

# The last one has no address yet: its digests wait, and the page of demands says why.
DEPARTMENTS = (
    ("实施部", "马骏", "implementation@portal.example"), ("研发部", "林涛", "research@portal.example"),
    ("培训组", "钱峰", "training@portal.example"), ("质量管理部", "宋佳", ""),
)  # fmt: skip
WISHES = (
    ("培训组", "希望安排一次薪酬核算操作培训，约十五人。", "已排入下月培训班次，并通知客户。"),
    ("实施部", "请协助把去年的考勤数据导入新系统。", "数据已导入，客户核对无误。"),
    ("研发部", "希望工资条能直接发到企业微信。", "列入产品需求，计划随下一版本提供。"),
    ("实施部", "新开两家分公司，需要增加核算单位。", "已远程协助建立，客户签收。"),
    ("研发部", "社保基数导入希望给出逐行校验结果。", "8.6 版已提供，已通知客户升级。"),
    ("质量管理部", "希望有一份适合内审的操作日志说明。", "说明文档已发送客户。"),
    ("培训组", "新来的考勤专员需要一次远程辅导。", "已完成一小时远程辅导。"),
    ("实施部", "打印模板需要加上公司标识。", "模板已调整。"),
)
SINCE_DAYS, LAST_WEEKS = 100, 45


class Wishes:
    """The departments, and every demand on its way."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.asked = stage, 0
        manager = stage.managers[0]
        self.departments = {
            name: stage.do(add_department, AddDepartment(name=name, head=head, mail=mail), manager, stage.opening).id
            for name, head, mail in DEPARTMENTS
        }

    def asked_for(self, customer: int, visit: int | None, agent: int, at: datetime, number: int) -> None:
        """A customer asks for so many things; each then goes its way."""
        for place in range(number):
            department, wish, answer = WISHES[(self.asked + place) % len(WISHES)]
            said = RecordDemand(
                customer_id=customer, first_visit_id=visit, department_id=self.departments[department], wish=wish,
                due_on=(at + timedelta(days=30)).date(), confirmed=True,
            )  # fmt: skip
            id = self.stage.do(record_demand, said, agent, at + timedelta(seconds=30 * place)).id
            self.stage.enters(self._followed(id, self.asked + place, answer, agent, at))
        self.asked += number

    def between(self, number: int) -> Life:
        """Something that a customer of long standing asks for on the telephone."""
        chance = self.stage.chance("wish", number)
        yield (
            moment := at_work(
                self.stage, days_ago(self.stage, number // 2 if number < 5 else chance.randint(4, 60)), 30 + 9 * number
            )
        )
        client = self.stage.clients[number * 7 % len(self.stage.clients)]
        self.asked_for(client.id, None, chance.choice(self.stage.agents).id, moment, 1)

    def _followed(self, id: int, number: int, answer: str, agent: int, at: datetime) -> Life:
        chance = self.stage.chance("demand", number)
        yield (moment := self.stage.later(at, chance.randint(700, 1500)))
        if number % 9 == 8:
            declined = DeclineDemand(**self.stage.version(Demand, id), answer="超出合同范围，已向客户说明并给出替代做法。")
            self.stage.do(decline_demand, declined, agent, moment)
            return
        self.stage.do(take_demand_in_hand, DemandSeen(**self.stage.version(Demand, id)), agent, moment)
        if number % 5 != 4:
            yield (moment := self.stage.later(moment, chance.randint(1500, 9000)))
            self.stage.do(finish_demand, FinishDemand(**self.stage.version(Demand, id), answer=answer), agent, moment)

    def evenings(self) -> Life:
        """After each working day the day's demands go to the heads of the departments (rule F-06)."""
        for back in range(SINCE_DAYS, -1, -1):
            day = days_ago(self.stage, back)
            closes = self.stage.calendar.closes_at(day)
            if closes is None:
                continue
            yield (moment := closes + timedelta(minutes=10))
            unsent = select(col(Demand.department_id)).where(col(Demand.digest_id).is_(None), col(Demand.recorded_at) < closes)
            for (department,) in sorted(self.stage.ask(unsent.distinct())):
                self._digest(department, moment)

    def _handed_over(self, id: int, at: datetime) -> Life:
        """A digest without an address is carried over in person."""
        yield (moment := self.stage.later(at, 100))
        self.stage.do(settle_digest, DigestSeen(**self.stage.version(Digest, id)), self.stage.managers[0], moment)

    def _digest(self, department: int, at: datetime) -> None:
        id = self.stage.do(make_digest, MakeDigest(department_id=department), PORTAL, at).id
        has_mail = self.stage.ask(select(col(Department.mail)).where(col(Department.id) == department))[0][0]
        if not has_mail:
            held = HoldDigest(id=id, by="demonstration", trouble=Trouble.NO_ADDRESS)
            self.stage.do(hold_digest, held, PORTAL, at + timedelta(minutes=1))
            if at < self.stage.curtain - timedelta(days=LAST_WEEKS):
                self.stage.enters(self._handed_over(id, at))
            return
        claim = ClaimDigest(id=id, by="demonstration")
        self.stage.do(claim_digest, claim, PORTAL, at + timedelta(minutes=1))
        self.stage.do(confirm_digest, claim, PORTAL, at + timedelta(minutes=2))
