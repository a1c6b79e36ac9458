"""A process that works at the hotline until it is killed: one deed after the other, each acknowledged when it is done.

Before a deed it says "try KEY", after it "done KEY NUMBER", so that whoever killed it knows what was acknowledged and what to
send again.
"""

import itertools
import os
import time
from collections.abc import Mapping
from multiprocessing.connection import Connection

from portal.actions.deed import perform
from portal.actions.tickets import RegisterTicket, register_ticket
from portal.errors import Unavailable
from portal.rules.names import initials
from portal.rules.tickets import Category
from tests.cast import Cast
from tests.conftest import forget_settings

# The dictionaries are read before the first process is forked, not in each of them: a deed begins at once.
initials("华源机械")


def command(cast: Cast, key: str) -> RegisterTicket:
    """What is registered under a key: the same whenever it is sent again."""
    return RegisterTicket(customer_id=cast.huayuan, contact_id=cast.zhang, category=Category.TECHNICAL, symptom=f"来电 {key}")


def work(name: str, environment: Mapping[str, str], line: Connection) -> None:
    """Register tickets without end."""
    os.environ.update(environment)
    forget_settings()
    cast = Cast.find()
    for number in itertools.count():
        key = f"{name}-{number}"
        line.send(("try", key, ""))
        try:
            outcome = perform(register_ticket, command(cast, key), by=cast.li, key=key)
        except Unavailable:
            line.send(("refused", key, ""))
            time.sleep(0.02)  # people read the sentence before they try again
            continue
        line.send(("done", key, outcome.number))
