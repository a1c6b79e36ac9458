"""What the problem base and solved tickets know about a problem like this one (rule H-11)."""

import streamlit as st

from portal.actions.article_use import UseArticle, use_article
from portal.db.queries import suggestions
from portal.db.queries.tickets import TicketDetail
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.ui import feedback, forms, links
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
        with st.expander(plain(article.title), icon=":material/lightbulb:"):
            uses = translate_count("used {count} time", "used {count} times", article.uses)
            links.link(look, "article", plain(f"{article.number} · {uses}"), id=article.number)
            st.text(article.solution)
            form = f"ticket.{ticket.id}.use.{article.id}"
            if ticket.is_open and look.actor.may(Right.RATE_ARTICLE):
                args = (ticket.id, article.id, article.cause, article.solution)
                st.button(_("Use this solution"), key=form, icon=":material/input:", on_click=_use, args=args)
    for row in solved:
        with st.expander(plain(row.symptom), icon=":material/task_alt:"):
            links.link(look, "ticket", row.number, id=row.number)
            st.text(row.solution)


def _use(ticket_id: int, article_id: int, cause: str, solution: str) -> None:
    """Record the use, and put cause and solution into the form that solves the ticket."""
    outcome = feedback.submit(use_article, UseArticle, f"ticket.{ticket_id}.used", {"id": article_id, "ticket_id": ticket_id})
    if outcome is not None:
        forms.fill(f"ticket.{ticket_id}.solve", {"cause": cause, "solution": solution})
