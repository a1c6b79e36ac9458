"""The figures above the queue and the charts beside it; each opens the rows behind it (rules Q-01, Q-02)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from portal import clock
from portal.db.queries import figures, satisfaction, standards
from portal.db.queries.figures import DayFlow, Pressure, Pressures, Stock
from portal.db.queries.satisfaction import Satisfaction
from portal.db.queries.shared import shared
from portal.i18n import _
from portal.navigation import page_file
from portal.rules.due_words import span_words
from portal.rules.promises import Verdict
from portal.rules.tickets import TicketStatus
from portal.ui import charts, list_filters
from portal.ui.charts import Axis, Chart, Series
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look

DAYS = 14
FEW_ANSWERS = 10
MOST_BUSY = 12
LIST = "queue"
NOTHING: Mapping[str, str] = {"scope": "", "level": "", "state": "", "find": "", "owner": "", "promise": ""}

AT_RISK, BROKEN = {"promise": Verdict.AT_RISK.value}, {"promise": Verdict.BROKEN.value}
REQUESTS = {"state": TicketStatus.DISPATCH_REQUESTED.value}


@dataclass(frozen=True)
class Board:
    """What the figures and charts of a moment are made of; the same for everybody."""

    now: datetime
    stock: list[Stock]
    flow: list[DayFlow]
    pressures: Pressures
    satisfaction: Satisfaction
    target: int

    @property
    def today(self) -> DayFlow:
        """What came in and was solved today."""
        today = _number(clock.at_the_office(self.now).date())
        return next((day for day in self.flow if day.day == today), DayFlow(today, 0, 0))


def load(look: Look) -> Board:
    """The figures of this second, asked for once for all who look; anew after each deed."""
    return shared(look.session, "queue board", look.now.replace(microsecond=0), lambda: _ask(look))


def _ask(look: Look) -> Board:
    today = clock.at_the_office(look.now).date()
    month = today.year * 100 + today.month
    return Board(
        now=look.now,
        stock=figures.open_stock(look.session),
        flow=figures.flow_by_day(look.session, _number(today - timedelta(days=DAYS - 1)), _number(today)),
        pressures=figures.pressure(look.session, look.now),
        satisfaction=satisfaction.satisfaction(look.session, month, month),
        target=standards.standards_on(look.session, today).number("target.satisfaction"),
    )


def _number(day: date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


def draw_figures(board: Board) -> None:
    """Five figures with what they are measured by."""
    more = "+" if board.pressures.capped else ""
    next_due = board.pressures.next_due_at
    due = _("next in {span}").format(span=span_words(next_due - board.now)) if next_due else _("nothing is due")
    today = _("today {registered} in, {solved} solved").format(registered=board.today.registered, solved=board.today.solved)
    requests = str(figures.total(board.stock, TicketStatus.DISPATCH_REQUESTED))
    five = [
        Figure("open", _("Open tickets"), str(figures.total(board.stock)), today, partial(_narrow, {})),
        Figure("at_risk", _("At risk"), f"{board.pressures.at_risk}{more}", due, partial(_narrow, AT_RISK)),
        Figure("broken", _("Broken"), f"{board.pressures.broken}{more}", _("past their promise"), partial(_narrow, BROKEN)),
        Figure("requests", _("Dispatch requests"), requests, _("wait for a decision"), partial(_narrow, REQUESTS)),
        Figure("satisfaction", _("Satisfied this month"), *_satisfaction_words(board), _open_satisfaction),
    ]
    figure_row(LIST, five)


def _narrow(values: Mapping[str, str]) -> None:
    list_filters.put(LIST, {**NOTHING, **values})


def _open_satisfaction() -> None:
    st.switch_page(page_file("satisfaction"))


def _satisfaction_words(board: Board) -> tuple[str, str]:
    asked = board.satisfaction
    if asked.rate is None:
        return "–", _("no answer yet")
    if asked.answered < FEW_ANSWERS:
        return f"{asked.rate:.0f} %", _("{satisfied} of only {answered} answers").format(
            satisfied=asked.satisfied, answered=asked.answered
        )
    words = _("{satisfied} of {answered}, target {target} %")
    return f"{asked.rate:.1f} %", words.format(satisfied=asked.satisfied, answered=asked.answered, target=board.target)


def draw_charts(board: Board) -> None:
    """Arrivals and completions, backlog by state, workload by person."""
    st.subheader(_("Registered and solved, last {days} days").format(days=DAYS), anchor=False)
    charts.line_over_time(
        Chart(
            key=f"{LIST}.flow",
            rows=_days(board),
            along=Axis("day", "", "temporal", "%m-%d"),
            series=[Series("registered", _("registered"), "accent"), Series("solved", _("solved"), "second")],
            unit=_("tickets"),
            alt=_("Lines: tickets registered and tickets solved on each of the last {days} days").format(days=DAYS),
            height=130,
        )
    )
    st.subheader(_("Open tickets by person"), anchor=False)
    charts.stacked_bars(
        Chart(
            key=f"{LIST}.load",
            rows=_loads(board),
            along=Axis("owner", _("Owner"), "nominal"),
            series=[
                Series("broken", Verdict.BROKEN.label, "broken"),
                Series("at_risk", Verdict.AT_RISK.label, "at_risk"),
                Series("rest", _("Rest"), "calm"),
            ],
            unit=_("tickets"),
            alt=_("Bars: open tickets by person, with a broken promise, at risk, and the others"),
            picked=partial(_pick, {stock.owner: str(stock.owner_id) for stock in board.stock}, "owner"),
        )
    )
    st.subheader(_("Open tickets by state"), anchor=False)
    charts.bars(
        Chart(
            key=f"{LIST}.states",
            rows=_states(board),
            along=Axis("state", _("State"), "nominal"),
            series=[Series("tickets", _("tickets"), "calm")],
            unit=_("tickets"),
            alt=_("Bars: open tickets in each state"),
            picked=partial(_pick, {state.label: state.value for state in TicketStatus}, "state"),
        )
    )


def _pick(values: Mapping[str, str], filter_name: str, label: str) -> None:
    if label in values:
        _narrow({filter_name: values[label]})


def _days(board: Board) -> list[dict[str, object]]:
    today = clock.at_the_office(board.now).date()
    known = {flow.day: flow for flow in board.flow}
    days = [today - timedelta(days=ago) for ago in range(DAYS - 1, -1, -1)]
    flows = [(day, known.get(_number(day), DayFlow(0, 0, 0))) for day in days]
    return [{"day": day.isoformat(), "registered": flow.registered, "solved": flow.solved} for day, flow in flows]


def _states(board: Board) -> list[dict[str, object]]:
    counted: Counter[TicketStatus] = Counter()
    for stock in board.stock:
        counted[stock.status] += stock.tickets
    return [{"state": state.label, "tickets": counted[state]} for state in TicketStatus if counted[state]]


def _loads(board: Board) -> list[dict[str, object]]:
    pressed = {each.owner_id: each for each in board.pressures.owners}
    loads: Counter[tuple[int, str]] = Counter()
    for stock in board.stock:
        loads[stock.owner_id, stock.owner] += stock.tickets
    return [_load(owner, whole, pressed.get(owner_id)) for (owner_id, owner), whole in loads.most_common(MOST_BUSY)]


def _load(owner: str, whole: int, pressed: Pressure | None) -> dict[str, object]:
    broken, at_risk = (pressed.broken, pressed.at_risk) if pressed else (0, 0)
    return {"owner": owner, "broken": broken, "at_risk": at_risk, "rest": max(0, whole - broken - at_risk)}
