"""The customers of a sheet beside the archive: which are new, which change what, which are there already, which only perhaps."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import Session

from portal.actions.archive_sheet import SheetKind
from portal.actions.arrival import Arrival
from portal.actions.arrivals import dates_of
from portal.db.queries import known_customers
from portal.db.queries.known_customers import Alike, Known
from portal.db.queries.standing import Standing, standing
from portal.i18n import _

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A row that cannot be taken as it is: because of which field, and why."""

    line: int
    field: str
    why: str


@dataclass(slots=True)
class Change:
    """What a sheet changes for a customer that is known: the new values of what is there, and what is added."""

    arrival: Arrival
    known: Known
    customer: Row = field(default_factory=dict)
    contact: tuple[int, Row] | None = None
    installation: tuple[int, Row] | None = None
    adds_contact: bool = False
    adds_installation: bool = False
    adds_project: bool = False

    def fields(self) -> list[str]:
        """What changes, by the names of the fields."""
        changed = [
            *self.customer,
            *(self.contact[1] if self.contact else ()),
            *(self.installation[1] if self.installation else ()),
        ]
        added = {"contact": self.adds_contact, "product": self.adds_installation, "project": self.adds_project}
        return [name for name in changed if name not in ("phone_index", "phone_tail_index")] + [
            n for n, is_new in added.items() if is_new
        ]


@dataclass
class Matched:
    """The rows of a sheet, each in one of four places."""

    new: list[Arrival] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)
    unchanged: list[Arrival] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """On what terms a sheet is compared: what it is, whether rows that are only like a customer are other customers all the
    same, and whether the reasons may name the customer that was found.
    """

    kind: SheetKind
    others: bool = False
    named: bool = True


def match(session: Session, arrivals: Sequence[Arrival], terms: Terms, *, lock: bool = False) -> Matched:
    """Put each row into its place; `lock` what is found where it is about to be changed."""
    archive = _Archive(session, arrivals)
    matched = Matched()
    seen = _Seen()
    known: list[tuple[Arrival, Known]] = []
    for arrival in arrivals:
        if seen.is_repeated(arrival):
            matched.unchanged.append(arrival)
            continue
        same = archive.same(arrival)
        conflict = seen.conflict_of(arrival, same, terms) or (archive.conflict_of(arrival, terms) if same is None else None)
        if conflict is not None:
            matched.conflicts.append(conflict)
            continue
        seen.remember(arrival, same)
        if same is None:
            matched.new.append(arrival)
        else:
            known.append((arrival, same))
    if terms.kind is SheetKind.HANDOVER:
        matched.unchanged += [arrival for arrival, _same in known]
    else:
        _compare(matched, known, standing(session, {same.id for _arrival, same in known}, lock=lock))
    return matched


class _Seen:
    """The rows above, by what tells a customer from another."""

    def __init__(self) -> None:
        self.lines: dict[tuple[str, object], Arrival] = {}

    def conflict_of(self, arrival: Arrival, same: Known | None, terms: Terms) -> Conflict | None:
        for name, sign in _signs(arrival, same):
            above = self.lines.get((name, sign))
            if above is not None and not (terms.others and name not in ("name", "number")):
                return Conflict(arrival.line, name, _("The same stands in row {row}.").format(row=above.line))
        return None

    def is_repeated(self, arrival: Arrival) -> bool:
        above = self.lines.get(("name", arrival.key or arrival.name))
        return above is not None and _is_the_same(above, arrival)

    def remember(self, arrival: Arrival, same: Known | None) -> None:
        for sign in _signs(arrival, same):
            self.lines.setdefault(sign, arrival)


def _signs(arrival: Arrival, same: Known | None) -> list[tuple[str, object]]:
    signs: list[tuple[str, object]] = [
        ("name", arrival.key or arrival.name),
        ("number", same.number if same else ""),
        ("dongle_number", arrival.dongle_number),
        ("phone", arrival.phone_index),
    ]
    return [(name, sign) for name, sign in signs if sign]


def _is_the_same(one: Arrival, other: Arrival) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in Arrival.__slots__ if name != "line")


class _Archive:
    """Who in the archive is like somebody of the sheet, asked once for all."""

    def __init__(self, session: Session, arrivals: Sequence[Arrival]) -> None:
        self.by_number = known_customers.known_by_number(session, {each.number.upper() for each in arrivals if each.number})
        self.by_key = known_customers.known_by_name(session, {each.key for each in arrivals})
        self.by_dongle = known_customers.known_by_dongle(session, {each.dongle_number for each in arrivals})
        phones = {each.phone_index for each in arrivals if each.phone_index}
        self.by_phone = known_customers.known_by_phone(session, phones)

    def same(self, arrival: Arrival) -> Known | None:
        """The customer that a row means: by its number, else by exactly its name."""
        if arrival.number:
            return next(iter(self.by_number.get(arrival.number.upper(), [])), None)
        return next((known for known in self.by_key.get(arrival.key, []) if known.name == arrival.name), None)

    def conflict_of(self, arrival: Arrival, terms: Terms) -> Conflict | None:
        if arrival.number:
            return Conflict(arrival.line, "number", _("There is no customer of this number."))
        if terms.others:
            return None
        index = arrival.phone_index
        likely: tuple[tuple[str, Alike, Collection[Known]], ...] = (
            ("name", Alike.SPELLING, self.by_key.get(arrival.key, []) if arrival.key else []),
            ("dongle_number", Alike.DONGLE, self.by_dongle.get(arrival.dongle_number, [])),
            ("phone", Alike.PHONE, self.by_phone.get(index, []) if index else []),
        )
        for name, alike, known in likely:
            for customer in known:
                shown = f"{customer.number} {customer.name}" if terms.named or name == "name" else customer.number
                why = _("Perhaps it is {customer}: {why}.").format(customer=shown, why=alike.label)
                return Conflict(arrival.line, name, why)
        return None


def _compare(matched: Matched, known: Sequence[tuple[Arrival, Known]], now: dict[int, Standing]) -> None:
    for arrival, same in known:
        conflict = _other_project(arrival, now[same.id])
        if conflict is not None:
            matched.conflicts.append(conflict)
            continue
        change = _change(arrival, same, now[same.id])
        if change.fields():
            matched.changed.append(change)
        else:
            matched.unchanged.append(arrival)


def _other_project(arrival: Arrival, now: Standing) -> Conflict | None:
    there = next((row for row in now.projects if row["name"] == arrival.project), None)
    if there is None or all(not value or value == there[name] for name, value in dates_of(arrival).items()):
        return None
    return Conflict(arrival.line, "project", _("The archive has other dates or people for this project; change them there."))


def _change(arrival: Arrival, same: Known, now: Standing) -> Change:
    change = Change(arrival, same)
    stated: Row = {
        "name": arrival.name,
        "short_name": arrival.short_name,
        "importance": arrival.importance,
        "region": arrival.region,
    }
    change.customer = _differing({**stated, "address": arrival.address, "remark": arrival.remark}, now.customer)
    if arrival.contact:
        person = next((row for row in now.contacts if row["name"] == arrival.contact), None)
        change.adds_contact = person is None
        if person is not None and (values := _of_contact(arrival, person)):
            change.contact = person["id"], values
    if arrival.product:
        product = _product(arrival, now)
        change.adds_installation = product is None
        stated = {name: getattr(arrival, name) for name in ("product", "product_version", "dongle_number")}
        if product is not None and (differing := _differing(stated, product)):
            change.installation = product["id"], differing
    change.adds_project = bool(arrival.project) and all(row["name"] != arrival.project for row in now.projects)
    return change


def _of_contact(arrival: Arrival, person: Row) -> Row:
    values = _differing({"position": arrival.position, "mail": arrival.mail, "qq": arrival.qq}, person)
    if arrival.phone and arrival.phone_index != (bytes(person["phone_index"]) if person["phone_index"] else None):
        values["phone"] = arrival.phone
    return values


def _product(arrival: Arrival, now: Standing) -> Row | None:
    if arrival.dongle_number:
        by_dongle = (row for row in now.installations if row["dongle_number"] == arrival.dongle_number)
        without = (row for row in now.installations if row["product"] == arrival.product and not row["dongle_number"])
        return next(by_dongle, None) or next(without, None)
    return next((row for row in now.installations if row["product"] == arrival.product), None)


def _differing(stated: Row, there: Row) -> Row:
    """What is stated and differs: an empty cell leaves what is there."""
    return {name: value for name, value in stated.items() if value and value != (there[name] or "")}
