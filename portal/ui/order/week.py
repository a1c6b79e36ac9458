"""Who is where this week: engineers down, days across, each appointment a link to its order (rule D-11)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial

import streamlit as st

from portal.clock import at_the_office, office_zone
from portal.db.queries import orders
from portal.db.queries.orders import EngineerRow, OrderRow
from portal.i18n import N_, _, translate
from portal.ui import brief
from portal.ui.brief import Button, Words
from portal.ui.gate import Look
from portal.ui.order.marks import MARKS
from portal.ui.tables import Column, Stacked, table

DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
NARROWEST = 90  # pixels: on a phone the week is moved sideways
Placed = Mapping[tuple[int, date], Sequence[OrderRow]]


def week(look: Look) -> None:
    """Draw the week that the address names, or this one; Saturday and Sunday only where somebody goes."""
    monday = _monday(look.now)
    since = datetime.combine(monday, time(), office_zone())
    rows = orders.appointments(look.session, since, since + timedelta(days=7))
    away = orders.absent_engineers(look.session, monday, monday + timedelta(days=6))
    _turn(monday)
    placed = _placed(rows)
    days = [monday + timedelta(days=place) for place in range(7)]
    days = [day for place, day in enumerate(days) if place < 5 or any(key[1] == day for key in placed)]
    engineers = orders.engineers(look.session)
    columns = [Column(name="engineer", title=N_("Engineer"), kind="stack", value=_engineer, width=110)]
    columns += [_column(day, placed, away, strong=day == at_the_office(look.now).date()) for day in days]
    table("week", columns, engineers, tall=None)


def _monday(now: datetime) -> date:
    today = at_the_office(now).date()
    try:
        chosen = date.fromisoformat(st.query_params.get("week", ""))
    except ValueError:
        chosen = today
    if not 2000 < chosen.year < 3000:
        chosen = today
    return chosen - timedelta(days=chosen.weekday())


def _turn(monday: date) -> None:
    turns = (
        Button(label, f"week.{days}", partial(_show, (monday + timedelta(days=days)).isoformat()), icon, look="bare")
        for label, icon, days in ((_("Week before"), "chevron_left", -7), (_("Week after"), "chevron_right", 7))
    )
    back = Button(_("This week"), "week.this", partial(_show, ""), look="bare")
    days = Words(f"{monday:%Y-%m-%d} – {monday + timedelta(days=6):%Y-%m-%d}", "quiet")
    brief.draw("week.turn", [brief.line(*turns, back, days)])


def _show(monday: str) -> None:
    if monday:
        st.query_params["week"] = monday
    elif "week" in st.query_params:
        del st.query_params["week"]


def _placed(rows: Sequence[OrderRow]) -> Placed:
    placed: dict[tuple[int, date], list[OrderRow]] = {}
    for row in rows:
        if row.engineer_id is not None and row.starts_at is not None:
            placed.setdefault((row.engineer_id, at_the_office(row.starts_at).date()), []).append(row)
    return placed


def _engineer(engineer: EngineerRow) -> list[Stacked]:
    return [Stacked(engineer.name), Stacked("", note=_("In hand: {count}").format(count=engineer.in_hand))]


def _column(day: date, placed: Placed, away: Sequence[tuple[int, date, date]], *, strong: bool) -> Column:
    absent = {person_id for person_id, first, last in away if first <= day <= last}

    def cell(engineer: EngineerRow) -> list[Stacked]:
        there = [_appointment(row) for row in placed.get((engineer.id, day), [])]
        return [Stacked("", note=_("Absent")), *there] if engineer.id in absent else there

    words = f"{translate(DAYS[day.weekday()])} {day:%m-%d}"
    return Column(name=f"{day}", title=words, kind="stack", value=cell, width=NARROWEST, strong=strong)


def _appointment(row: OrderRow) -> Stacked:
    begins = f"{at_the_office(row.starts_at):%H:%M}" if row.starts_at else ""
    until = f"–{at_the_office(row.ends_at):%H:%M}" if row.ends_at else ""
    help = f"{row.status.label} · {row.number}"
    return Stacked(row.customer, f"{begins}{until}", MARKS[row.status][1], help, ("dispatch-order", row.number))
