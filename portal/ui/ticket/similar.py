"""What the problem base and solved tickets know about a problem like this one (rule H-11)."""

from functools import partial

from portal.actions.article_use import UseArticle, use_article
from portal.db.queries import suggestions
from portal.db.queries.suggestions import SimilarArticle, SimilarTicket
from portal.db.queries.tickets import TicketDetail
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.ui import brief, feedback, forms
from portal.ui.brief import Button, Fold, Head, Text, Thing
from portal.ui.gate import Look


def panel(look: Look, ticket: TicketDetail) -> None:
    """Similar articles and tickets beside the ticket, each opened by a click; using an article is recorded."""
    text = f"{ticket.symptom} {ticket.description}"
    articles = suggestions.similar_articles(look.session, text)
    solved = suggestions.similar_solved_tickets(look.session, text, besides=ticket.id)
    known = [*(_article(look, ticket, article) for article in articles), *(_solved(look, row) for row in solved)]
    nothing = [] if known else [brief.note(_("No similar problem is known."))]
    brief.draw(f"ticket.{ticket.id}.similar", [Head(_("Problem base")), *known, *nothing])


def _article(look: Look, ticket: TicketDetail, article: SimilarArticle) -> Thing:
    uses = translate_count("used {count} time", "used {count} times", article.uses)
    things: list[Thing] = [brief.line(brief.link(look, f"{article.number} · {uses}", ("article", article.number)))]
    things.append(Text("", article.solution))
    if ticket.is_open and look.actor.may(Right.RATE_ARTICLE):
        use = partial(_use, ticket.id, article.id, article.cause, article.solution)
        things.append(brief.line(Button(_("Use this solution"), article.number, use, "input")))
    return Fold(article.title, "lightbulb", things)


def _solved(look: Look, row: SimilarTicket) -> Thing:
    return Fold(
        row.symptom, "task_alt", [brief.line(brief.link(look, row.number, ("ticket", row.number))), Text("", row.solution)]
    )


def _use(ticket_id: int, article_id: int, cause: str, solution: str) -> None:
    """Record the use, and put cause and solution into the form that solves the ticket."""
    outcome = feedback.submit(use_article, UseArticle, f"ticket.{ticket_id}.used", {"id": article_id, "ticket_id": ticket_id})
    if outcome is not None:
        forms.fill(f"ticket.{ticket_id}.solve", {"cause": cause, "solution": solution})
