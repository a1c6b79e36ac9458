"""A form with a field of every type, on a page of its own."""

from datetime import date, datetime

import streamlit as st
from sqlmodel import Field

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work
from portal.db.models.customers import Customer
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.tickets import Category, FaultLevel
from portal.ui import forms, gate


class TooQuiet(Refusal):
    message = N_("Write down the cause and the solution first.")
    field = "told"


class Note(Command):
    name: Line = Field(title="Name", min_length=1, max_length=10)
    told: Paragraph = Field(default="", title="Told", max_length=200, description="What was said")
    level: FaultLevel = Field(title="Level")
    category: Category | None = Field(default=None, title="Category")
    times: int = Field(default=1, ge=1, le=5, title="Times")
    urgent: bool = Field(default=False, title="Urgent")
    on: date | None = Field(default=None, title="Day")
    at: datetime | None = Field(default=None, title="Moment")
    contact_id: int | None = Field(default=None, title="Contact")
    id: int
    seen: int


def note(work: Work, command: Note) -> Outcome:
    if command.told == "quiet":
        raise TooQuiet
    customer = work.take(Customer, command.id, seen=command.seen)
    customer.remark = command.model_dump_json()
    work.happened("noted", "customer", command.id)
    return Outcome("customer", command.id, f"N-{command.name}", {"at": str(command.at)})


note.right = Right.EDIT_ARCHIVE  # type: ignore[attr-defined]
note.first = None  # type: ignore[attr-defined]

with gate.looking(Right.EDIT_ARCHIVE) as look:
    customer = look.session.get_one(Customer, st.session_state["customer"])
    forms.command_form(
        "note",
        Note,
        note,  # type: ignore[arg-type]
        fixed={"id": customer.id, "seen": customer.version},
        options={"contact_id": {1: "Zhang", 2: "Wang"}},
        initial={"name": customer.short_name[:10], "category": Category.TECHNICAL},
        columns=[["name", "level"], ["told"], ["category", "times", "urgent"], ["on", "at", "contact_id"]],
        submit="Keep",
        done=lambda outcome: f"Kept as {outcome.number}",
    )
