"""Moments of a working day, for lives that are planned by days."""

from datetime import date, datetime, time, timedelta

from portal import clock
from seed.demo.stage import Stage


def at_work(stage: Stage, day: date, minutes: int = 30) -> datetime:
    """So many working minutes into a day, or into the next working day where it is none; never before the stage opens."""
    morning = datetime.combine(day, time(8, 30), clock.office_zone())
    return stage.later(max(morning, stage.opening), minutes)


def today(stage: Stage) -> date:
    """The day on which the curtain falls."""
    return clock.at_the_office(stage.curtain).date()


def days_ago(stage: Stage, days: int) -> date:
    """A day so many days before the curtain."""
    return today(stage) - timedelta(days=days)
