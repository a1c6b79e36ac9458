"""An article at work: use it for a ticket, say whether it helped, see where it was used (rules H-11, K-04)."""

import streamlit as st

from portal.actions.article_use import RateArticle, UseArticle, rate_article, use_article
from portal.db.queries import article_detail
from portal.db.queries.article_detail import ArticleDetail, UseRow
from portal.db.queries.tickets import TicketFilter, tickets_matching
from portal.i18n import _
from portal.rules.articles import ArticleStatus
from portal.rules.permissions import Right
from portal.ui import feedback, links, screen
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import short


def use(look: Look, article: ArticleDetail) -> None:
    """Record that the article solved one of the own open tickets."""
    mine = look.me if look.actor.may(Right.SEE_TICKETS) else None
    open_tickets = tickets_matching(look.session, TicketFilter(look.actor, open_only=True, owner_id=mine))
    if article.status is not ArticleStatus.PUBLISHED or not open_tickets:
        return
    command_form(
        f"article.{article.id}.use_article",
        UseArticle,
        use_article,
        fixed={"id": article.id},
        options={"ticket_id": {row.id: f"{row.number} {row.symptom}" for row in open_tickets}},
        submit=_("Use for this ticket"),
        icon=":material/input:",
        secondary=True,
        done=lambda outcome: _("Noted: {number} was used. Say below whether it helped.").format(number=outcome.number),
    )


def uses(look: Look, article: ArticleDetail) -> None:
    """The last tickets it was used for; who used it says whether it helped."""
    form = f"article.{article.id}.rate"
    feedback.show(form, lambda outcome: _("Thank you, noted."))
    for row in article_detail.uses_of(look.session, article.id):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            links.link(look, "ticket", row.ticket_number, icon=":material/confirmation_number:", id=row.ticket_number)
            st.caption(screen.plain(f"{row.person}, {short(row.at, look.now)} · {row.symptom}"))
            _rating(look, article, row, form)


def _rating(look: Look, article: ArticleDetail, row: UseRow, form: str) -> None:
    if row.person_id != look.actor.id:
        if row.helpful is not None:
            st.badge(_("Helped") if row.helpful else _("Did not help"), color="green" if row.helpful else "orange")
        return
    for helpful, words, icon in ((True, _("Helped"), "thumb_up"), (False, _("Did not help"), "thumb_down")):
        st.button(
            words,
            key=f"{form}.{row.ticket_id}.{helpful}",
            icon=f":material/{icon}:",
            type="primary" if row.helpful is helpful else "secondary",
            on_click=_rate,
            args=(form, {"id": article.id, "ticket_id": row.ticket_id, "helpful": helpful}),
        )


def _rate(form: str, values: dict[str, object]) -> None:
    feedback.submit(rate_article, RateArticle, form, values)
