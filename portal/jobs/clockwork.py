"""The clockwork: while the portal serves, what is due by the clock is done about once a minute.

Several processes may run one each: what they do is claimed in the database, so it is done once.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler

from portal import clock
from portal.errors import Refusal
from portal.jobs.digests import do_digests

EVERY = timedelta(minutes=1)
SOON = timedelta(seconds=5)
log = logging.getLogger(__name__)


@contextmanager
def clockwork(every: timedelta = EVERY, first: timedelta = SOON) -> Iterator[None]:
    """Run the jobs in a thread of their own until the block ends; what fails is logged and tried again next time."""
    scheduler = BackgroundScheduler(
        timezone="UTC", job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    for name, job in JOBS.items():
        scheduler.add_job(
            _quietly, "interval", args=(name, job), id=name, seconds=every.total_seconds(), next_run_time=clock.now() + first
        )
    scheduler.start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def _quietly(name: str, job: Callable[[], object]) -> None:
    try:
        job()
    except Refusal as refusal:  # the database is busy or away: the next round does it
        log.warning("%s is put off: %s", name, refusal.code)


JOBS: dict[str, Callable[[], object]] = {"digests": do_digests}
