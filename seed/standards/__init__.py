"""The department's default standards, loaded from defaults.toml."""

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from portal.db.models.standards import Standard

DEFAULTS = Path(__file__).parent / "defaults.toml"


def default_values() -> dict[str, dict[str, Any]]:
    """Every standard's default value by its key."""
    return tomllib.loads(DEFAULTS.read_text(encoding="utf-8"))


def load_standards(session: Session, *, valid_from: date, at: datetime) -> None:
    """Give each standard that has no value yet its default."""
    known = set(session.exec(select(col(Standard.key)).distinct()))
    for key, value in default_values().items():
        if key not in known:
            session.add(Standard(key=key, value=value, valid_from=valid_from, set_at=at, reason="default"))
