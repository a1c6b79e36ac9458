"""Who is where this week: engineers down, days across, each appointment a button that opens its order (rule D-11)."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from portal.clock import at_the_office, office_zone
from portal.db.queries import orders
from portal.db.queries.orders import EngineerRow, OrderRow
from portal.i18n import N_, _, translate
from portal.navigation import page_file
from portal.ui import screen
from portal.ui.gate import Look
from portal.ui.order.marks import MARKS

DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
NARROWEST = 90  # pixels: on a phone the week is moved sideways


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
    # A grid, because a cell of it costs something only where there is something in it.
    grid = st.grid(1 + len(days), wrap=False, min_column_width=NARROWEST, gap="xxsmall", border=True)
    _head(grid, days, at_the_office(look.now).date())
    for engineer in orders.engineers(look.session):
        absent = {day for day in days for person_id, first, last in away if person_id == engineer.id and first <= day <= last}
        _line(grid, engineer, days, placed, absent)


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
    with st.container(horizontal=True, vertical_alignment="center"):
        for label, icon, days in ((_("Week before"), "chevron_left", -7), (_("Week after"), "chevron_right", 7)):
            st.button(
                label,
                key=f"week.{days}",
                icon=f":material/{icon}:",
                type="tertiary",
                on_click=_show,
                args=((monday + timedelta(days=days)).isoformat(),),
            )
        st.button(_("This week"), key="week.this", type="tertiary", on_click=_show, args=("",))
        st.caption(f"{monday:%Y-%m-%d} – {monday + timedelta(days=6):%Y-%m-%d}")


def _show(monday: str) -> None:
    if monday:
        st.query_params["week"] = monday
    elif "week" in st.query_params:
        del st.query_params["week"]


def _placed(rows: Sequence[OrderRow]) -> Mapping[tuple[int, date], list[OrderRow]]:
    placed: dict[tuple[int, date], list[OrderRow]] = {}
    for row in rows:
        if row.engineer_id is not None and row.starts_at is not None:
            placed.setdefault((row.engineer_id, at_the_office(row.starts_at).date()), []).append(row)
    return placed


def _head(grid: Any, days: Sequence[date], today: date) -> None:
    engineer = _("Engineer")
    grid.markdown(f":gray[{engineer}]")
    for day in days:
        words = f"{translate(DAYS[day.weekday()])} {day:%m-%d}"
        grid.markdown(f"**{words}**" if day == today else f":gray[{words}]")


def _line(
    grid: Any, engineer: EngineerRow, days: Sequence[date], placed: Mapping[tuple[int, date], list[OrderRow]], absent: set[date]
) -> None:
    in_hand = _("In hand: {count}").format(count=engineer.in_hand)
    grid.markdown(f"**{screen.plain(engineer.name)}**  \n:gray[:small[{screen.plain(in_hand)}]]")
    for day in days:
        rows = placed.get((engineer.id, day), [])
        if not rows:
            grid.caption(_("Absent") if day in absent else "")
            continue
        with grid.cell():
            if day in absent:
                st.caption(_("Absent"))
            for row in rows:
                _appointment(row)


def _appointment(row: OrderRow) -> None:
    begins = f"{at_the_office(row.starts_at):%H:%M}" if row.starts_at else ""
    until = f"–{at_the_office(row.ends_at):%H:%M}" if row.ends_at else ""
    st.caption(screen.plain(f"{begins}{until}"))
    if st.button(
        screen.plain(row.customer),
        key=f"week.order.{row.id}",
        type="tertiary",
        icon=f":material/{MARKS[row.status][1]}:",
        help=f"{row.status.label} · {row.number}",
    ):
        st.switch_page(page_file("dispatch-order"), query_params={"id": row.number})
