"""A process that sends digests at a given moment, and says each step, so that a test can kill it between two of them."""

import os
import time
from collections.abc import Mapping
from datetime import datetime
from multiprocessing.connection import Connection

from portal.jobs import digests
from tests.conftest import forget_settings


def send(environment: Mapping[str, str], line: Connection, now: datetime, *, stop_after_delivery: bool) -> None:
    """Send what is due; told to, stand still between the mail server's yes and our own mark."""
    os.environ.update(environment)
    forget_settings()
    deliver = digests.deliver

    def and_wait(*letter: object) -> None:
        deliver(*letter)  # type: ignore[arg-type]
        line.send("delivered")
        if stop_after_delivery:
            time.sleep(60)

    digests.deliver = and_wait  # type: ignore[assignment]
    line.send(dict(digests.do_digests(lambda: now)))
