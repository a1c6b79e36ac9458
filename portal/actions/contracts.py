"""Service contracts: added, corrected, ended (rule A-07). Back to back is as it should be; overlapping ones are said."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.customers import Customer, ServiceContract
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right

FEN = 100


class EndsBeforeItBegins(Refusal):
    """The last day lies before the first."""

    message = N_("The contract would end on {ends_on}, before it begins on {starts_on}. Nothing was saved.")
    field = "ends_on"


class ContractKnown(Refusal):
    """A customer has one contract of a number."""

    message = N_("This customer has a contract {number} already. Nothing was added.")
    field = "number"


class EndsLater(Refusal):
    """Ending a contract brings its last day forward."""

    message = N_("The contract ends on {ends_on} anyway. Correct the contract to let it run longer.")
    field = "ends_on"


class AddContract(Command):
    """A paid service contract; the fee is in yuan."""

    customer_id: int
    number: Line = Field(title=N_("Contract number"), min_length=1, max_length=40)
    starts_on: date = Field(title=N_("Valid from"))
    ends_on: date = Field(title=N_("Last day"))
    fee: float = Field(default=0, title=N_("Fee (yuan)"), ge=0, le=100_000_000)
    includes_upgrades: bool = Field(default=True, title=N_("Includes version upgrades"))
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=500)


class EditContract(AddContract):
    """A contract, corrected."""

    id: int
    seen: int


class EndContract(Command):
    """A contract that ends earlier than it was made for."""

    id: int
    seen: int
    ends_on: date = Field(title=N_("Last day"))
    reason: Line = Field(title=N_("Reason"), min_length=1, max_length=200)


@deed(Right.KEEP_CONTRACTS)
def add_contract(work: Work, command: AddContract) -> Outcome:
    """Add a service contract; `overlaps` of the outcome names the contracts with days in common."""
    customer = work.find(Customer, command.customer_id)
    others = _contracts(work, command.customer_id)
    _refuse_nonsense(command, others)
    contract = ServiceContract(customer_id=id_of(customer), number="", starts_on=command.starts_on, ends_on=command.ends_on)
    _write(contract, command)
    work.add(contract)
    return _told(work, contract, others, "contract_added")


@deed(Right.KEEP_CONTRACTS)
def edit_contract(work: Work, command: EditContract) -> Outcome:
    """Correct a service contract."""
    contract = work.take(ServiceContract, command.id, seen=command.seen)
    others = [each for each in _contracts(work, contract.customer_id) if each.id != command.id]
    _refuse_nonsense(command, others)
    _write(contract, command)
    return _told(work, contract, others, "contract_changed")


@deed(Right.KEEP_CONTRACTS)
def end_contract(work: Work, command: EndContract) -> Outcome:
    """Let a contract end earlier; the day before it begins means that it never came to be."""
    contract = work.take(ServiceContract, command.id, seen=command.seen)
    if command.ends_on >= contract.ends_on:
        raise EndsLater(ends_on=contract.ends_on.isoformat())
    if command.ends_on < contract.starts_on - timedelta(days=1):
        raise EndsBeforeItBegins(starts_on=contract.starts_on.isoformat(), ends_on=command.ends_on.isoformat())
    contract.ends_on = command.ends_on
    return _told(work, contract, [], "contract_ended", command.reason)


def _contracts(work: Work, customer_id: int) -> Sequence[ServiceContract]:
    return work.session.exec(select(ServiceContract).where(col(ServiceContract.customer_id) == customer_id)).all()


def _refuse_nonsense(command: AddContract, others: Sequence[ServiceContract]) -> None:
    if command.ends_on < command.starts_on:
        raise EndsBeforeItBegins(starts_on=command.starts_on.isoformat(), ends_on=command.ends_on.isoformat())
    if any(each.number == command.number for each in others):
        raise ContractKnown(number=command.number)


def _write(contract: ServiceContract, command: AddContract) -> None:
    for name in ("number", "starts_on", "ends_on", "includes_upgrades", "remark"):
        setattr(contract, name, getattr(command, name))
    contract.fee_fen = round(command.fee * FEN)


def _told(work: Work, contract: ServiceContract, others: Sequence[ServiceContract], kind: str, text: str = "") -> Outcome:
    overlaps = [each.number for each in others if each.starts_on <= contract.ends_on and contract.starts_on <= each.ends_on]
    facts: dict[str, Any] = {
        "number": contract.number,
        "from": contract.starts_on.isoformat(),
        "until": contract.ends_on.isoformat(),
    }
    work.happened(kind, "contract", id_of(contract), customer_id=contract.customer_id, text=text, **facts)
    return Outcome("contract", id_of(contract), contract.number, {"overlaps": overlaps})
