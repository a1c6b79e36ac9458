"""Refusals: what the portal says no to, as a code and facts. The sentence is worded at the edge, in the reader's language."""

from collections.abc import Mapping
from typing import ClassVar

from portal.i18n import N_, translate


class Refusal(Exception):
    """A deed the portal will not do, for a reason the person can understand and act on.

    `message` is an English catalogue entry with `{fact}` places; `facts` fill them. A fact that is itself a
    catalogue entry (an enum's label, say) is translated as well. `field` names the command field the refusal is about.
    """

    message: ClassVar[str] = N_("This cannot be done.")
    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: object) -> None:
        super().__init__(self.code)
        self.facts: Mapping[str, object] = facts
        if field is not None:
            self.field = field

    @property
    def code(self) -> str:
        """The class name: stable, language-free, for logs and tests."""
        return type(self).__name__

    def sentence(self) -> str:
        """The refusal in the reader's language."""
        facts = {name: translate(value) if isinstance(value, str) else value for name, value in self.facts.items()}
        return translate(self.message).format(**facts)


class NotAllowed(Refusal):
    """The acting person has no right to this deed (or no right any more)."""

    message = N_("You are not allowed to do this. Ask your supervisor if you need it.")


class SignedOut(Refusal):
    """The sign-in behind this deed has ended: signed out, expired, password changed, deactivated."""

    message = N_("Your sign-in has ended. Sign in again; what you typed is kept.")


class TooManyAttempts(Refusal):
    """Too many wrong passwords for this name or from this address; a right one is told the same."""

    message = N_("Too many attempts. Try again in {minutes} min, or ask the administrator for a new link.")


class NotFound(Refusal):
    """No such record, or none that this person may see: the two are never told apart."""

    message = N_("There is no such record, or you may not see it.")


class ChangedMeanwhile(Refusal):
    """Somebody saved a newer version since this screen was drawn."""

    message = N_("{name} changed this at {time}. Nothing was overwritten: look at the new version, then save again.")


class MergedMeanwhile(Refusal):
    """The customer on the screen was merged into another one."""

    message = N_("{number} was merged into {kept}. Nothing was saved: open {kept} and do it there.")


class KeyUsedDifferently(Refusal):
    """One form key was sent with two different contents."""

    message = N_("This form was already saved with other contents. Reload the page before you go on.")


class InvalidInput(Refusal):
    """A field's value breaks the limits written in its command; `facts` of `problems`: field name -> sentence."""

    message = N_("Some fields need attention.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__()
        self.problems = dict(problems)


class Unavailable(Refusal):
    """The database is busy, full or read-only: nothing was saved."""

    message = N_(
        "Nothing was saved: the database does not accept changes right now. What you typed is kept; try again in a minute."
    )
