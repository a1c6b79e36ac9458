"""When an engineer could go: what the appointment form begins with, to be agreed with the customer."""

from datetime import datetime, timedelta

from sqlmodel import Session

from portal.db.queries.engineers import clashing_appointment, next_working_day

FIRST, LAST, VISIT = timedelta(hours=9), timedelta(hours=16), timedelta(hours=2)


def first_free_time(session: Session, engineer_id: int, order_id: int, now: datetime) -> datetime:
    """The first full hour of the next working day at which the engineer has two hours; nine o'clock where there is none."""
    opens, _closes = next_working_day(session, now)
    starts_at = opens + FIRST
    while starts_at <= opens + LAST:
        if clashing_appointment(session, engineer_id, starts_at, starts_at + VISIT, besides=order_id) is None:
            return starts_at
        starts_at += timedelta(hours=1)
    return opens + FIRST
