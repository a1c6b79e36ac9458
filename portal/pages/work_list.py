"""Work list: everything that waits for one person, across all processes, by what is due first (rule O-04)."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from portal.db.queries import work_items
from portal.db.queries.dated_work import dated_work
from portal.db.queries.service_work import service_work
from portal.db.queries.work_items import WorkItem
from portal.db.queries.work_list import work_list
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right
from portal.rules.promises import Verdict
from portal.ui import gate, screen, status
from portal.ui.gate import Look
from portal.ui.live import live
from portal.ui.tables import Column, table


def due(look: Look, item: WorkItem) -> status.Mark | None:
    """How near a thing is to its time."""
    return status.due_mark(item.verdict(look.now), item.due_at, look.now)


def due_at(look: Look, item: WorkItem) -> str:
    """When it is due: the hour, or the day where it is a matter of days."""
    return status.short(item.due_at, look.now, by_day=item.by_day)


def columns(look: Look) -> list[Column]:
    """What a line says."""
    return [
        Column(name="due", title=N_("Due"), kind="mark", value=partial(due, look), width=140),
        Column(name="kind", title=N_("To do"), value=lambda item: item.kind.label, width=190),
        Column(name="customer", title=N_("Customer"), width=130),
        Column(name="text", title=N_("Problem")),
        Column(name="at", title=N_("At"), value=partial(due_at, look), width=90),
        Column(name="number", title=N_("Number"), width=120),
    ]


def draw_summary(items: Sequence[WorkItem], look: Look) -> None:
    """How much there is, and how much of it burns."""
    verdicts = [item.verdict(look.now) for item in items]
    late, near = verdicts.count(Verdict.BROKEN), verdicts.count(Verdict.AT_RISK)
    said_late, said_near = _("{count} late"), _("{count} at risk")
    words = [translate_count("{count} thing to do", "{count} things to do", len(items))]
    if late:
        words.append(f":red-badge[:material/timer_off: {said_late.format(count=late)}]")
    if near:
        words.append(f":orange-badge[:material/hourglass_bottom: {said_near.format(count=near)}]")
    st.markdown("  ".join(words))


@live(seconds=10)
def waiting() -> None:
    """The list itself."""
    with gate.looking(Right.SEE_WORK_LIST) as look:
        found = [item for ask in (work_list, dated_work, service_work) for item in ask(look.session, look.actor, look.now)]
        items = sorted(found, key=lambda item: (item.due_at is None, item.due_at or look.now, item.number))
        if not items:
            screen.empty(
                _("Nothing waits for you. Callbacks, tickets, orders and decisions that are yours appear here, due first.")
            )
            return
        draw_summary(items, look)
        table("work-list", columns(look), items[: work_items.FOREMOST], opens)
        if len(items) > work_items.FOREMOST:
            others = _("The first {count} are shown; the others come up as these are done.")
            st.caption(others.format(count=work_items.FOREMOST))


def opens(item: WorkItem) -> tuple[str, str]:
    """The page and the record of a line."""
    address, _is, number = item.address.partition("?id=")
    return address, number


with gate.looking(Right.SEE_WORK_LIST):
    screen.heading(_("Work list"), _("Everything that waits for you, what is due first on top; a click on a line opens it."))
waiting()
