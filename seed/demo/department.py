"""Who works in the demonstration department, and for whom."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import col, select

from portal.actions.customers import AddContact, AddCustomer, add_contact, add_customer
from portal.actions.deed import PORTAL
from portal.actions.people import InvitePerson, invite_person
from portal.db.base import id_of
from portal.db.models.customers import Contact, Installation
from portal.db.models.people import Person, PersonSkill
from portal.db.session import writing
from portal.rules.dispatch import Skill
from portal.rules.permissions import Role
from portal.rules.tickets import Importance
from seed.demo.handover import Deal, care_for, hand_over
from seed.demo.papers import filed
from seed.demo.stage import Agent, Client, Engineer, Stage
from seed.demo.texts import company
from seed.demo.year import contract

CUSTOMERS = 60


def hire(stage: Stage) -> None:
    """Invite everybody, the administrator first, and write down what the engineers know."""
    administrator: Any = PORTAL
    for person in company()["person"]:
        roles = [Role(role) for role in person["roles"]]
        command = InvitePerson(
            name=person["name"], sign_in_name=person["sign_in_name"], roles=roles,
            team=person.get("team", ""), region=person.get("region", ""),
        )  # fmt: skip
        id = stage.do(invite_person, command, administrator, stage.opening).id
        if Role.ADMINISTRATOR in roles:
            administrator = id
        elif Role.AGENT in roles:
            stage.agents.append(Agent(id, person["pace"]))
        elif Role.SUPERVISOR in roles:
            stage.managers.append(id)
        elif Role.ENGINEER in roles:
            stage.engineers.append(Engineer(id, person["region"], _skills(id, person["skills"])))


def _skills(id: int, levels: dict[str, int]) -> frozenset[Skill]:
    # Skills have no screen yet (rule T-10 brings it), so they are written straight into their table.
    with writing() as session:
        session.add_all(PersonSkill(person_id=id, skill=Skill(name), level=level) for name, level in levels.items())
    return frozenset(Skill(name) for name in levels)


def find_customers(stage: Stage) -> None:
    """Sixty organisations with contacts, installations, projects and contracts."""
    chance, words = stage.chance("customers"), company()["customers"]
    names = chance.sample(words["words"], CUSTOMERS)
    for at, name in enumerate(names):
        region = chance.choices(list(words["regions"]), (9, 5, 3, 3, 2))[0]
        city, trade = chance.choice(words["regions"][region]), chance.choice(words["trades"])
        importance = Importance.KEY if at < 9 else Importance.SMALL if at > 47 else Importance.NORMAL
        command = AddCustomer(
            name=f"{city}{name}{trade}{chance.choice(words['forms'])}", short_name=f"{name}{trade}", importance=importance,
            region=region, address=f"{city}市{chance.choice(words['roads'])}{chance.randint(1, 980)}号",
        )  # fmt: skip
        moment = stage.opening + timedelta(minutes=at)
        id = stage.do(add_customer, command, stage.managers[0], moment).id
        busy = {Importance.KEY: 3.0, Importance.NORMAL: 1.0, Importance.SMALL: 0.4}[importance] * chance.uniform(0.6, 1.6)
        stage.clients.append(Client(id, region, busy, _contacts(stage, id, moment), _archive(stage, id, name, at)))


def _contacts(stage: Stage, customer: int, at: datetime) -> tuple[tuple[int, str], ...]:
    chance, words = stage.chance("contacts", customer), company()["customers"]
    people = []
    for number in range(chance.choice((2, 3, 3, 4))):
        name = chance.choice(words["surnames"]) + chance.choice(words["given_names"])
        phone = f"1{chance.choice((38, 39, 36, 58, 86))}{chance.randrange(10**8):08d}"
        command = AddContact(
            customer_id=customer, name=name, position=chance.choice(words["positions"]), phone=phone,
            mail=f"hr{customer}.{number + 1}@customer{customer}.example", main=number == 0,
        )  # fmt: skip
        stage.do(add_contact, command, stage.managers[0], at)
        people.append(name)
    found = stage.ask(
        select(col(Contact.id), col(Contact.name)).where(col(Contact.customer_id) == customer).order_by(col(Contact.id))
    )
    return tuple((id, name) for id, name in found)


def _archive(stage: Stage, customer: int, name: str, number: int) -> dict[str, int]:
    """What the customer runs, its project and its contract: what is older than the portal is written as it was found."""
    chance, words = stage.chance("archive", customer), company()["customers"]
    today = stage.curtain.date()
    accepted = today - timedelta(days=chance.randint(20, 1100))
    version = chance.choice(words["versions"])
    products = chance.sample(words["products"], chance.randint(3, 7))
    deal = Deal.of(stage, customer, number, name, accepted)
    with writing() as session:
        installed = [
            Installation(
                customer_id=customer, product=product, product_version=version, dongle_number=f"HY-{20000 + number * 37 + at}"
            )
            for at, product in enumerate(products)
        ]
        session.add_all(installed)
        if deal.is_older_than(stage.opening.date()):
            found = deal.as_found(session, stage.opening)
            session.add(found)
            session.flush()
            filed(session, id_of(found), stage.opening)
        session.flush()
        bought = {row.product: row.id for row in installed if row.id is not None}
    stage.enters(care_for(stage, deal) if deal.is_older_than(stage.opening.date()) else hand_over(stage, deal))
    if accepted + timedelta(days=365) < today and chance.random() < 0.8:
        starts = today - timedelta(days=chance.randint(10, 400))
        stage.enters(contract(stage, customer, starts, chance.randint(20, 150) * 1000))
    return bought


def everybody(stage: Stage) -> dict[str, int]:
    """Ids by sign-in name."""
    return {name: id for name, id in stage.ask(select(col(Person.sign_in_name), col(Person.id)))}
