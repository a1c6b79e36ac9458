"""A year of service: product versions, contracts, the yearly plans with their progress, upgrades in every state."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlmodel import col, select

from portal.actions.contracts import AddContract, add_contract
from portal.actions.looking_after import NameResponsible, name_responsible
from portal.actions.plan_items import MarkDone, mark_done
from portal.actions.plans import AgreePlan, ProposePlan, agree_plan, propose_plan
from portal.actions.product_versions import AddVersion, add_version
from portal.actions.upgrades import (
    DeclineUpgrade,
    DoUpgrade,
    OfferUpgrade,
    ScheduleUpgrade,
    decline_upgrade,
    do_upgrade,
    offer_upgrade,
    schedule_upgrade,
)
from portal.db.models.customers import Customer
from portal.db.models.plans import PlanItem, ServicePlan
from portal.db.models.upgrades import Upgrade
from seed.demo.moments import at_work, days_ago, today
from seed.demo.stage import Client, Life, Stage
from seed.demo.texts import company

NEWEST, NEWEST_DAYS_AGO = "8.6", 75
OFFERED_TO = 18


def versions(stage: Stage) -> None:
    """Every version of every product: the old ones are entered when the portal opens."""
    names = company()["customers"]
    for product in names["products"]:
        for age, name in enumerate(reversed(names["versions"])):
            released = stage.opening.date() - timedelta(days=200 + 240 * age)
            version = AddVersion(product=product, version_name=name, released_on=released)
            stage.do(add_version, version, stage.managers[0], stage.opening)


def newest_version(stage: Stage) -> Life:
    """The version that came out lately, and the offers that follow."""
    released = days_ago(stage, NEWEST_DAYS_AGO)
    yield (moment := at_work(stage, released))
    for product in company()["customers"]["products"]:
        version = AddVersion(product=product, version_name=NEWEST, released_on=released, remark="随版提供社保基数校验")
        stage.do(add_version, version, stage.managers[0], moment)
    for number, client in enumerate(stage.clients[:OFFERED_TO]):
        stage.enters(_upgrade(stage, client, number, at_work(stage, released + timedelta(days=6 + number), 40)))


def _upgrade(stage: Stage, client: Client, number: int, at: datetime) -> Life:
    """Offered; then declined, scheduled, or done, by the client's place."""
    agent = stage.agents[number % len(stage.agents)].id
    installation = min(client.installations.values())
    yield at
    fee = 12_000 if number % 4 == 1 else 0
    id = stage.do(offer_upgrade, OfferUpgrade(installation_id=installation, to_version=NEWEST, fee=fee), agent, at).id
    if number % 6 == 5:
        yield (moment := stage.later(at, 900))
        stage.do(
            decline_upgrade, DeclineUpgrade(**stage.version(Upgrade, id), reason="年底结算前不动系统，明年再议"), agent, moment
        )
    elif number % 6 != 4:
        on = today(stage) + timedelta(days=3 + number) if number % 6 == 3 else at.date() + timedelta(days=20)
        yield (moment := stage.later(at, 600))
        engineer = stage.engineers[number % len(stage.engineers)].id
        stage.do(schedule_upgrade, ScheduleUpgrade(**stage.version(Upgrade, id), on=on, engineer_id=engineer), agent, moment)
        yield (moment := at_work(stage, on, 300))
        stage.do(do_upgrade, DoUpgrade(**stage.version(Upgrade, id), done_on=moment.date()), agent, moment)


def contract(stage: Stage, customer: int, starts: date, fee: int) -> Life:
    """A service contract, signed a few days before it begins."""
    yield (moment := at_work(stage, starts - timedelta(days=4), 100))
    signed = AddContract(
        customer_id=customer, number=f"FW-{starts:%Y}-{customer:04d}", starts_on=starts,
        ends_on=starts + timedelta(days=364), fee=fee, includes_upgrades=customer % 4 != 0,
    )  # fmt: skip
    stage.do(add_contract, signed, stage.managers[0], moment)


def responsible_people(stage: Stage) -> None:
    """Every customer has somebody at the desk who looks after it."""
    for number, client in enumerate(stage.clients):
        agent = stage.agents[number % len(stage.agents)].id
        named = NameResponsible(**stage.version(Customer, client.id), responsible_id=agent)
        stage.do(name_responsible, named, stage.managers[0], stage.opening + timedelta(minutes=90 + number))


def plans(stage: Stage, customer: int, project: int, since: datetime) -> Iterator[datetime]:
    """The plan of the curtain's year: proposed, mostly agreed, and done item by item."""
    chance, manager, year = stage.chance("plan", customer), stage.managers[customer % len(stage.managers)], today(stage).year
    yield (moment := max(at_work(stage, date(year, 1, 5), 20 + customer), stage.later(since, 60)))
    if moment.year != year:
        return
    id = stage.do(propose_plan, ProposePlan(project_id=project, year=year), manager, moment).id
    if chance.random() < 0.85:
        yield (moment := stage.later(moment, 900))
        stage.do(agree_plan, AgreePlan(**stage.version(ServicePlan, id), agreed_with="客户人事部"), manager, moment)
    items = stage.ask(
        select(col(PlanItem.id), col(PlanItem.month)).where(col(PlanItem.plan_id) == id).order_by(col(PlanItem.month))
    )
    agent = stage.agents[customer % len(stage.agents)].id
    for item, month in items:
        if chance.random() < 0.85:
            yield (moment := max(at_work(stage, date(year, month, chance.randint(4, 25)), 150), stage.later(moment, 5)))
            if _is_open(stage, item):
                done = MarkDone(**stage.version(ServicePlan, id), item_id=item, done_on=moment.date())
                stage.do(mark_done, done, agent, moment)


def _is_open(stage: Stage, item: int) -> bool:
    """An upgrade that was done has ticked its item by itself."""
    return bool(stage.ask(select(col(PlanItem.id)).where(col(PlanItem.id) == item, col(PlanItem.done_on).is_(None))))
