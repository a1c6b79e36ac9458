"""Which tests prove which rule of the service standard, and how they last ended."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parent.parent
RULE = re.compile(r"^\| ([A-Z]-\d\d) \| ([^|]+) \|", re.MULTILINE)
MARK = re.compile(r"pytest\.mark\.rule\(([^)]*)\)")


def meanings() -> dict[str, str]:
    """Every rule with its one-line meaning, from docs/rules.md."""
    return dict(RULE.findall((ROOT / "docs" / "rules.md").read_text(encoding="utf-8")))


def marked() -> set[str]:
    """Every rule number that some test names."""
    texts = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {number for text in texts for arguments in MARK.findall(text) for number in re.findall(r"[A-Z]-\d\d", arguments)}


def last_results() -> dict[str, dict[str, str]]:
    """Test outcomes by rule, as the last runs wrote them."""
    path = ROOT / "build" / "rules.json"
    return json.loads(path.read_text()) if path.exists() else {}


def main() -> int:
    """Print the table; 1 where a proven rule's test failed."""
    results, failed = last_results(), 0
    if not results:
        subprocess.run([sys.executable, "-m", "pytest", "-q", "-m", "rule and not browser and not faults"], cwd=ROOT, check=False)
        results = last_results()
    proven: dict[str, list[str]] = defaultdict(list)
    for number, meaning in meanings().items():
        outcomes = results.get(number, {})
        wrong = [test for test, outcome in outcomes.items() if outcome == "failed"]
        failed += bool(wrong)
        state = "FAILED" if wrong else f"{len(outcomes)} tests" if outcomes else "-"
        proven["open" if state == "-" else "proven"].append(number)
        print(f"{number}  {state:>10}  {meaning}")
        for test in wrong:
            print(f"{'':18}{test}")
    print(f"\n{len(proven['proven'])} rules proven, {len(proven['open'])} without a test, {failed} failing.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
