"""A pytest plugin that notes, for each rule of the standard, which tests prove it and how they last ended (`make rules`)."""

import json
from pathlib import Path

import pytest

RESULTS = Path(__file__).parent.parent / "build" / "rules.json"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let each test's rules travel with its report, also from a worker process."""
    for item in items:
        for mark in item.iter_markers("rule"):
            item.user_properties.extend(("rule", number) for number in mark.args)


class RuleReport:
    """Gathers outcomes while tests run and merges them into the file of earlier runs."""

    def __init__(self) -> None:
        self.outcomes: dict[str, dict[str, str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of one test; a failure in set-up or tear-down counts too."""
        if report.when != "call" and report.passed:
            return
        for name, number in report.user_properties:
            if name == "rule":
                tests = self.outcomes.setdefault(str(number), {})
                if tests.get(report.nodeid) != "failed":
                    tests[report.nodeid] = report.outcome

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write what was seen, keeping what other runs saw of other tests."""
        if hasattr(session.config, "workerinput") or not self.outcomes:
            return
        known = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
        for number, tests in self.outcomes.items():
            known.setdefault(number, {}).update(tests)
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(known, indent=1, sort_keys=True))


def pytest_configure(config: pytest.Config) -> None:
    """Register the report on the process that prints, and on a run without workers."""
    config.pluginmanager.register(RuleReport(), "rule-report-outcomes")
