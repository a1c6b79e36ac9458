"""The people and customers of a bulk load: thirty agents, engineers, and a customer for every ten tickets."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from portal.db.models.customers import Contact
from portal.db.seal import phone_index, phone_tail_index
from portal.rules.names import initials, name_key
from portal.rules.permissions import Role
from portal.rules.words import tokens
from seed.demo.texts import Storyteller, company

Row = dict[str, Any]
PEOPLE = {Role.AGENT: 30, Role.ENGINEER: 8, Role.SUPERVISOR: 2, Role.MANAGEMENT: 1, Role.ADMINISTRATOR: 1}


def people(since: datetime) -> list[tuple[Row, Role]]:
    """agent01 to agent30, engineer01 and so on, without passwords."""
    chance = random.Random(11)
    made: list[tuple[Row, Role]] = []
    for role, number in PEOPLE.items():
        for at in range(1, number + 1):
            row = {
                "id": len(made) + 1,
                "sign_in_name": f"{role.value}{at:02d}",
                "name": _name(chance),
                "since": since,
                "region": "华东",
            }
            made.append((row, role))
    return made


def customers(number: int, since: datetime) -> Iterator[tuple[Row, Row, Row, Row, Row, list[str]]]:
    """Each customer with a contact, an installation, a project that was taken over, the contract after it, and search tokens."""
    chance, words = random.Random(13), company()["customers"]
    seal = Contact.__table__.c.phone.type.process_bind_param  # type: ignore[attr-defined]
    for id in range(1, number + 1):
        region, cities = chance.choice(list(words["regions"].items()))
        short = f"{chance.choice(words['words'])}{chance.choice(words['words'])}{chance.choice(words['trades'])}"
        name = f"{chance.choice(cities)}{short}{chance.choice(words['forms'])}"
        customer = {"id": id, "number": f"C-2024-{id:06d}", "name": name, "short_name": short[:40], "region": region}
        customer |= {"importance": chance.choices(("key", "normal", "small"), (1, 7, 2))[0], "created_at": since}
        customer |= {"name_key": name_key(name), "initials": initials(name)}
        phone = f"13{chance.randrange(10**9):09d}"
        contact = {
            "id": id,
            "customer_id": id,
            "name": _name(chance),
            "position": chance.choice(words["positions"]),
            "main": True,
        }
        contact |= {"phone": seal(phone, None), "phone_index": phone_index(phone), "phone_tail_index": phone_tail_index(phone)}
        installation = {"id": id, "customer_id": id, "product": chance.choice(words["products"])}
        installation |= {"product_version": chance.choice(words["versions"]), "dongle_number": f"HY-{id:06d}"}
        accepted = since.date() + timedelta(days=chance.randrange(1000))
        project = {"id": id, "number": f"P-2024-{id:06d}", "customer_id": id, "name": f"{short}人力资源系统"}
        project |= {"accepted_on": accepted, "service_from": accepted, "joint_from": accepted}
        project |= {"joint_until": accepted + timedelta(days=90), "taken_over_on": accepted + timedelta(days=91)}
        project |= {"free_from": accepted, "free_until": accepted + timedelta(days=364)}
        begins = accepted + timedelta(days=365)
        contract = {"customer_id": id, "number": f"FW-{id:06d}", "starts_on": begins, "ends_on": begins + timedelta(days=364)}
        yield customer, contact, installation, project, contract, tokens(f"{name} {short} {initials(name)} {initials(short)}")


def articles(number: int, author: int, now: datetime) -> Iterator[tuple[Row, list[str]]]:
    """Articles of the problem base with their search tokens; one in twenty waits for review."""
    teller = Storyteller(random.Random(17))
    for id in range(1, number + 1):
        case, published = teller.case(id % 12 + 1), id % 20 != 0
        row = {"id": id, "number": f"K-2025-{id:06d}", "title": case.symptom, "product": case.product, "category": case.category}
        row |= {"symptom": case.description, "cause": case.cause, "solution": case.solution, "author_id": author, "uses": id % 37}
        row |= {"status": "published" if published else "candidate", "created_at": now, "changed_at": now}
        row |= {"published_at": now, "review_on": (now + timedelta(days=id)).date()} if published else {}
        yield row, tokens(f"{case.symptom} {case.description} {case.cause} {case.solution}") if published else []


def _name(chance: random.Random) -> str:
    words = company()["customers"]
    return f"{chance.choice(words['surnames'])}{chance.choice(words['given_names'])}"
