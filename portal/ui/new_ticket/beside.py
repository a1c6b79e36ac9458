"""What helps while one listens: proposed priority and category, similar problems, duplicates, the caller's card (H-03, H-11)."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from portal import clock
from portal.db.queries import suggestions
from portal.db.queries.callers import CallerCard
from portal.db.queries.standards import standards_on
from portal.i18n import _, translate, translate_count
from portal.navigation import page_file
from portal.rules.calls import Ending, Quadrant
from portal.rules.categories import proposed_category
from portal.rules.permissions import Right
from portal.rules.priority import priority
from portal.rules.tickets import FaultLevel
from portal.ui import customer_card, form_state, forms, gate
from portal.ui.gate import Look
from portal.ui.screen import plain

FORM = "new-ticket"
USED = "new-ticket.used"


def help_for(card: CallerCard, values: Mapping[str, Any]) -> None:
    """Everything beside the form, from what stands in it now."""
    if st.session_state.pop(USED, False):
        st.rerun()
    with gate.looking(Right.REGISTER_TICKET) as look:
        text = f"{values.get('symptom') or ''} {values.get('description') or ''}".strip()
        _priority(card, values)
        if text:
            _category(look, text, values)
            _duplicates(look, card, text)
            _similar(look, text)
        with st.container(border=True):
            customer_card.show(look, card, "new-ticket")


def _priority(card: CallerCard, values: Mapping[str, Any]) -> None:
    quadrant = Quadrant(values.get("quadrant") or Quadrant.NEITHER)
    weight = priority(
        urgent=quadrant.urgent,
        important=quadrant.important,
        level=FaultLevel(values.get("level") or FaultLevel.THREE),
        customer=card.customer.importance,
        account_security=bool(values.get("account_security")),
    )
    proposed = _("Priority {number}").format(number=weight.number)
    st.markdown(f"**{proposed}**")
    st.caption(" · ".join(translate(reason) for reason in weight.reasons))


def _category(look: Look, text: str, values: Mapping[str, Any]) -> None:
    keywords = standards_on(look.session, clock.at_the_office(look.now).date()).value("ticket.keywords")
    proposed = proposed_category(text, keywords)
    if proposed is not None and values.get("category") != proposed.value:
        st.button(
            _("Category: {category}?").format(category=proposed.label), key="new-ticket.category.take", icon=":material/label:",
            help=_("Proposed from the words of the symptom"), on_click=forms.fill, args=(FORM, {"category": proposed.value}),
        )  # fmt: skip


def _duplicates(look: Look, card: CallerCard, text: str) -> None:
    alike = suggestions.possible_duplicates(look.session, card.customer.id, text)
    if not alike:
        return
    with st.container(border=True):
        title = _("Perhaps registered already")
        st.markdown(f":orange[:material/content_copy: **{title}**]")
        for row in alike:
            st.page_link(page_file("ticket"), label=plain(f"{row.number} {row.symptom}"), query_params={"id": row.number})
            st.caption(plain(f"{row.status.label} · {row.owner}"))


def _similar(look: Look, text: str) -> None:
    articles = suggestions.similar_articles(look.session, text)
    tickets = suggestions.similar_solved_tickets(look.session, text)
    if not articles and not tickets:
        st.caption(_("No similar problem is known."))
        return
    title = _("Similar problems")
    st.markdown(f":material/lightbulb: **{title}**")
    for article in articles:
        uses = translate_count("used {count} time", "used {count} times", article.uses)
        with st.expander(plain(article.title), icon=":material/menu_book:"):
            st.caption(plain(f"{article.number} · {uses}"))
            _solution(article.cause, article.solution, f"article.{article.id}", article.id)
    for ticket in tickets:
        with st.expander(plain(ticket.symptom), icon=":material/task_alt:"):
            st.page_link(page_file("ticket"), label=ticket.number, query_params={"id": ticket.number})
            _solution(ticket.cause, ticket.solution, f"ticket.{ticket.id}", None)


def _solution(cause: str, solution: str, name: str, article_id: int | None) -> None:
    st.text(solution)
    st.button(
        _("Use this solution"),
        key=f"new-ticket.use.{name}",
        icon=":material/input:",
        on_click=_use,
        args=(cause, solution, article_id),
    )


def _use(cause: str, solution: str, article_id: int | None) -> None:
    st.session_state[USED] = True
    filled: dict[str, Any] = {"solution": solution, "ending": Ending.SOLVED.value, "article_id": article_id}
    if cause and not form_state.opened(FORM)["values"].get("cause"):
        filled["cause"] = cause
    forms.fill(FORM, filled)
