"""What was measured as a table on the screen and as JSON under build/bench, with what misses its figure."""

import json
import math
import platform
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.bench.browser import FLOOR, Waited
from tests.bench.load import Crowd
from tests.bench.pages import Cost
from tests.bench.places import Place
from tests.bench.together import Together

FOLDER = Path("build/bench")
BEYOND_SQL_MS, FLAT, EACH_MB, PROCESS_MB, PEOPLE_P95_MS = 10.0, 1.2, 0.3, 400.0, 1000.0
# Where that figure was set an empty page cost so much; here it is measured beside every page, because machines differ.
EMPTY_PAGE_MS = 2.0
THROUGH_ACTIONS, THROUGH_STACK = 1000.0, 132.0


@dataclass
class Findings:
    """One database at one size."""

    place: Place
    pages: list[Cost] = field(default_factory=list)
    crowd: Crowd | None = None
    through_actions: float = 0.0
    through_stack: float = 0.0
    together: Together | None = None
    browser: list[Waited] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The database and its size."""
        return f"{self.place.back_end}, {self.place.tickets:,} tickets"

    @property
    def floor_ms(self) -> float:
        """How long an empty page took to open from another empty one in this run: below that nobody comes on this stack."""
        return next((waited.median_ms for waited in self.browser if waited.name == FLOOR.name), 0) or math.nan

    def misses(self, smallest: "Findings | None") -> list[str]:
        """What is not within its figure; `smallest` is the same database at the smallest size of this run."""
        found = [f"{cost.name}: {error}" for cost in self.pages for error in cost.errors]
        for cost in self.pages:
            limit = BEYOND_SQL_MS * cost.empty_ms / EMPTY_PAGE_MS
            if cost.beyond_ms > limit:
                beside = f"an empty page takes {cost.empty_ms:.1f}"
                found.append(f"{cost.name}: {cost.beyond_ms:.1f} ms of CPU beyond its SQL (< {limit:.1f}; {beside})")
            found += [f"{cost.name}: reads a whole table: {line.strip()}" for line in cost.full_scans]
            earlier = self.before(cost, smallest)
            if earlier is not None and cost.ratio > earlier.ratio * FLAT:
                found.append(f"{cost.name}: {cost.ratio / earlier.ratio:.2f} x its cost at the smallest size (< {FLAT})")
        return found + list(self._together())

    def before(self, cost: Cost, smallest: "Findings | None") -> Cost | None:
        """The same page at the smallest size, to see how it grew; None at that size itself."""
        if smallest is None or smallest is self:
            return None
        return next((other for other in smallest.pages if other.name == cost.name), None)

    def _together(self) -> Iterable[str]:
        if self.crowd and self.crowd.p95_ms > PEOPLE_P95_MS:
            yield f"{self.crowd.people} people on one core: p95 {self.crowd.p95_ms:.0f} ms (< {PEOPLE_P95_MS:.0f})"
        if self.crowd and self.crowd.each_mb > EACH_MB:
            yield f"a session takes {self.crowd.each_mb:.2f} MB (< {EACH_MB})"
        if self.crowd and self.crowd.after_mb > PROCESS_MB:
            yield f"the process holds {self.crowd.after_mb:.0f} MB (< {PROCESS_MB:.0f})"
        if self.through_actions < THROUGH_ACTIONS:
            yield f"{self.through_actions:.0f} registrations a second through the actions (> {THROUGH_ACTIONS:.0f})"
        if self.through_stack < THROUGH_STACK:
            yield f"{self.through_stack:.0f} registrations a second through the whole stack (> {THROUGH_STACK:.0f})"
        if self.together and self.together.failed:
            yield f"writers and readers at once: {self.together.failed}"
        for waited in self.browser:
            if waited.failed:
                yield f"{waited.name}: could not be measured: {waited.failed}"
            elif 0 < waited.mark < waited.median_ms:
                yield f"{waited.name}: {waited.median_ms:.0f} ms (first mark {waited.mark:.0f})"


def show(findings: Findings, smallest: Findings | None) -> None:
    """Print one database at one size."""
    print(f"\n{findings.name}; milliseconds, CPU of the server's process; x: ratio to an empty page, to the smallest size")
    print(f"{'page':28}{'first':>8}{'rerun':>8}{'p95':>8}{'CPU':>7}{'SQL':>7}{'x empty':>9}{'x small':>9}{'stmts':>7}{'kB':>7}")
    for cost in findings.pages:
        earlier = findings.before(cost, smallest)
        grown = f"{cost.ratio / earlier.ratio:9.2f}" if earlier and earlier.cpu_ms else f"{'':9}"
        print(
            f"{cost.name:28}{cost.first_ms:8.1f}{cost.rerun_ms:8.1f}{cost.p95_ms:8.1f}{cost.cpu_ms:7.1f}{cost.sql_ms:7.1f}"
            f"{cost.ratio:9.1f}{grown}{cost.statements:7}{cost.kilobytes:7.1f}"
        )
    for waited in findings.browser:
        print(
            f"{waited.name:36}{waited.median_ms:6.0f} ms, p95 {waited.p95_ms:.0f}, at rest {waited.rest_ms:.0f}, "
            f"{waited.median_ms / findings.floor_ms:.2f} x an empty page; first mark {waited.mark:.0f} {waited.failed}"
        )
    if findings.crowd:
        crowd = findings.crowd
        print(
            f"{crowd.people} people: median {crowd.median_ms:.0f} ms, p95 {crowd.p95_ms:.0f} ms, on {crowd.cores:.2f} of a core, "
            f"{crowd.action_ms:.1f} ms of it an action: a whole core carries {crowd.carries} people; "
            f"{crowd.each_mb:.2f} MB a session, {crowd.after_mb:.0f} MB in all"
        )
    print(f"registrations a second through the actions: {findings.through_actions:.0f}")
    print(f"registrations a second through the whole stack: {findings.through_stack:.1f}")
    if findings.together:
        both = findings.together
        print(
            f"60 who write and 60 who read for {both.seconds:.0f} s: {both.written} written, p95 {both.write_p95_ms:.0f} ms; "
            f"{both.read} read, p95 {both.read_p95_ms:.0f} ms; {both.failed or 'no error, no row lost'}"
        )
    for miss in findings.misses(smallest):
        print("  misses:", miss)


def write(runs: list[Findings], at: datetime) -> Path:
    """Keep everything as JSON."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{at:%Y%m%d-%H%M%S}.json"
    content: list[dict[str, Any]] = []
    for run in runs:
        smallest = next(other for other in runs if other.place.back_end == run.place.back_end)
        content.append({**asdict(run), "misses": run.misses(smallest)})
    machine = {"machine": platform.platform(), "python": platform.python_version()}
    path.write_text(json.dumps({**machine, "runs": content}, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
    return path
