"""Service contracts of one customer (rule A-07)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import ServiceContract
from portal.rules.entitlement import EntitlementKind, Term


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

    @property
    def term(self) -> Term:
        """The period in which it entitles to service."""
        return Term(EntitlementKind.CONTRACT, self.starts_on, self.ends_on)


# Written once: building it costs more than asking.
_CONTRACTS = (
    select(
        col(ServiceContract.id), col(ServiceContract.number), col(ServiceContract.starts_on), col(ServiceContract.ends_on),
        col(ServiceContract.fee_fen), col(ServiceContract.includes_upgrades), col(ServiceContract.remark),
        col(ServiceContract.version),
    )
    .where(col(ServiceContract.customer_id) == bindparam("customer"))
    .order_by(col(ServiceContract.ends_on).desc(), col(ServiceContract.id).desc())
)  # fmt: skip


def service_contracts(session: Session, customer_id: int) -> list[ContractFacts]:
    """A customer's contracts, the one that ends last first."""
    return [ContractFacts(*row) for row in all_of(session, _CONTRACTS, customer=customer_id)]


def upgrades_included(session: Session, customer_id: int, on: date) -> bool:
    """Whether a contract that holds on a day includes upgrades."""
    asked = select(col(ServiceContract.id)).where(
        col(ServiceContract.customer_id) == customer_id,
        col(ServiceContract.starts_on) <= on,
        col(ServiceContract.ends_on) >= on,
        col(ServiceContract.includes_upgrades),
    )
    return ask(session, asked.limit(1)).first() is not None
