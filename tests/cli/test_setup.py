"""Setting up and looking after an installation from the command line."""

import os
import re
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serving import ROOT, free_port, running_portal

pytestmark = pytest.mark.slow


def portal(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a command in an installation of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own = {"PORTAL_DATA_DIR": str(folder / "var"), **{f"PORTAL_{name.upper()}": value for name, value in settings.items()}}
    return command(*words, **kept, **own)


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m portal` with these words."""
    told = [sys.executable, "-m", "portal", *words]
    return subprocess.run(told, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_administrator_is_made_once(tmp_path: Path) -> None:
    first = portal(tmp_path, "init", "--name", "郑洁", "--sign-in-name", "admin")
    assert first.returncode == 0, first.stderr
    assert re.search(r"http://127\.0\.0\.1:8501/i/\S{40,}", first.stdout)
    assert stat.S_IMODE((tmp_path / "var" / "secrets.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "var" / "portal.db").stat().st_mode) == 0o600
    second = portal(tmp_path, "init", "--name", "Eve", "--sign-in-name", "eve")
    assert second.returncode == 2
    assert "There are people in this database" in second.stderr
    # Which libraries a developer has installed is not the installation's fault.
    problems = [line for line in portal(tmp_path, "doctor").stdout.splitlines() if line.startswith("PROBLEM")]
    assert [line for line in problems if "Libraries" not in line] == []


def test_of_two_first_administrators_at_once_one_is_made(tmp_path: Path) -> None:
    portal(tmp_path, "migrate")

    def init(name: str) -> int:
        return portal(tmp_path, "init", "--name", name, "--sign-in-name", name).returncode

    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(init, ["ann", "bob"]))
    assert sorted(made) == [0, 2]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({}, "No keys at"),
        ({"port": "many"}, "PORTAL_PORT"),
        ({"time_zone": "Mars/Olympus"}, "PORTAL_TIME_ZONE"),
        ({"allowed_hosts": "portal.example"}, "Lists are written as JSON"),
        ({"idle_minutes": "0"}, "PORTAL_IDLE_MINUTES"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_a_sentence(tmp_path: Path, settings: dict[str, str], sentence: str) -> None:
    refused = portal(tmp_path, "serve", **settings)
    assert refused.returncode == 2
    assert sentence in refused.stderr
    assert "Traceback" not in refused.stderr


NOUGHTS = "".join(f'{name} = "{"0" * 64}"\n' for name in ("cookie_key", "audit_key", "index_key"))
WEAK = {
    "short": 'cookie_key = "abc"\naudit_key = "abc"\nindex_key = "abc"\n[data_keys]\n1 = "00"\n',
    "all noughts": f'{NOUGHTS}[data_keys]\n1 = "{"0" * 64}"\n',
    "missing": 'cookie_key = "some_key"\n',
    "no toml": "secret",
}


@pytest.mark.parametrize("which", WEAK)
def test_weak_keys_are_refused_and_never_shown(tmp_path: Path, which: str) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(WEAK[which])
    path.chmod(0o600)
    refused = portal(tmp_path, "serve", secrets_file=str(path))
    assert refused.returncode == 2
    assert "cannot be used" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    portal(tmp_path, "init", "--name", "郑洁", "--sign-in-name", "admin")
    (tmp_path / "var" / "secrets.toml").chmod(0o644)
    refused = portal(tmp_path, "serve")
    assert refused.returncode == 2
    assert "chmod 600" in refused.stderr
    assert "chmod 600" in portal(tmp_path, "doctor").stdout


def test_an_open_demonstration_has_to_be_asked_for_by_name(tmp_path: Path) -> None:
    portal(tmp_path, "init", "--name", "郑洁", "--sign-in-name", "admin")
    refused = portal(tmp_path, "serve", demonstration="true", address="0.0.0.0", public_url="http://portal.example")
    assert refused.returncode == 2
    assert "PORTAL_DEMONSTRATION_OPEN" in refused.stderr


def test_an_empty_database_says_how_to_bring_it_up_to_date(tmp_path: Path) -> None:
    portal(tmp_path, "init", "--name", "郑洁", "--sign-in-name", "admin")
    (tmp_path / "var" / "portal.db").unlink()
    refused = portal(tmp_path, "serve", port=str(free_port()))
    assert refused.returncode == 2
    assert "python -m portal migrate" in refused.stderr


def test_a_second_start_on_one_port_fails_loudly(sqlite_database: str, tmp_path: Path) -> None:
    with running_portal(tmp_path) as running:
        port = running.url.rpartition(":")[2]
        second = command("serve", **{**os.environ, "PORTAL_PORT": port})
    assert second.returncode == 2
    assert f":{port}" in second.stderr


def test_an_edited_record_is_found(tmp_path: Path) -> None:
    import sqlite3

    portal(tmp_path, "init", "--name", "郑洁", "--sign-in-name", "admin")
    assert portal(tmp_path, "verify-audit").returncode == 0
    with sqlite3.connect(tmp_path / "var" / "portal.db") as database:
        database.execute("DROP TRIGGER audit_entry_no_update")
        database.execute("UPDATE audit_entry SET actor = 'somebody else'")
    found = portal(tmp_path, "verify-audit")
    assert found.returncode == 1
    assert "broken at entry 1" in found.stdout
