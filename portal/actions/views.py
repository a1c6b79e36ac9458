"""Saved views: a list's filters under a name, for oneself or for everybody."""

from sqlmodel import Field, select

from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.db.models.people import SavedView
from portal.errors import NotAllowed, Refusal
from portal.i18n import N_
from portal.rules.permissions import Right

MOST = 30


class TooManyViews(Refusal):
    """Nobody finds anything among so many."""

    message = N_("You have {most} saved views of this list already. Remove one first.")
    field = "name"


class SaveView(Command):
    """The filters of a list under a name; the same name again replaces the view."""

    page: Line = Field(max_length=40)
    filters: dict[str, str] = {}
    name: Line = Field(title=N_("Name of the view"), min_length=1, max_length=40)
    shared: bool = Field(default=False, title=N_("For everybody who sees this list"))


class RemoveView(Command):
    """A saved view that is no longer needed."""

    id: int


@deed(Right.OWN_ACCOUNT)
def save_view(work: Work, command: SaveView) -> Outcome:
    """Keep the filters of a list under a name."""
    mine = work.session.exec(select(SavedView).where(SavedView.person_id == work.me, SavedView.page == command.page)).all()
    view = next((each for each in mine if each.name == command.name), None)
    if view is None:
        if len(mine) >= MOST:
            raise TooManyViews(most=MOST)
        view = work.add(SavedView(person_id=work.me, page=command.page, name=command.name))
    view.shared = command.shared
    view.filters = {name: value[:100] for name, value in command.filters.items() if value}
    assert view.id is not None
    work.happened("view_saved", "saved_view", view.id, page=command.page, shared=command.shared)
    return Outcome("saved_view", view.id)


@deed(Right.OWN_ACCOUNT)
def remove_view(work: Work, command: RemoveView) -> Outcome:
    """Remove an own view."""
    view = work.find(SavedView, command.id)
    if view.person_id != work.me:
        raise NotAllowed
    work.session.delete(view)
    work.happened("view_removed", "saved_view", command.id, page=view.page)
    return Outcome("saved_view", command.id)
