"""Satisfaction surveys and their answers."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, Text, text
from sqlmodel import Field

from portal.db.base import Table, text_enum
from portal.rules.surveys import SurveyChannel
from portal.rules.tickets import Category

_WAITING = text("answered_at IS NULL")


class Survey(Table, table=True):
    """One question to one customer after one solved ticket, and its one answer (rule S-01). Its link is kept as a digest."""

    __tablename__ = "survey"
    __table_args__ = (
        Index("ix_survey_sent_at", "sent_at"),
        Index("ix_survey_sent_at_customer_id", "sent_at", "customer_id"),
        Index("ix_survey_answered_at", "answered_at"),
        Index("ix_survey_waiting", "expires_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_survey_customer_id_id", "customer_id", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    ticket_id: int = Field(foreign_key="ticket.id", unique=True)
    customer_id: int = Field(foreign_key="customer.id")
    owner_id: int = Field(foreign_key="person.id")  # whose work is judged
    digest: bytes | None = Field(default=None, sa_type=LargeBinary, unique=True)
    sent_at: datetime | None = None  # None: to be asked, nobody did yet
    category: Category | None = Field(default=None, sa_type=text_enum(Category))  # of the ticket, when the survey was sent
    sent_by_id: int | None = Field(default=None, foreign_key="person.id")
    expires_at: datetime | None = None
    links: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # how many links were made; only the last one works
    answered_at: datetime | None = None
    answered_through: SurveyChannel | None = Field(default=None, sa_type=text_enum(SurveyChannel))
    entered_by_id: int | None = Field(default=None, foreign_key="person.id")
    speed: int | None = None
    ability: int | None = None
    attitude: int | None = None
    overall: int | None = None
    comment: str = Field(default="", sa_type=Text)


class SurveyTally(Table, table=True):
    """Surveys sent, answered and satisfied in an office month, by person and category: what the satisfaction chart reads."""

    __tablename__ = "survey_tally"

    month: int = Field(primary_key=True)  # yyyymm on the office's calendar, of the day the survey was sent
    owner_id: int = Field(foreign_key="person.id", primary_key=True)
    category: Category = Field(sa_type=text_enum(Category), primary_key=True)  # of the ticket, when the survey was sent
    sent: int = 0
    answered: int = 0
    satisfied: int = 0
    overall_sum: int = 0
