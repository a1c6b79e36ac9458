"""By what right a customer is served (rule A-07)."""

from sqlalchemy import literal, union_all
from sqlmodel import Session, col, select

from portal.db.models.customers import Project, ServiceContract
from portal.rules.entitlement import EntitlementKind, Term


def terms_of(session: Session, customer_id: int) -> list[Term]:
    """Every joint period, free period and paid contract of a customer, past and future ones too."""
    of_projects = [
        select(literal(kind.value), start, end).where(col(Project.customer_id) == customer_id, start.is_not(None))
        for kind, start, end in (
            (EntitlementKind.JOINT, col(Project.joint_from), col(Project.joint_until)),
            (EntitlementKind.FREE, col(Project.free_from), col(Project.free_until)),
        )
    ]
    of_contracts = select(
        literal(EntitlementKind.CONTRACT.value), col(ServiceContract.starts_on), col(ServiceContract.ends_on)
    ).where(col(ServiceContract.customer_id) == customer_id)
    rows = session.execute(union_all(*of_projects, of_contracts))
    return [Term(EntitlementKind(kind), start, end) for kind, start, end in rows]
