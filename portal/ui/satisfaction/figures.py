"""Satisfaction in figures and charts: each rate with its denominator, each bar opens the answers behind it (rule S-02)."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

import streamlit as st
from sqlmodel import Session

from portal.clock import at_the_office
from portal.db.queries import satisfaction
from portal.db.queries.coverage import coverage
from portal.db.queries.satisfaction import Satisfaction
from portal.db.queries.shared import shared
from portal.db.queries.standards import standards_on
from portal.i18n import _, translate
from portal.rules.standards import Standards
from portal.ui import charts, list_filters
from portal.ui.charts import Axis, Chart, Series, Target
from portal.ui.figure_row import Figure, figure_row
from portal.ui.gate import Look
from portal.ui.satisfaction.spans import Span, month_after

Answer = TypeVar("Answer")
FEW = 10
TREND_MONTHS = 12
LIST = "answers"
NOTHING = {"mark": "", "owner": "", "category": ""}


def share(part: int, whole: int) -> str:
    """A rate in percent; a dash where there is nothing to divide by."""
    return f"{100 * part / whole:.1f} %" if whole else "–"


def denominator(part: int, whole: int) -> str:
    """What a rate is made of; fewer than ten answers say so."""
    if not whole:
        return _("no answer yet")
    if whole < FEW:
        return _("{part} of only {whole}").format(part=part, whole=whole)
    return _("{part} of {whole}").format(part=part, whole=whole)


def _against(made_of: str, goal: str) -> str:
    return _("{share}, {target}").format(share=made_of, target=goal)


def figures(look: Look, months: Span) -> None:
    """The figures of these months, and below them trend, people and categories."""
    standards = standards_on(look.session, at_the_office(look.now).date())
    _row(look, months, standards)
    trend, parts = st.columns([1.2, 1], gap="large")
    with trend:
        _trend(look, standards.number("target.satisfaction"))
    with parts:
        _by_person(look, months)
        _by_category(look, months)


def _once(look: Look, find: Callable[[Session, int, int], Answer], months: Span) -> Answer:
    """What everybody sees of these months is asked for once for all of them."""
    return shared(look.session, find.__name__, months.months, lambda: find(look.session, *months.months))


def _row(look: Look, months: Span, standards: Standards) -> None:
    asked = _once(look, satisfaction.satisfaction, months)
    since, until = months.moments
    customers = shared(look.session, "coverage", (since, until), lambda: coverage(look.session, since, until))

    def goal(key: str) -> str:
        return _("target {percent} %").format(percent=standards.number(key))

    mean = f"{asked.overall_sum / asked.answered:.1f}" if asked.answered else "–"
    figure_row(
        "satisfaction",
        [
            Figure(
                "rate",
                _("Satisfaction rate"),
                share(asked.satisfied, asked.answered),
                _against(denominator(asked.satisfied, asked.answered), goal("target.satisfaction")),
                partial(_show, {"mark": "satisfied"}),
            ),
            Figure(
                "poor",
                _("Not satisfied"),
                str(asked.answered - asked.satisfied),
                _("of {count} answers").format(count=asked.answered),
                partial(_show, {"mark": "not"}),
            ),
            Figure("mean", _("Mean mark of 5"), mean, _("over {count} answers").format(count=asked.answered), partial(_show, {})),
            Figure(
                "feedback",
                _("Feedback rate"),
                share(asked.answered, asked.asked),
                _against(denominator(asked.answered, asked.asked), goal("target.feedback")),
            ),
            Figure(
                "coverage",
                _("Customers asked"),
                share(customers.asked, customers.served),
                _against(denominator(customers.asked, customers.served), goal("target.coverage")),
            ),
        ],
    )  # fmt: skip


def _show(values: dict[str, str]) -> None:
    list_filters.put(LIST, {**NOTHING, **values})


def _trend(look: Look, target: int) -> None:
    st.subheader(_("Satisfied by month"), anchor=False)
    this_month = at_the_office(look.now).date().replace(day=1)
    months = Span(month_after(this_month, 1 - TREND_MONTHS), this_month)
    by_month = _once(look, satisfaction.satisfaction_by_month, months)
    rates = {f"{row.key // 100}-{row.key % 100:02d}-01": round(row.rate, 1) for row in by_month if row.rate is not None}
    if not rates:
        st.caption(_("The line begins with the first answer."))
        return
    charts.line_over_time(
        Chart(
            key="satisfaction.trend",
            rows=[{"month": month, "rate": rate} for month, rate in rates.items()],
            along=Axis("month", "", "temporal", "%y-%m"),
            series=[Series("rate", _("satisfied, %"), "accent")],
            unit="%",
            lowest=min(50, 10 * int(min(rates.values()) // 10)),
            highest=100,
            target=Target(target, _("Target {percent} %").format(percent=target)),
            alt=_("Line: share of satisfied answers in each of the last {count} months").format(count=TREND_MONTHS),
            height=230,
        )
    )


def _by_person(look: Look, months: Span) -> None:
    st.subheader(_("By person"), anchor=False)
    people = _once(look, satisfaction.satisfaction_by_person, months)
    _bars("owner", people, {f"{row.key}": row.name for row in people}, _("Bars: share of satisfied answers by person"))


def _by_category(look: Look, months: Span) -> None:
    st.subheader(_("By category"), anchor=False)
    rows = _once(look, satisfaction.satisfaction_by_category, months)
    labels = {row.key.value: translate(row.name) for row in rows}
    _bars("category", rows, labels, _("Bars: share of satisfied answers by category"))


def _bars(filter_name: str, rows: list[Satisfaction], labels: dict[str, str], alt: str) -> None:
    names = {str(row.key): f"{labels[str(row.key)]} · {denominator(row.satisfied, row.answered)}" for row in rows if row.answered}
    if not names:
        st.caption(_("The bars begin with the first answer."))
        return
    charts.bars(
        Chart(
            key=f"satisfaction.{filter_name}",
            rows=[{"name": names[str(row.key)], "rate": round(row.rate, 1)} for row in rows if row.rate is not None],
            along=Axis("name", "", "nominal"),
            series=[Series("rate", _("satisfied, %"), "accent")],
            unit="%",
            highest=100,
            alt=alt,
            picked=partial(_pick, filter_name, {name: key for key, name in names.items()}),
        )
    )


def _pick(filter_name: str, keys: dict[str, str], name: str) -> None:
    if name in keys:
        _show({filter_name: keys[name]})
