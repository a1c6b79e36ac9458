"""`python -m tests.bench --sizes 10000,100000 --databases sqlite,postgresql [--browser]`: measure, print, say what misses."""

import logging
import os
import time
from typing import Annotated

import typer

from portal import clock
from tests.bench import browser as screens
from tests.bench import empty_app, load, pages, report
from tests.bench.places import Place, loaded, rest
from tests.bench.report import Findings
from tests.bench.together import registering, together
from tests.serving import running_portal

PEOPLE = 80
DEEDS_SECONDS = 5.0


def through_actions() -> float:
    """Tickets that one process registers in a second, every commit on disk."""
    register = registering()
    number, began = 0, time.perf_counter()
    while time.perf_counter() - began < DEEDS_SECONDS:
        register()
        number += 1
    return number / (time.perf_counter() - began)


def measure(place: Place, *, in_browser: bool, minutes: float) -> Findings:
    """Everything about one database of one size."""
    findings = Findings(place)
    with running_portal(place.folder, "tests.bench.empty_app", "{port}") as empty, running_portal(place.folder) as portal:
        rest(portal.process.pid)
        for visit in pages.visits():
            cost = pages.measure(portal, empty, visit)
            pages.ask_about(visit, cost)
            findings.pages.append(cost)
        if in_browser:
            with running_portal(place.folder, "tests.bench.empty_app", "{port}", empty_app.TWO) as two:
                findings.browser = screens.measure(portal, empty, two)
    with running_portal(place.folder) as fresh:
        rest(fresh.process.pid)
        findings.crowd = load.crowd(fresh, PEOPLE)
        findings.through_stack = load.registrations(fresh)
    findings.through_actions = through_actions()
    findings.together = together(minutes * 60)
    return findings


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of tickets, smallest first")] = "10000,100000",
    databases: Annotated[str, typer.Option(help="sqlite, postgresql, or both")] = "sqlite,postgresql",
    browser: Annotated[bool, typer.Option("--browser", help="Also what people wait for in Chromium")] = False,
    minutes: Annotated[float, typer.Option(help="How long sixty write and sixty read at once; the figure asks for five")] = 0.25,
) -> None:
    """Measure each database at each size."""
    # Streamlit warns of every page that runs without a browser, as pages do here when their statements are noted.
    logging.disable(logging.WARNING)
    print(f"The machine's load is {os.getloadavg()[0]:.1f}: with others at work on it, trust ratios only.")
    runs: list[Findings] = []
    for back_end in databases.split(","):
        smallest: Findings | None = None
        for size in sizes.split(","):
            with loaded(back_end, int(size)) as place:
                findings = measure(place, in_browser=browser, minutes=minutes)
            report.show(findings, smallest)
            smallest = smallest or findings
            runs.append(findings)
    print("\nKept in", report.write(runs, clock.at_the_office(clock.now())))


if __name__ == "__main__":
    typer.run(main)
