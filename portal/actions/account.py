"""The own account: password, language, and the places where one is signed in."""

from datetime import datetime

from pydantic import SecretStr
from sqlalchemy import update
from sqlmodel import Field, col

from portal.actions.command import Command
from portal.actions.deed import Caller, Outcome, Work, deed
from portal.db.attempts import Attempt, begin_attempt, right_after_all, whole_minutes
from portal.db.models.people import Person, SignIn
from portal.db.passwords import hash_password, is_right
from portal.db.session import writing
from portal.errors import NotAllowed, NotFound, Refusal, TooManyAttempts
from portal.i18n import N_, Language
from portal.rules.passwords import check_password
from portal.rules.permissions import Right


class PresentPasswordWrong(NotAllowed):
    """Whoever sits here does not know the present password; like every denial it is written to the audit trail."""

    message = N_("The present password is not right. Nothing was changed.")
    field = "present"


class NotTheSame(Refusal):
    """The new password and its repetition differ."""

    message = N_("The two new passwords are not the same. Nothing was changed.")
    field = "again"


class ChangePassword(Command):
    """Take another password."""

    personal = frozenset({"present", "password", "again"})

    present: SecretStr = Field(title=N_("Present password"), repr=False)
    password: SecretStr = Field(
        title=N_("New password"), repr=False, description=N_("At least 10 characters; a few unrelated words are best")
    )
    again: SecretStr = Field(title=N_("New password again"), repr=False)


class ChooseLanguage(Command):
    """Read the portal in another language from now on."""

    language: Language = Field(title=N_("Language"))


class EndSignIn(Command):
    """Sign out somewhere else."""

    id: int


def count_attempt(by: Caller, now: datetime) -> None:
    """Guessing the present password is as slow as guessing at the door, and counted with it. Raises TooManyAttempts."""
    with writing() as session:
        person = session.get(Person, by.person_id)
        if person is None:
            return
        attempt = begin_attempt(session, person.sign_in_name, f"account {person.id}", now)
    if not isinstance(attempt, Attempt):
        raise TooManyAttempts(minutes=whole_minutes(attempt))


@deed(Right.OWN_ACCOUNT, first=count_attempt)
def change_password(work: Work, command: ChangePassword) -> Outcome:
    """Set a new password; every sign-in ends, and the screen lets this browser in again.

    Raises PresentPasswordWrong, TooManyAttempts, NotTheSame, and the refusals of `check_password`.
    """
    person = work.find(Person, work.me)
    new = command.password.get_secret_value()
    if not is_right(command.present.get_secret_value(), person.password_hash):
        raise PresentPasswordWrong
    right_after_all(work.session, person.sign_in_name, work.now)
    if new != command.again.get_secret_value():
        raise NotTheSame
    check_password(new, person.sign_in_name, person.name)
    person.password_hash = hash_password(new)
    person.sign_in_epoch += 1
    work.happened("password_changed", "person", work.me)
    return Outcome("person", work.me, person.sign_in_name)


@deed(Right.OWN_ACCOUNT)
def choose_language(work: Work, command: ChooseLanguage) -> Outcome:
    """Keep the language for every sign-in to come."""
    person = work.find(Person, work.me)
    person.language = command.language
    work.happened("language_chosen", "person", work.me, language=command.language)
    return Outcome("person", work.me, person.sign_in_name, {"language": command.language})


@deed(Right.OWN_ACCOUNT)
def end_sign_in(work: Work, command: EndSignIn) -> Outcome:
    """End one of the own sign-ins; whoever sits there is shut out at their next click."""
    ended = work.session.execute(
        update(SignIn)
        .where(col(SignIn.id) == command.id, col(SignIn.person_id) == work.me, col(SignIn.ended_at).is_(None))
        .values(ended_at=work.now)
    )
    if ended.rowcount != 1:  # type: ignore[attr-defined]
        raise NotFound
    work.happened("sign_in_ended", "person", work.me)
    return Outcome("person", work.me)
