"""The small cast that every test uses, and what they do at work.

Li is an agent, Zhao another agent; Wang is an engineer, Chen another; Sun is the service manager; Qian trains; Zhou manages the
company; Wu sells; Admin runs the portal. Huayuan is a key customer in its free period, Donghai has no entitlement.
Office hours 08:30-12:00 and 13:30-18:00 in Shanghai. NOW is Wednesday 11 March 2026, 10:00 there.
"""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from portal.actions.command import Command
from portal.actions.deed import Action, Caller, Outcome, perform
from portal.db import search
from portal.db.models.customers import Contact, Customer, Installation, Project
from portal.db.models.people import Person, PersonRole, PersonSkill
from portal.db.seal import phone_index, phone_tail_index
from portal.db.session import reading, writing
from portal.rules.dispatch import Skill
from portal.rules.names import initials, name_key
from portal.rules.permissions import Role
from portal.rules.tickets import Importance
from seed.standards import load_standards

NOW = datetime(2026, 3, 11, 2, 0, tzinfo=UTC)

PEOPLE = {
    "li": ("李敏", Role.AGENT),
    "zhao": ("赵宁", Role.AGENT),
    "wang": ("王志强", Role.ENGINEER),
    "chen": ("陈静", Role.ENGINEER),
    "sun": ("孙丽", Role.SUPERVISOR),
    "qian": ("钱峰", Role.TRAINER),
    "zhou": ("周强", Role.MANAGEMENT),
    "wu": ("吴艳", Role.SALES),
    "admin": ("郑洁", Role.ADMINISTRATOR),
}


@dataclass(frozen=True)
class Cast:
    """Everybody's ids and callers."""

    ids: dict[str, int]
    huayuan: int
    donghai: int
    zhang: int  # contact of Huayuan, 138 0013 8000
    huayuan_installation: int

    @classmethod
    def find(cls) -> "Cast":
        """Read the ids from the database the test is set to."""
        with reading() as session:
            people = dict(session.execute(select(Person.sign_in_name, Person.id)).all())
            customers = dict(session.execute(select(Customer.short_name, Customer.id)).all())
            contact = session.execute(select(Contact.id).where(Contact.name == "张会计")).scalar_one()
            installation = session.execute(select(Installation.id)).scalars().first()
        return cls(people, customers["华源机械"], customers["东海纺织"], contact, installation)

    def __getattr__(self, name: str) -> Caller:
        if name in PEOPLE:
            return Caller(person_id=self.ids[name])
        raise AttributeError(name)


def do(action: Action, command: Command, by: Caller, at: datetime = NOW, key: str | None = None) -> Outcome:
    """Somebody of the cast does something, with a form key of its own unless one is given."""
    return perform(action, command, by=by, key=key or uuid.uuid4().hex, at=at)


def load_cast() -> None:
    """Fill an empty database with the standards and the cast."""
    since = datetime(2025, 1, 1, tzinfo=UTC)
    with writing() as session:
        load_standards(session, valid_from=date(2020, 1, 1), at=since)
        for sign_in_name, (name, role) in PEOPLE.items():
            person = Person(sign_in_name=sign_in_name, name=name, since=since, region="华东")
            session.add(person)
            session.flush()
            session.add(PersonRole(person_id=person.id, role=role))
            if role is Role.ENGINEER:
                session.add(
                    PersonSkill(person_id=person.id, skill=Skill.PAYROLL if sign_in_name == "wang" else Skill.ATTENDANCE, level=2)
                )
        huayuan = Customer(
            number="C-2025-000001",
            name="华源机械集团有限公司",
            short_name="华源机械",
            importance=Importance.KEY,
            region="华东",
            address="上海市浦东新区世纪大道100号",
            created_at=since,
        )
        donghai = Customer(
            number="C-2025-000002", name="东海纺织股份有限公司", short_name="东海纺织", region="华东", created_at=since
        )
        session.add_all([huayuan, donghai])
        session.flush()
        zhang = Contact(
            customer_id=huayuan.id,
            name="张会计",
            position="财务主管",
            phone="13800138000",
            phone_index=phone_index("13800138000"),
            phone_tail_index=phone_tail_index("13800138000"),
            mail="zhang@huayuan.example",
            main=True,
        )
        session.add(zhang)
        session.add(Installation(customer_id=huayuan.id, product="薪酬管理", product_version="8.3", dongle_number="HY-20931"))
        session.add(
            Project(customer_id=huayuan.id, name="华源人力资源系统", free_from=date(2025, 10, 1), free_until=date(2026, 9, 30))
        )
        session.flush()
        for customer in (huayuan, donghai):
            customer.name_key, customer.initials = name_key(customer.name), initials(customer.name)
            search.keep_words(session, "customer_words", customer.id, customer.name, customer.short_name)
