"""The pictures of the guides for Sales, first-visit agents and managers: chosen from what the department has on the day."""

from sqlmodel import Session, col, func, select

from tools.picture import Picture


def guide_pictures(session: Session) -> list[Picture]:
    """One picture for each thing that a guide explains."""
    from portal.db.models.customers import Customer, Project
    from portal.db.models.first_visits import FirstVisit, FirstVisitItem
    from portal.db.models.people import Person
    from portal.db.models.plans import ServicePlan
    from portal.db.models.projects import LeftoverProblem
    from portal.db.models.tickets import Ticket

    verified = func.count(col(FirstVisitItem.verdict))
    half_way = session.exec(
        select(FirstVisit.number, Person.sign_in_name)
        .join(FirstVisitItem, col(FirstVisitItem.first_visit_id) == col(FirstVisit.id))
        .join(Person, col(Person.id) == col(FirstVisit.agent_id))
        .where(FirstVisit.status == "open")
        .group_by(col(FirstVisit.number), col(Person.sign_in_name))
        .order_by(verified.desc())
    ).first()
    missing = session.exec(
        select(Project.number).where(col(Project.joint_from).is_(None), col(Project.accepted_on).is_not(None))
    ).first()
    plan = session.exec(select(ServicePlan.number).order_by(col(ServicePlan.agreed_at).desc())).first()
    # Whoever shows most: a leftover problem that is open, and tickets.
    busy = select(func.count()).where(col(Ticket.customer_id) == col(Customer.id), col(Ticket.is_open)).scalar_subquery()
    left = select(LeftoverProblem.customer_id).where(col(LeftoverProblem.closed_at).is_(None))
    customer = session.exec(
        select(Customer.number).where(col(Customer.id).in_(left)).order_by(busy.desc(), col(Customer.id))
    ).first()
    found = [
        Picture("archive-light", "li", "archive?importance=key"),
        Picture("customer-light", "li", f"customer?id={customer}", size=(1440, 1300)),
        Picture("customer-dark", "sun", f"customer?id={customer}", "en-GB", dark=True, size=(1440, 1300)),
        Picture("new-customer-light", "wu", "new-customer"),
        Picture("first-visits-light", "li", "first-visits"),
        Picture("demands-light", "sun", "demands"),
        Picture("projects-light", "sun", "projects"),
        Picture("project-light", "sun", f"project?id={missing}", size=(1440, 1200)),
        Picture("plans-light", "sun", "plans"),
        Picture("plan-light", "sun", f"plan?id={plan}", "en-GB"),
        Picture("entitlement-light", "sun", "entitlement"),
        Picture("entitlement-dark", "zhou", "entitlement", "en-GB", dark=True),
    ]
    if half_way:
        number, who = half_way
        found.append(Picture("first-visit-light", who, f"first-visit?id={number}", size=(1440, 1300)))
        found.append(Picture("first-visit-dark", who, f"first-visit?id={number}", "en-GB", dark=True, size=(1440, 1300)))
    return found
