"""Drafts: what somebody typed and has not sent, kept until it is. No deed of the department: no audit, own small transaction."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col

from portal.actions.deed import Outcome
from portal.db.models.records import Draft, SavedCommand
from portal.db.session import is_postgresql, reading, writing


@dataclass(frozen=True)
class Opened:
    """A form as somebody left it: its idempotency key, the typed content, and what came of it if it was sent after all."""

    key: str
    content: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    saved: Outcome | None = None


def keep_draft(person_id: int, form: str, key: str, content: Mapping[str, Any], at: datetime) -> None:
    """Keep what is in a form now, instead of what was kept before. Content is plain JSON values."""
    with writing() as session:
        insert = (postgresql if is_postgresql(session) else sqlite).insert(Draft)
        kept = {"key": key, "content": json.dumps(content, ensure_ascii=False), "at": at}
        session.execute(
            insert.values(person_id=person_id, form=form, **kept).on_conflict_do_update(
                index_elements=["person_id", "form"], set_=kept
            )
        )


def draft_of(person_id: int, form: str) -> Opened | None:
    """What the person left in a form; with the outcome, where the form was saved and the person never saw the answer."""
    with reading() as session:
        draft = session.get(Draft, (person_id, form))
        if draft is None:
            return None
        sent = session.get(SavedCommand, draft.key)
        mine = sent is not None and sent.person_id == person_id
        saved = Outcome(**cast(dict[str, Any], sent.outcome)) if sent is not None and mine else None
        return Opened(draft.key, json.loads(draft.content), draft.at, saved)


def forget_draft(person_id: int, form: str) -> None:
    """Forget what was typed into a form: it is saved now, or thrown away."""
    with writing() as session:
        session.execute(delete(Draft).where(col(Draft.person_id) == person_id, col(Draft.form) == form))
