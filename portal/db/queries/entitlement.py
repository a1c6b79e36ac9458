"""By what right a customer is served (rule A-07)."""

from sqlalchemy import bindparam, literal, select, union_all
from sqlmodel import Session

from portal.db.asking import all_of, once
from portal.db.models.customers import Project, ServiceContract
from portal.db.rows import columns_of
from portal.rules.entitlement import EntitlementKind, Term

_PROJECTS, _CONTRACTS = columns_of(Project), columns_of(ServiceContract)
_TERMS = union_all(
    select(literal(EntitlementKind.JOINT.value), _PROJECTS.c.joint_from, _PROJECTS.c.joint_until).where(
        _PROJECTS.c.customer_id == bindparam("customer"), _PROJECTS.c.joint_from.is_not(None)
    ),
    select(literal(EntitlementKind.FREE.value), _PROJECTS.c.free_from, _PROJECTS.c.free_until).where(
        _PROJECTS.c.customer_id == bindparam("customer"), _PROJECTS.c.free_from.is_not(None)
    ),
    select(literal(EntitlementKind.CONTRACT.value), _CONTRACTS.c.starts_on, _CONTRACTS.c.ends_on).where(
        _CONTRACTS.c.customer_id == bindparam("customer")
    ),
)


def terms_of(session: Session, customer_id: int) -> list[Term]:
    """Every joint period, free period and paid contract of a customer, past and future ones too."""
    return once(session, "terms", customer_id, lambda: _terms_of(session, customer_id))


def _terms_of(session: Session, customer_id: int) -> list[Term]:
    rows = all_of(session, _TERMS, customer=customer_id)
    return [Term(EntitlementKind(kind), start, end) for kind, start, end in rows]
