"""Before the first person asks for a page, all that pages need has been read."""

import os
import subprocess
import sys

from tests.serving import ROOT

LEFT_TO_READ = """
import sys
from portal.web.warming import warm_up
warm_up().join(60)
before = set(sys.modules)
import portal.ui.forms, portal.ui.lists, portal.ui.charts, portal.db.queries.tickets, portal.actions.calls, pandas, pypinyin
import portal.auth.gate, streamlit_authenticator, holidays.countries
print(sorted(set(sys.modules) - before))
"""


def test_pages_find_everything_read() -> None:
    warmed = subprocess.run(
        [sys.executable, "-c", LEFT_TO_READ],
        cwd=ROOT,
        env=os.environ.copy(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "Traceback" not in warmed.stderr
    assert "ScriptRunContext" not in warmed.stderr
    assert warmed.stdout.strip() == "[]"
