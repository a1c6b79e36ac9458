"""Who runs which version of a product, and upgrades on their way (rule A-09)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select, tuple_
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Customer, Installation
from portal.db.models.people import Person
from portal.db.models.upgrades import Upgrade
from portal.db.queries.product_versions import releases
from portal.rules.entitlement import EntitlementKind
from portal.rules.reasons import reason_from
from portal.rules.upgrades import OPEN_UPGRADES, Charge, UpgradeStatus, current, versions_behind

PAGE = 50
COUNTED_TO = 1_000
NAME = func.coalesce(func.nullif(Customer.short_name, ""), Customer.name)


@dataclass(frozen=True)
class InstalledRow:
    """What a customer runs, which version is current, how many versions lie between (None: not known), and what is on its way."""

    id: int
    customer_id: int
    customer_number: str
    customer: str
    product: str
    version_name: str
    dongle_number: str
    current: str | None
    behind: int | None
    upgrade: str | None
    upgrade_status: UpgradeStatus | None


@dataclass(frozen=True)
class UpgradeRow:
    """An upgrade; the fee is in fen, moments are aware UTC."""

    id: int
    number: str
    customer_id: int
    customer_number: str
    customer: str
    product: str
    from_version: str
    to_version: str
    status: UpgradeStatus
    charge: Charge
    charge_by_rule: dict[str, Any]
    charge_reason: str
    entitlement: EntitlementKind
    fee_fen: int
    offered_at: datetime
    scheduled_on: date | None
    engineer: str | None
    done_on: date | None
    declined_because: str
    remark: str
    version: int

    @property
    def why(self) -> str:
        """Why the upgrade is charged as it is: somebody's own reason, else the rule's."""
        return self.charge_reason or (reason_from(self.charge_by_rule).words if self.charge_by_rule else "")


def installations_with_versions(session: Session, customer_id: int, on: date) -> list[InstalledRow]:
    """What one customer runs, against the current versions of a day."""
    return _against(session, _installed_at(), on, customer=customer_id)


@dataclass(frozen=True)
class Running:
    """Installations of a product that run one of these versions (None: any)."""

    product: str
    versions: Collection[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as conditions on the installation."""
        of_product = [col(Installation.product) == self.product]
        return (
            of_product if self.versions is None else [*of_product, col(Installation.product_version).in_(sorted(self.versions))]
        )


def installations_running(
    session: Session, which: Running, on: date, after: tuple[str, int] | None = None, limit: int = PAGE
) -> list[InstalledRow]:
    """The installations that match, by version, behind `after` (version, id), against the current versions of a day."""
    asked = _installed().where(*which.conditions())
    if after is not None:
        asked = asked.where(tuple_(col(Installation.product_version), col(Installation.id)) > after)
    return _against(session, asked.order_by(col(Installation.product_version), col(Installation.id)).limit(limit), on)


def count_running(session: Session, which: Running, at_most: int = COUNTED_TO) -> int:
    """How many installations match, counted to `at_most`."""
    some = select(col(Installation.id)).where(*which.conditions()).limit(at_most).subquery()
    return int(ask(session, select(func.count()).select_from(some)).scalar_one())


@lru_cache
def _installed() -> Select[Any]:
    on_its_way = (
        select(col(Upgrade.number))
        .where(col(Upgrade.installation_id) == col(Installation.id), col(Upgrade.status).in_(sorted(OPEN_UPGRADES)))
        .limit(1)
    )
    status = on_its_way.with_only_columns(col(Upgrade.status))
    return select(
        col(Installation.id), col(Customer.id), col(Customer.number), NAME, col(Installation.product),
        col(Installation.product_version), col(Installation.dongle_number), on_its_way.scalar_subquery(),
        status.scalar_subquery(),
    ).join(Customer, col(Customer.id) == col(Installation.customer_id))  # fmt: skip


# Written once: building it costs more than asking.
@lru_cache
def _installed_at() -> Select[Any]:
    return _installed().where(col(Installation.customer_id) == bindparam("customer")).order_by(col(Installation.id))


def _against(session: Session, statement: Select[Any], on: date, **values: Any) -> list[InstalledRow]:
    known = releases(session)
    rows = []
    for id, customer_id, number, customer, product, version_name, dongle, upgrade, status in all_of(session, statement, **values):
        of_product = known.get(product, [])
        newest = current(of_product, on)
        behind = versions_behind(version_name, of_product, on)
        rows.append(
            InstalledRow(
                id, customer_id, number, customer, product, version_name, dongle, newest.name if newest else None, behind,
                upgrade, status,
            )
        )  # fmt: skip
    return rows


def upgrades_of(session: Session, customer_id: int) -> list[UpgradeRow]:
    """A customer's upgrades, newest first."""
    return _read(session, _upgrades().where(col(Upgrade.customer_id) == customer_id).order_by(col(Upgrade.id).desc()))


def upgrades_matching(
    session: Session, states: Sequence[UpgradeStatus] = (), after: int | None = None, limit: int = PAGE
) -> list[UpgradeRow]:
    """Upgrades in one of these states (none named: all), newest first, behind the upgrade id `after`."""
    page = select(col(Upgrade.id))
    if states:
        page = page.where(col(Upgrade.status).in_(sorted(states)))
    if after is not None:
        page = page.where(col(Upgrade.id) < after)
    few = page.order_by(col(Upgrade.id).desc()).limit(limit).subquery()
    return _read(session, _upgrades().join(few, few.c.id == col(Upgrade.id)).order_by(col(Upgrade.id).desc()))


def count_upgrades(session: Session, states: Sequence[UpgradeStatus] = (), at_most: int = COUNTED_TO) -> int:
    """How many upgrades are in one of these states, counted to `at_most`."""
    asked = select(col(Upgrade.id))
    if states:
        asked = asked.where(col(Upgrade.status).in_(sorted(states)))
    return int(ask(session, select(func.count()).select_from(asked.limit(at_most).subquery())).scalar_one())


def customer_of_upgrade(session: Session, number: str) -> str | None:
    """The number of the customer whose upgrade has this number."""
    asked = select(col(Customer.number)).join(Upgrade, col(Upgrade.customer_id) == col(Customer.id))
    return ask(session, asked.where(col(Upgrade.number) == number)).scalars().first()


@lru_cache
def _upgrades() -> Select[Any]:
    return (
        select(
            *(col(getattr(Upgrade, name)) for name in ("id", "number", "customer_id")),
            col(Customer.number).label("customer_number"), NAME.label("customer"), col(Installation.product),
            *(col(getattr(Upgrade, name)) for name in ("from_version", "to_version", "status", "charge")),
            *(col(getattr(Upgrade, name)) for name in ("charge_by_rule", "charge_reason")),
            *(col(getattr(Upgrade, name)) for name in ("entitlement", "fee_fen", "offered_at", "scheduled_on")),
            col(Person.name).label("engineer"),
            *(col(getattr(Upgrade, name)) for name in ("done_on", "declined_because", "remark", "version")),
        )
        .join(Customer, col(Customer.id) == col(Upgrade.customer_id))
        .join(Installation, col(Installation.id) == col(Upgrade.installation_id))
        .outerjoin(Person, col(Person.id) == col(Upgrade.engineer_id))
    )  # fmt: skip


def _read(session: Session, statement: Select[Any]) -> list[UpgradeRow]:
    return [UpgradeRow(**row) for row in ask(session, statement).mappings()]
