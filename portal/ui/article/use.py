"""An article at work: use it for a ticket, say whether it helped, see where it was used (rules H-11, K-04)."""

from functools import partial

from portal.actions.article_use import RateArticle, UseArticle, rate_article, use_article
from portal.db.queries import article_detail
from portal.db.queries.article_detail import ArticleDetail, UseRow
from portal.db.queries.tickets import TicketFilter, tickets_matching
from portal.i18n import _
from portal.rules.articles import ArticleStatus
from portal.rules.permissions import Right
from portal.ui import brief, feedback
from portal.ui.brief import Button, Head, Part, Thing
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import Badge, short


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


def uses(look: Look, article: ArticleDetail) -> list[Thing]:
    """The last tickets it was used for; who used it says whether it helped."""
    rows = article_detail.uses_of(look.session, article.id)
    used: list[Thing] = [Head(_("Last used for"))] if rows else []
    for row in rows:
        ticket = brief.link(look, row.ticket_number, ("ticket", row.ticket_number), icon="confirmation_number")
        used.append(brief.line(ticket, *_rating(look, article, row)))
        used.append(brief.note(f"{row.person}, {short(row.at, look.now)} · {row.symptom}"))
    return used


def _rating(look: Look, article: ArticleDetail, row: UseRow) -> list[Part]:
    if row.person_id != look.actor.id:
        said = _("Helped") if row.helpful else _("Did not help")
        return [] if row.helpful is None else [Badge(said, "green" if row.helpful else "orange")]
    return [
        Button(
            words,
            f"rate.{row.ticket_id}.{helpful}",
            partial(_rate, rating_form(article), {"id": article.id, "ticket_id": row.ticket_id, "helpful": helpful}),
            "check" if row.helpful is helpful else icon,
            look="bare",
        )
        for helpful, words, icon in ((True, _("Helped"), "thumb_up"), (False, _("Did not help"), "thumb_down"))
    ]


def rating_form(article: ArticleDetail) -> str:
    """Where what came of a rating is said."""
    return f"article.{article.id}.rate"


def _rate(form: str, values: dict[str, object]) -> None:
    feedback.submit(rate_article, RateArticle, form, values)
