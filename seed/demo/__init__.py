"""The demonstration department: eighteen months of work, made through the portal's own deeds (see docs/developing.md)."""

from datetime import date, datetime, time

from portal import clock
from portal.settings import settings
from seed.demo.arrivals import calls, first_day
from seed.demo.arriving import FirstCall, newcomers
from seed.demo.department import everybody, find_customers, hire
from seed.demo.desk import Desk
from seed.demo.hotline import life
from seed.demo.on_site import send_out
from seed.demo.stage import USUAL_SEED, Stage, not_looking_for_garbage, not_waiting_for_the_disk
from seed.demo.today import busy_day
from seed.demo.wishes import Wishes
from seed.demo.year import newest_version, responsible_people, versions


def load_demo() -> None:
    """Load the department as it stands today."""
    load(clock.at_the_office(clock.now()).date())


def load(today: date, seed: int = USUAL_SEED) -> int:
    """Fill an empty database with the department as it stands on a day; the same seed tells the same story. Gives the deeds done.

    The curtain falls now, or on another day at half past three in the afternoon.
    """
    now = clock.now()
    is_today = clock.at_the_office(now).date() == today
    curtain = now if is_today else datetime.combine(today, time(15, 30), clock.office_zone())
    stage = Stage(first_day(today), curtain, seed)
    with not_waiting_for_the_disk(settings().database):
        hire(stage)
        find_customers(stage)
        live(stage)
        for call in calls(stage, today):
            stage.enters(life(Desk(stage, call), send_out))
        busy_day(stage)
        with not_looking_for_garbage():
            return stage.play()


def live(stage: Stage) -> None:
    """What goes on beside the telephone: new customers, demands, versions and upgrades, who looks after whom."""
    versions(stage)
    responsible_people(stage)
    wishes, sales = Wishes(stage), everybody(stage)["wu"]
    for newcomer in newcomers():
        stage.enters(FirstCall(stage, newcomer, sales, wishes).life())
    for number in range(12):
        stage.enters(wishes.between(number))
    stage.enters(wishes.evenings())
    stage.enters(newest_version(stage))
