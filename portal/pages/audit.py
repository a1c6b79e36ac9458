"""Audit: who did what and when, what was denied, and whether anybody changed the record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, cast

import streamlit as st

from portal.actions import audit as chain
from portal.actions.acting import PORTAL
from portal.db.queries import audit, people
from portal.db.queries.audit import AuditFilter, AuditRow
from portal.db.queries.names import names_of
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate, translate_count
from portal.rules.deed_names import DEED_NAMES, SUBJECT_NAMES, deed_name
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen, status
from portal.ui.audit_facts import facts_in_words, people_in
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Values
from portal.ui.periods import period

CHECKED = "audit.checked"
OUTCOMES = {"done": N_("Carried out"), "denied": N_("Denied")}


@dataclass(frozen=True)
class Line(AuditRow):
    """An entry with its facts in words."""

    words: str


def asked(look: Look, values: Values) -> AuditFilter:
    """What the filters ask for."""
    since, until = period(values["period"], look.now) or (None, None)
    person_id = int(values["person"]) if values["person"] else None
    outcome = cast(Literal["", "done", "denied"], values["outcome"])
    return AuditFilter(person_id=person_id, deed=values["deed"], outcome=outcome, since=since, until=until)


def rows(look: Look, values: Values, after: int | None, limit: int) -> Sequence[Line]:
    """One page of the entries asked for."""
    found = audit.entries(look.session, asked(look, values), after, limit)
    people = names_of(look.session, people_in(found))
    return [Line(**vars(row), words=facts_in_words(row, people)) for row in found]


def count(look: Look, values: Values) -> Count:
    """How many were asked for."""
    return audit.count_entries(look.session, asked(look, values))


def deeds() -> Mapping[str, str]:
    """Every kind of deed, by its name in the reader's language."""
    return dict(sorted(((deed, translate(name)) for deed, name in DEED_NAMES.items()), key=lambda pair: pair[1]))


def actor(row: AuditRow) -> str:
    """Who did it; what nobody did was the portal's own work."""
    return _("Portal") if row.actor == PORTAL.name else row.actor or "–"


def mark(row: AuditRow) -> status.Mark:
    """Done or denied, in word and colour."""
    return status.Mark(translate(OUTCOMES.get(row.outcome, row.outcome)), "red" if row.outcome == "denied" else "green")


def subject(row: AuditRow) -> str:
    """The record that the deed was about."""
    name = translate(SUBJECT_NAMES.get(row.subject, row.subject))
    return f"{name} {row.subject_id}" if row.subject_id is not None else name


def check_chain(look: Look) -> None:
    """Recompute every link when asked to, and say whether the chain is whole or where it breaks."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(_("Check the chain"), key="audit.check", icon=":material/verified_user:"):
            with st.spinner(_("Checking every entry…")):
                st.session_state[CHECKED] = (chain.first_broken_link(look.session), audit.length(look.session))
        broken, length = st.session_state.get(CHECKED, (None, 0))
        if broken is not None:
            st.error(_("The chain is broken at entry {id}: it or one before it was changed, removed or added.").format(id=broken))
        elif length:
            st.success(translate_count("The chain is whole: {count} entry.", "The chain is whole: {count} entries.", length))


COLUMNS = [
    Column(name="at", title=N_("Time"), value=lambda row: status.exact(row.at), width=150),
    Column(name="actor", title=N_("Who"), value=actor, width=90),
    Column(name="deed", title=N_("Deed"), value=lambda row: translate(deed_name(row.deed)), width=255),
    Column(name="outcome", title=N_("Outcome"), kind="mark", value=mark, width=90),
    Column(name="subject", title=N_("Record"), value=subject, width=165),
    Column(name="facts", title=N_("Facts"), value=attrgetter("words")),
]

with gate.looking(Right.SEE_AUDIT) as look:
    screen.heading(
        _("Audit"), _("Who did what and when, the newest first. Entries cannot be changed; the check shows whether anybody did.")
    )
    check_chain(look)
    everybody = {str(id): name for id, name in people.names_of_all(look.session).items()}
    lists.show(
        lists.Listing(
            name="audit",
            columns=COLUMNS,
            filters=[
                Filter(name="person", title=N_("Who"), choices=lambda: everybody),
                Filter(name="deed", title=N_("Deed"), choices=deeds, width=1.5),
                Filter(
                    name="outcome", title=N_("Outcome"), choices=lambda: {key: translate(name) for key, name in OUTCOMES.items()}
                ),
                Filter(name="period", title=N_("Period"), kind="period"),
            ],
            rows=rows,
            count=count,
            place=lambda row: row.id,
            words=lambda number: translate_count("{count} entry matches", "{count} entries match", number),
            empty=_("No entry matches. Take a filter off."),
        ),
        look,
    )
