"""Everything that pages need is read while nobody waits: else the first person of the day waits seconds for the first page."""

import gc
import logging
import pkgutil
from importlib import import_module
from threading import Thread

from portal import clock
from portal.rules.names import initials
from portal.rules.working_time import make_up_days_known

# By their names: the server does not depend on the screens, it only has them read.
PACKAGES = ("portal.actions", "portal.db.queries", "portal.auth", "portal.ui")
NAME = "warming"
SCREENLESS = "streamlit.runtime.scriptrunner_utils.script_run_context"
YOUNG_OBJECTS = 10_000  # a page makes some thousands of them, and hardly any of those outlives it
LIBRARIES = ("pandas", "pyarrow", "streamlit.elements.arrow", "streamlit.elements.vega_charts")


def warm_up() -> Thread:
    """Begin reading beside the server, which answers meanwhile; gives the thread."""
    # The library that draws the sign-in asks for a screen while it is read, and Streamlit warns that there is none.
    logging.getLogger(SCREENLESS).addFilter(lambda record: record.threadName != NAME)
    reading = Thread(target=_read, name=NAME, daemon=True)
    reading.start()
    return reading


def _read() -> None:
    for name in (*PACKAGES, *LIBRARIES):
        package = import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}.") if name in PACKAGES else ():
            import_module(module.name)
    initials("重庆")  # the dictionaries of readings
    make_up_days_known(clock.now().year)  # the calendars
    _keep_for_good()


def _keep_for_good() -> None:
    """What is there now stays: the collector need not go through it again and again while pages are drawn."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 10, 10)
