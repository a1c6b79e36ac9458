"""The life of a dispatch order and the nine steps of conduct on site (rules D-01 to D-10)."""

from collections.abc import Mapping
from dataclasses import dataclass

from portal.i18n import N_
from portal.rules.labels import Labelled
from portal.rules.permissions import Right
from portal.rules.tickets import StepNotPossible


class OrderStatus(Labelled):
    """Where a dispatch order stands, from the request on."""

    REQUESTED = "requested", N_("Requested")
    RETURNED = "returned", N_("Returned with reason")
    ORDERED = "ordered", N_("Ordered")
    CONFIRMED = "confirmed", N_("Confirmed by the engineer")
    APPOINTED = "appointed", N_("Appointed with the customer")
    ON_SITE = "on_site", N_("On site")
    DONE = "done", N_("Done")
    NOT_SOLVED = "not_solved", N_("Not solved")
    WRITTEN_OFF = "written_off", N_("Written off")
    ARCHIVED = "archived", N_("Order archived")


OPEN_ORDERS = frozenset(OrderStatus) - {OrderStatus.RETURNED, OrderStatus.WRITTEN_OFF, OrderStatus.ARCHIVED}
WITH_ENGINEER = frozenset({OrderStatus.ORDERED, OrderStatus.CONFIRMED, OrderStatus.APPOINTED, OrderStatus.ON_SITE})


class Conduct(Labelled):
    """The steps on site, in their order (rule D-05)."""

    CONFIRM = "confirm", N_("Confirm problem, contact and address")
    APPOINT = "appoint", N_("Agree the appointment")
    KNOCK = "knock", N_("Knock")
    INTRODUCE = "introduce", N_("Introduce yourself")
    REPRODUCE = "reproduce", N_("Ask, and see the problem reproduced")
    BACK_UP = "back_up", N_("Have data and application backed up")
    SOLVE = "solve", N_("Solve")
    EXPLAIN = "explain", N_("Explain, with the customer operating")
    SIGN = "sign", N_("Have the service record signed")


OBLIGATORY = frozenset({Conduct.CONFIRM, Conduct.APPOINT, Conduct.BACK_UP, Conduct.SIGN})


class Skill(Labelled):
    """What an engineer knows (feeds the proposal of rule D-02)."""

    PAYROLL = "payroll", N_("Payroll")
    ATTENDANCE = "attendance", N_("Attendance")
    ORGANISATION = "organisation", N_("Organisation and personnel")
    RECRUITMENT = "recruitment", N_("Recruitment and training")
    DATABASE = "database", N_("Database and server")


@dataclass(frozen=True)
class OrderArrow:
    """One step of a dispatch order."""

    name: str
    start: OrderStatus
    end: OrderStatus
    right: Right
    reason: bool = False


def _arrows() -> tuple[OrderArrow, ...]:
    s, r = OrderStatus, Right
    return (
        OrderArrow("return", s.REQUESTED, s.RETURNED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("order", s.REQUESTED, s.ORDERED, r.DECIDE_DISPATCH),
        OrderArrow("correct", s.REQUESTED, s.REQUESTED, r.DECIDE_DISPATCH),
        OrderArrow("confirm", s.ORDERED, s.CONFIRMED, r.CARRY_OUT_ORDER),
        OrderArrow("hand_back", s.ORDERED, s.REQUESTED, r.CARRY_OUT_ORDER, reason=True),
        OrderArrow("hand_back", s.CONFIRMED, s.REQUESTED, r.CARRY_OUT_ORDER, reason=True),
        OrderArrow("appoint", s.CONFIRMED, s.APPOINTED, r.CARRY_OUT_ORDER),
        OrderArrow("reappoint", s.APPOINTED, s.APPOINTED, r.CARRY_OUT_ORDER, reason=True),
        OrderArrow("arrive", s.APPOINTED, s.ON_SITE, r.CARRY_OUT_ORDER),
        OrderArrow("withdraw", s.ORDERED, s.RETURNED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("withdraw", s.CONFIRMED, s.RETURNED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("withdraw", s.APPOINTED, s.RETURNED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("finish", s.ON_SITE, s.DONE, r.CARRY_OUT_ORDER),
        OrderArrow("fail", s.ON_SITE, s.NOT_SOLVED, r.CARRY_OUT_ORDER, reason=True),
        OrderArrow("write_off", s.DONE, s.WRITTEN_OFF, r.WRITE_OFF),
        OrderArrow("write_off", s.NOT_SOLVED, s.WRITTEN_OFF, r.WRITE_OFF),
        OrderArrow("archive", s.WRITTEN_OFF, s.ARCHIVED, r.WRITE_OFF),
        OrderArrow("reassign", s.ORDERED, s.ORDERED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("reassign", s.CONFIRMED, s.ORDERED, r.DECIDE_DISPATCH, reason=True),
        OrderArrow("reassign", s.APPOINTED, s.ORDERED, r.DECIDE_DISPATCH, reason=True),
    )


ARROWS = _arrows()
FROM: Mapping[OrderStatus, Mapping[str, OrderArrow]] = {
    status: {arrow.name: arrow for arrow in ARROWS if arrow.start is status} for status in OrderStatus
}


def arrow(name: str, status: OrderStatus) -> OrderArrow:
    """The arrow of that name leading away from a state; refuses where there is none."""
    try:
        return FROM[status][name]
    except KeyError:
        raise StepNotPossible(status=status.message) from None


class Decision(Labelled):
    """What the service manager decides when an order is written off (rules D-08 to D-10)."""

    ARCHIVE = "archive", N_("Solved: archive the order")
    FURTHER_ORDER = "further_order", N_("Not solved: a further order")
    HEADQUARTERS = "headquarters", N_("Not solved: hand the problem to headquarters")
