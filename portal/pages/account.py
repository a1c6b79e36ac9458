"""My account: the own password, language, and the places where one is signed in."""

from functools import partial

import streamlit as st

from portal.actions.account import ChangePassword, ChooseLanguage, EndSignIn, change_password, choose_language, end_sign_in
from portal.actions.deed import Outcome
from portal.auth.gate import renew
from portal.auth.language import NAMES, speak
from portal.db.queries import people
from portal.db.queries.people import SignInRow
from portal.i18n import _, language
from portal.rules.permissions import Right
from portal.ui import brief, feedback, forms, gate, screen, status
from portal.ui.brief import Button, Thing, Words
from portal.ui.gate import Look
from portal.ui.people.sign_ins import browser_words

ENDED = "end_sign_in"


def said_of_the_password(outcome: Outcome) -> str:
    """Let this browser in again, and say so."""
    renew(outcome.id)
    return _("The password is changed. Everywhere else you are signed out.")


def said_of_the_language(outcome: Outcome) -> str:
    """Speak it at once."""
    speak(outcome.facts["language"])
    return _("Saved.")


def end(sign_in_id: int) -> None:
    """Sign out in another browser. A callback's work."""
    feedback.submit(end_sign_in, EndSignIn, ENDED, {"id": sign_in_id}, lambda _outcome: _("That browser is signed out."))


def place(look: Look, row: SignInRow) -> Thing:
    """A browser in which this person is signed in; it can be signed out from any other one."""
    here = row.id == look.caller.sign_in_id
    seen = _("this browser") if here else _("last seen {time}").format(time=status.short(row.seen_at, look.now))
    words = Words(f"{browser_words(row.browser)} · {row.address} · {seen}")
    return brief.line(
        words, None if here else Button(_("Sign out"), f"end.{row.id}", partial(end, row.id), "logout", look="bare")
    )


with gate.looking(Right.OWN_ACCOUNT) as look:
    screen.heading(_("My account"), _("Your password, your language, and where you are signed in."))
    st.subheader(_("Language"), anchor=False)
    forms.command_form(
        "choose_language",
        ChooseLanguage,
        choose_language,
        options={"language": NAMES},
        initial={"language": language()},
        submit=_("Use this language"),
        done=said_of_the_language,
        secondary=True,
    )
    st.subheader(_("Password"), anchor=False)
    forms.command_form(
        "change_password",
        ChangePassword,
        change_password,
        columns=[["present"], ["password", "again"]],
        submit=_("Change the password"),
        done=said_of_the_password,
    )
    st.subheader(_("Where you are signed in"), anchor=False)
    feedback.show_if_sent(ENDED)
    brief.draw("account.places", [place(look, row) for row in people.sign_ins_of(look.session, look.me, look.now)])
