"""What the problem base and solved tickets know about a problem like this one (rule H-11)."""

from functools import partial

import streamlit as st

from portal.actions.article_use import UseArticle, use_article
from portal.db.queries import suggestions
from portal.db.queries.suggestions import SimilarArticle, SimilarTicket
from portal.db.queries.tickets import TicketDetail
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.ui import feedback, forms, links
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.screen import plain


def panel(look: Look, ticket: TicketDetail) -> None:
    """Similar articles and tickets beside the ticket, each opened by a click; using an article is recorded."""
    text = f"{ticket.symptom} {ticket.description}"
    articles = suggestions.similar_articles(look.session, text)
    solved = suggestions.similar_solved_tickets(look.session, text, besides=ticket.id)
    st.subheader(_("Problem base"), anchor=False)
    if not articles and not solved:
        st.caption(_("No similar problem is known."))
    for article in articles:
        place = f"ticket.{ticket.id}.use.{article.id}"
        folded(plain(article.title), partial(_article, look, ticket, article, place), key=place, icon="lightbulb")
    for row in solved:
        folded(plain(row.symptom), partial(_solved, look, row), key=f"ticket.{ticket.id}.like.{row.id}", icon="task_alt")


def _article(look: Look, ticket: TicketDetail, article: SimilarArticle, key: str) -> None:
    uses = translate_count("used {count} time", "used {count} times", article.uses)
    links.link(look, "article", plain(f"{article.number} · {uses}"), id=article.number)
    st.text(article.solution)
    if ticket.is_open and look.actor.may(Right.RATE_ARTICLE):
        args = (ticket.id, article.id, article.cause, article.solution)
        st.button(_("Use this solution"), key=key, icon=":material/input:", on_click=_use, args=args)


def _solved(look: Look, row: SimilarTicket) -> None:
    links.link(look, "ticket", row.number, id=row.number)
    st.text(row.solution)


def _use(ticket_id: int, article_id: int, cause: str, solution: str) -> None:
    """Record the use, and put cause and solution into the form that solves the ticket."""
    outcome = feedback.submit(use_article, UseArticle, f"ticket.{ticket_id}.used", {"id": article_id, "ticket_id": ticket_id})
    if outcome is not None:
        forms.fill(f"ticket.{ticket_id}.solve", {"cause": cause, "solution": solution})
