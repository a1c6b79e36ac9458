"""How new the database is: its last deed and its newest standard. What does not change with them is kept (`shared`, standards).

Every run of a page wants to know, so the question goes along with who is signed in.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import func, select
from sqlmodel import Session, col

from portal.db.models.records import AuditEntry
from portal.db.models.standards import Standard

NEWEST = "newest"  # in the info of a session
COLUMNS: tuple[Any, ...] = (
    select(func.max(col(Standard.id))).scalar_subquery(),
    select(func.count(col(Standard.id))).scalar_subquery(),
    select(func.max(col(AuditEntry.id))).scalar_subquery(),
)
_ASKED = select(*COLUMNS)


class Newest(NamedTuple):
    """Standards are only ever added, and each deed leaves an audit entry: nothing changes while these stay."""

    standard: int
    standards: int
    deed: int


def newest(session: Session) -> Newest:
    """How new the database is in the eyes of this session; asked once of each."""
    if NEWEST not in session.info:
        note(session, session.connection().execute(_ASKED).one())
    return cast(Newest, session.info[NEWEST])


def note(session: Session, found: Sequence[Any]) -> None:
    """Keep what another question brought along."""
    standard, standards, deed = found
    session.info[NEWEST] = Newest(standard or 0, standards, deed or 0)
