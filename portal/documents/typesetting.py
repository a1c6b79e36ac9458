"""Pages set by Typst: a template of ours, filled with plain data, printed with an embedded subset of Noto Sans SC.

Data reaches the page as strings, never as source, so nothing a customer wrote can name a file, run a function or load a
picture; the compiler has no network and no folder to read from.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from portal.i18n import Language

TEMPLATES = Path(__file__).parent


@lru_cache
def _fonts() -> typst.Fonts:
    folder = str(files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@lru_cache
def _template(name: str) -> bytes:
    return (TEMPLATES / f"{name}.typ").read_bytes()


def pdf(template: str, data: Mapping[str, Any], language: Language, at: datetime) -> bytes:
    """The filled template as PDF; `at` is the moment the document says it was made."""
    return typst.compile(
        _template(template),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "language": language[:2]},
        timestamp=int(at.timestamp()),
    )
