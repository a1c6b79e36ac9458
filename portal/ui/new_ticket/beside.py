"""What helps while one listens: proposed priority and category, similar problems, duplicates, the caller's card (H-03, H-11)."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from portal import clock
from portal.db.queries import suggestions
from portal.db.queries.callers import CallerCard
from portal.db.queries.standards import standards_on
from portal.db.queries.suggestions import SimilarArticle, SimilarTicket
from portal.i18n import _, translate, translate_count
from portal.rules.calls import Ending, Quadrant
from portal.rules.categories import proposed_category
from portal.rules.permissions import Right
from portal.rules.priority import priority
from portal.rules.tickets import FaultLevel
from portal.ui import brief, customer_card, form_state, forms, gate
from portal.ui.brief import Button, Card, Fold, Part, Text, Thing, Words
from portal.ui.gate import Look
from portal.ui.status import Badge

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
    said: list[Thing] = [brief.line(Badge(_("Perhaps registered already"), "orange", "content_copy"))]
    for row in alike:
        said.append(brief.line(brief.link(look, f"{row.number} {row.symptom}", ("ticket", row.number))))
        said.append(brief.note(f"{row.status.label} · {row.owner}"))
    brief.draw("new-ticket.duplicates", [Card(said)])


def _similar(look: Look, text: str) -> None:
    articles = suggestions.similar_articles(look.session, text)
    tickets = suggestions.similar_solved_tickets(look.session, text)
    if not articles and not tickets:
        brief.draw("new-ticket.similar", [brief.note(_("No similar problem is known."))])
        return
    folds: list[Thing] = [brief.line(Words(_("Similar problems"), "strong", "lightbulb"))]
    for article in articles:
        uses = translate_count("used {count} time", "used {count} times", article.uses)
        folds.append(_known(article.title, "menu_book", Words(f"{article.number} · {uses}", "quiet"), article))
    for ticket in tickets:
        where = brief.link(look, ticket.number, ("ticket", ticket.number))
        folds.append(_known(ticket.symptom, "task_alt", where, ticket))
    brief.draw("new-ticket.similar", folds)


def _known(title: str, icon: str, where: Part, known: SimilarArticle | SimilarTicket) -> Thing:
    article_id = known.id if isinstance(known, SimilarArticle) else None
    use = Button(_("Use this solution"), known.number, partial(_use, known.cause, known.solution, article_id), "input")
    return Fold(title, icon, [brief.line(where), Text("", known.solution), brief.line(use)])


def _use(cause: str, solution: str, article_id: int | None) -> None:
    st.session_state[USED] = True
    filled: dict[str, Any] = {"solution": solution, "ending": Ending.SOLVED.value, "article_id": article_id}
    if cause and not form_state.opened(FORM)["values"].get("cause"):
        filled["cause"] = cause
    forms.fill(FORM, filled)
