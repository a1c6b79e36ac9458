"""Finding a survey by its link, and what its page needs to know."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from portal.db.asking import ask
from portal.db.models.surveys import Survey
from portal.db.models.tickets import Ticket


@dataclass(frozen=True)
class AskedSurvey:
    """What the customer's page says about the request it asks about: its number and day, nothing personal."""

    id: int
    ticket_number: str
    solved_at: datetime | None
    expires_at: datetime | None
    answered_at: datetime | None


def token_digest(token: str) -> bytes:
    """Under what a link is found: its digest, so that looking it up takes equally long for a right and a wrong one."""
    return hashlib.sha256(token.encode()).digest()


def survey_by_token(session: Session, token: str) -> int | None:
    """The survey that a link opens."""
    return ask(session, select(col(Survey.id)).where(col(Survey.digest) == token_digest(token))).scalar_one_or_none()


def asked_survey(session: Session, token: str) -> AskedSurvey | None:
    """The survey that a link opens, for its page."""
    statement = (
        select(col(Survey.id), col(Ticket.number), col(Ticket.solved_at), col(Survey.expires_at), col(Survey.answered_at))
        .join(Ticket, col(Ticket.id) == col(Survey.ticket_id))
        .where(col(Survey.digest) == token_digest(token))
    )
    found = ask(session, statement).first()
    return AskedSurvey(*found) if found else None
