"""The log: one JSON line an event, whoever has something to say."""

import json
import subprocess
import sys

import pytest

WARNING = "from portal.web.log import configure; configure(); import warnings; warnings.warn('of a library', FutureWarning)"


@pytest.mark.rule("X-01")
def test_what_a_library_warns_of_is_a_line_like_any_other() -> None:
    ended = subprocess.run([sys.executable, "-c", WARNING], capture_output=True, text=True, check=True)
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [(line["level"], line["from"]) for line in lines] == [("warning", "py.warnings")]
    assert "of a library" in lines[0]["text"]
