"""My account: the own password, language, and the places where one is signed in."""

import streamlit as st

from portal.actions.account import ChangePassword, ChooseLanguage, EndSignIn, change_password, choose_language, end_sign_in
from portal.actions.deed import Outcome
from portal.auth.gate import renew
from portal.auth.language import NAMES, speak
from portal.db.queries import people
from portal.i18n import _, language
from portal.rules.permissions import Right
from portal.ui import forms, gate, screen, status
from portal.ui.gate import Look
from portal.ui.people.sign_ins import browser_words


def said_of_the_password(outcome: Outcome) -> str:
    """Let this browser in again, and say so."""
    renew(outcome.id)
    return _("The password is changed. Everywhere else you are signed out.")


def said_of_the_language(outcome: Outcome) -> str:
    """Speak it at once."""
    speak(outcome.facts["language"])
    return _("Saved.")


def draw_places(look: Look) -> None:
    """Every browser in which this person is signed in; each can be signed out from here."""
    for place in people.sign_ins_of(look.session, look.me, look.now):
        here = place.id == gate.caller().sign_in_id
        words, button = st.columns([3, 1], vertical_alignment="center")
        seen = _("this browser") if here else _("last seen {time}").format(time=status.short(place.seen_at, look.now))
        words.markdown(screen.plain(f"{browser_words(place.browser)} · {place.address} · {seen}"))
        with button:
            if not here:
                forms.command_form(
                    f"end_sign_in.{place.id}",
                    EndSignIn,
                    end_sign_in,
                    fixed={"id": place.id},
                    submit=_("Sign out"),
                    secondary=True,
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
    draw_places(look)
