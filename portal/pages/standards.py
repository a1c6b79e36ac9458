"""Service standards: what the department promises and aims at, from which day on, and who changed it (rule Q-09)."""

from datetime import date

import streamlit as st

from portal import clock
from portal.db.queries.standard_history import StandardRow, history, in_force
from portal.i18n import N_, _, translate
from portal.rules.permissions import Right
from portal.rules.standard_words import in_words
from portal.rules.standards import DEFINITIONS, Definition
from portal.rules.working_time import make_up_days_known
from portal.ui import gate, screen, status
from portal.ui.gate import Look
from portal.ui.screen import plain
from portal.ui.standards import changing
from portal.ui.tables import Column, table

CHOSEN = "standards.chosen"
GROUPS = {
    N_("Promises"): ("promise.", "warn."),
    N_("Targets"): ("target.",),
    N_("Periods and words"): ("survey.", "ticket.", "entitlement.", "article."),
    N_("First visits"): ("first_visit.", "script.first_visit"),
    N_("Service plans"): ("plan.",),
    N_("Projects"): ("handover.",),
    N_("Office"): ("calendar.", "contact."),
}
COLUMNS = (
    Column(name="label", title=N_("Standard"), value=lambda row: translate(DEFINITIONS[row.key].label), width=220),
    Column(name="value", title=N_("Value"), value=lambda row: in_words(DEFINITIONS[row.key].kind, row.value), width=180),
    Column(name="valid_from", title=N_("Valid from"), value=lambda row: row.valid_from.isoformat(), width=95),
    Column(name="rule", title=N_("Rule"), value=lambda row: DEFINITIONS[row.key].rule, width=55),
)


def why(row: StandardRow) -> str:
    """The reason of a change; the values an installation begins with have none of their own."""
    return _("delivered with the portal") if row.reason == "default" else row.reason


def warn_of_missing_days(today: date) -> None:
    """Before the State Council announces next year's make-up days, promises across New Year may fall on a wrong day."""
    for year in (today.year, today.year + 1):
        if not make_up_days_known(year):
            words = _("The make-up working days of {year} are not published yet: enter them as special days when they are.")
            st.warning(plain(words.format(year=year)), icon=":material/event_busy:")


def overview(held: dict[str, StandardRow]) -> None:
    """Every standard by group, with the value that holds today."""
    for title, prefixes in GROUPS.items():
        st.subheader(translate(title), anchor=False)
        table(f"standards.{title}", COLUMNS, [held[key] for key in DEFINITIONS if key.startswith(prefixes) and key in held])


def one(look: Look, definition: Definition, today: date) -> None:
    """The history of a standard, and for a manager the form that changes it."""
    rows = history(look.session, definition.key)
    coming = [row for row in rows if row.valid_from > today]
    if coming:
        words = _("From {day}: {value}").format(day=coming[-1].valid_from, value=in_words(definition.kind, coming[-1].value))
        st.info(plain(words), icon=":material/upcoming:")
    if look.actor.may(Right.SET_STANDARDS):
        held = next((row for row in rows if row.valid_from <= today), None)
        changing.form(definition, held.value if held else {}, today)
    for row in rows:
        told = (_("from {day}").format(day=row.valid_from), row.set_by or _("Portal"), why(row))
        st.markdown(
            f"{plain(in_words(definition.kind, row.value))}  \n:gray[{plain(' · '.join(told))}]", help=status.exact(row.set_at)
        )


def _to_address() -> None:
    st.query_params["standard"] = st.session_state[CHOSEN]


with gate.looking(Right.SEE_STANDARDS) as look:
    screen.heading(
        _("Service standards"),
        _("What the department promises and aims at. A change holds from a day on; old cases keep theirs."),
    )
    today = clock.at_the_office(look.now).date()
    warn_of_missing_days(today)
    left, right = st.columns([3, 2], gap="large")
    with left:
        overview(in_force(look.session, today))
    with right:
        st.subheader(_("Change and history"), anchor=False)
        if CHOSEN not in st.session_state and st.query_params.get("standard") in DEFINITIONS:
            st.session_state[CHOSEN] = st.query_params["standard"]
        labels = {key: translate(definition.label) for key, definition in DEFINITIONS.items()}
        chosen = st.selectbox(_("Standard"), list(labels), format_func=lambda key: labels[key], key=CHOSEN, on_change=_to_address)
        one(look, DEFINITIONS[chosen], today)
