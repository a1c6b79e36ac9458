"""What ruff, mypy and import-linter do not see: translations, pins, rule numbers, settings in the docs, forbidden spellings."""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from portal.settings import Settings
from tools import process, rules, translations

ROOT = Path(__file__).parent.parent
FORBIDDEN = {
    r"unsafe_allow_html|unsafe_allow_javascript": "draws what people typed as HTML",
    r"except\s*:|except Exception|except BaseException": "swallows what it does not know",
    r"pickle\.loads|yaml\.load\(": "runs what it reads",
    r"datetime\.now\(\)|utcnow\(": "a moment without a zone",
    r"""f(["'])[^"'\n]*\{(_|translate)\((N_\()?["']""": "Python 3.11 extracts no message from an f-string",
    r"st\.cache_data": "shared by all users",
}
LONGEST_FILE = 250


def untranslated() -> Iterator[str]:
    """Messages without Chinese, and entries nobody uses."""
    missing, unused = translations.untranslated_and_unused()
    yield from (f"not translated: {message!r} (make translations)" for message in missing)
    yield from (f"translated but not used: {message!r} (make translations)" for message in unused)


def unpinned() -> Iterator[str]:
    """Requirements without an exact version, and dependencies that no requirements file pins."""
    pinned = set()
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / name).read_text().splitlines():
            wanted = line.split("#")[0].strip()
            if wanted and "==" not in wanted:
                yield f"{name}: not pinned: {wanted}"
            pinned.add(_package(wanted))
            if "://" in line:
                yield f"{name}: names an address: {line}"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    for wanted in project["project"]["dependencies"] + project["dependency-groups"]["dev"]:
        if _package(wanted) not in pinned:
            yield f"pyproject.toml asks for {wanted}, but it is not pinned (make pins)"


def _package(requirement: str) -> str:
    return re.split(r"[\[=<>;~ ]", requirement)[0].lower().replace("_", "-")


def unknown_rules() -> Iterator[str]:
    """Rule numbers that tests name but the standard does not."""
    for number in sorted(rules.marked() - set(rules.meanings())):
        yield f"a test names the rule {number}, which docs/rules.md does not"


def undocumented_settings() -> Iterator[str]:
    """Settings that docs/operating.md does not explain."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        if f"PORTAL_{name.upper()}" not in text:
            yield f"docs/operating.md does not explain PORTAL_{name.upper()}"


def forbidden_spellings() -> Iterator[str]:
    """Code that goes around the house rules, and files that have grown too long."""
    for path in sorted([*ROOT.glob("portal/**/*.py"), *ROOT.glob("seed/**/*.py"), ROOT / "app.py"]):
        text = path.read_text(encoding="utf-8")
        place = path.relative_to(ROOT)
        for spelling, why in FORBIDDEN.items():
            if re.search(spelling, text):
                yield f"{place}: {spelling}: {why}"
        if text.count("\n") > LONGEST_FILE and "versions" not in path.parts:
            yield f"{place}: {text.count(chr(10))} lines; find the part with a name of its own"


def outdated_pictures() -> Iterator[str]:
    """A process picture that differs from the tables."""
    if process.PAGE.read_text(encoding="utf-8") != process.page():
        yield "docs/process.md differs from the tables of arrows (python -m tools.process)"


def main() -> int:
    """Print every finding; 1 when there is one."""
    checks = (untranslated, unpinned, unknown_rules, undocumented_settings, outdated_pictures, forbidden_spellings)
    findings = [finding for check in checks for finding in check()]
    print("\n".join(findings) or "Translations, pins, rules, settings, pictures and spellings are in order.")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
