"""Service contracts of one customer (rule A-07)."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from portal.db.models.customers import ServiceContract


@dataclass(frozen=True)
class ContractFacts:
    """A service contract; the fee is in fen."""

    id: int
    number: str
    starts_on: date
    ends_on: date
    fee_fen: int
    includes_upgrades: bool
    remark: str
    version: int


def service_contracts(session: Session, customer_id: int) -> list[ContractFacts]:
    """A customer's contracts, the one that ends last first."""
    asked = select(ServiceContract).where(col(ServiceContract.customer_id) == customer_id)
    return [
        ContractFacts(
            each.id or 0, each.number, each.starts_on, each.ends_on, each.fee_fen, each.includes_upgrades, each.remark,
            each.version,
        )
        for each in session.exec(asked.order_by(col(ServiceContract.ends_on).desc(), col(ServiceContract.id).desc()))
    ]  # fmt: skip


def upgrades_included(session: Session, customer_id: int, on: date) -> bool:
    """Whether a contract that holds on a day includes upgrades."""
    asked = select(ServiceContract.id).where(
        col(ServiceContract.customer_id) == customer_id,
        col(ServiceContract.starts_on) <= on,
        col(ServiceContract.ends_on) >= on,
        col(ServiceContract.includes_upgrades),
    )
    return session.exec(asked.limit(1)).first() is not None
