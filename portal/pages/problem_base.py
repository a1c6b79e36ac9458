"""Problem base: candidates that wait for a reviewer, and every article found by words, product, category, state and use."""

from portal.actions.articles import WriteArticle, write_article
from portal.i18n import _
from portal.rules.permissions import Right
from portal.ui import gate, lists, screen
from portal.ui.article import review
from portal.ui.article.listing import all_articles
from portal.ui.folded import folded
from portal.ui.forms import command_form


def writing() -> None:
    """Propose an article that no ticket leads to."""
    command_form(
        "write-article",
        WriteArticle,
        write_article,
        columns=[["title"], ["product", "product_version", "category"], ["symptom"], ["cause"], ["solution"]],
        submit=_("Propose"),
        done=lambda outcome: _("{number} is a candidate; a reviewer publishes it.").format(number=outcome.number),
    )


with gate.looking(Right.SEE_ARTICLES) as look:
    screen.heading(_("Problem base"), _("Problems whose solution is known and checked; search before you search elsewhere."))
    if look.actor.may(Right.REVIEW_ARTICLE):
        review.waiting(look)
    lists.show(all_articles(look), look)
    if look.actor.may(Right.PROPOSE_ARTICLE):
        folded(_("Write an article"), writing, key="write-article", icon="edit_note")
