"""New customers from Sales and their first visits: not taken yet, tried again, half verified, complete, called off."""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from portal.actions.first_visits import (
    CancelFirstVisit,
    CloseFirstVisit,
    RecordAttempt,
    StateNoDemands,
    TakeFirstVisit,
    TellItem,
    cancel_first_visit,
    close_first_visit,
    record_attempt,
    state_no_demands,
    take_first_visit,
    tell_item,
)
from portal.actions.submissions import SubmitCustomer, submit_customer
from portal.actions.verifying import VerifyItem, verify_item
from portal.db.models.first_visits import FirstVisit
from portal.rules.first_visits import ItemVerdict, VisitItem
from seed.demo.moments import at_work, days_ago
from seed.demo.stage import Life, Stage
from seed.demo.texts import company
from seed.demo.wishes import Wishes
from seed.demo.year import contract

# How many days ago Sales handed each one over, and how far its first visit has come.
COMPLETE = (96, 88, 83, 77, 70, 64, 57, 51, 44, 38, 31, 26, 19, 13)
CALLED_OFF = (60, 22)
HALF_WAY, TRIED, FRESH = (3, 5), (4, 2, 6), (0, 2, 3)
POINTS = ("obtain_service", "dongle_checked", "phones_known", "submit_request", "response_times")


@dataclass(frozen=True)
class Newcomer:
    """A new customer: when it was handed over, how far the visit gets, and whom it will be."""

    number: int
    days_ago: int
    stage_of_visit: str


def newcomers() -> list[Newcomer]:
    """All of them, numbered in the order in which Sales handed them over."""
    scenes = {"complete": COMPLETE, "called_off": CALLED_OFF, "half_way": HALF_WAY, "tried": TRIED, "fresh": FRESH}
    by_day = sorted(((days, scene) for scene, ages in scenes.items() for days in ages), reverse=True)
    return [Newcomer(number, days, scene) for number, (days, scene) in enumerate(by_day)]


class FirstCall:
    """One first visit as the agent carries it out."""

    def __init__(self, stage: Stage, newcomer: Newcomer, sales: int, wishes: Wishes) -> None:
        self.stage, self.newcomer, self.sales, self.wishes = stage, newcomer, sales, wishes
        self.chance = stage.chance("newcomer", newcomer.number)
        self.agent = stage.agents[newcomer.number % len(stage.agents)].id
        self.id = 0

    def life(self) -> Life:
        """From the hand-over by Sales as far as it has come."""
        moment = at_work(self.stage, days_ago(self.stage, self.newcomer.days_ago), 60 + 7 * self.newcomer.number)
        yield moment
        self.id = self.stage.do(submit_customer, SubmitCustomer(**self._sold()), self.sales, moment).id
        if self.newcomer.stage_of_visit == "fresh":
            return
        moment = self.stage.later(moment, 240)
        yield moment
        self.stage.do(take_first_visit, TakeFirstVisit(**self.stage.version(FirstVisit, self.id)), self.agent, moment)
        moment = yield from self._attempts(moment)
        if self.newcomer.stage_of_visit == "called_off":
            yield (moment := self.stage.later(moment, 30))
            self._do(cancel_first_visit, CancelFirstVisit, moment, reason="销售通知：客户改由集团总部统一采购")
        elif self.newcomer.stage_of_visit in ("complete", "half_way"):
            yield from self._conversation(moment)

    def _sold(self) -> dict[str, Any]:
        chance, words = self.chance, company()["customers"]
        region = chance.choice(list(words["regions"]))
        city = chance.choice(words["regions"][region])
        first, second = chance.sample(words["words"], 2)
        name = f"{city}{first}{second}{chance.choice(words['trades'])}有限公司"
        return {
            "name": name, "region": region, "address": f"{city}市{chance.choice(words['roads'])}{chance.randint(1, 980)}号",
            "contact": chance.choice(words["surnames"]) + chance.choice(words["given_names"]),
            "position": chance.choice(words["positions"]), "phone": f"137{30_000_000 + self.newcomer.number * 10_007:08d}",
            "product": chance.choice(words["products"]), "product_version": words["versions"][-1],
            "dongle_number": f"HY-{31_000 + self.newcomer.number}", "same_as": "",
        }  # fmt: skip

    def _attempts(self, moment: datetime) -> Generator[datetime, None, datetime]:
        """Up to two attempts in vain, each with another time agreed; then reached, unless that is how far it has come."""
        in_vain = 2 if self.newcomer.stage_of_visit == "tried" else self.chance.choice((0, 0, 1, 2))
        for number in range(in_vain):
            yield (moment := self.stage.later(moment, 20))
            again = self.stage.later(moment, 200 if number else 480)
            remark = self.chance.choice(("无人接听", "对方正在开会，请稍后再打", "前台转接无人应答"))
            self._do(record_attempt, RecordAttempt, moment, reached=False, next_at=again, remark=remark)
            moment = again
        if self.newcomer.stage_of_visit != "tried":
            yield moment
            self._do(record_attempt, RecordAttempt, moment, reached=True)
        return moment

    def _conversation(self, moment: datetime) -> Life:
        complete = self.newcomer.stage_of_visit == "complete"
        for number, item in enumerate(VisitItem if complete else list(VisitItem)[:3]):
            yield (moment := moment + timedelta(minutes=1))
            self._verify(item, number, moment)
        if not complete:
            return
        for point in POINTS:
            yield (moment := moment + timedelta(seconds=20))
            self._do(tell_item, TellItem, moment, item=point)
        yield (moment := moment + timedelta(minutes=2))
        asked = select(col(FirstVisit.customer_id)).where(col(FirstVisit.id) == self.id)
        customer = self.stage.ask(asked)[0][0]
        if self.newcomer.number % 3:  # sold together with a year of service
            self.stage.enters(contract(self.stage, customer, moment.date() + timedelta(days=5), 18_000))
        if self.newcomer.number % 4 == 3:
            self._do(state_no_demands, StateNoDemands, moment)
        else:
            self.wishes.asked_for(customer, self.id, self.agent, moment, self.chance.randint(1, 2))
        self._do(close_first_visit, CloseFirstVisit, moment + timedelta(minutes=3))

    def _verify(self, item: VisitItem, number: int, moment: datetime) -> None:
        values = {
            VisitItem.PHONE: f"136{20_000_000 + self.newcomer.number * 999:08d}",
            VisitItem.ADDRESS: "科技园路 88 号 3 号楼",
        }
        corrected = item in values and (self.newcomer.number + number) % 5 == 0
        verdict = ItemVerdict.CORRECTED if corrected else ItemVerdict.CONFIRMED
        if item is VisitItem.SOFTWARE and self.newcomer.number % 7 == 2:
            verdict = ItemVerdict.UNKNOWN
        self._do(verify_item, VerifyItem, moment, item=item, verdict=verdict, value=values[item] if corrected else "")

    def _do(self, action: Any, command: Any, moment: datetime, **given: Any) -> None:
        self.stage.do(action, command(id=self.id, **given), self.agent, moment)
