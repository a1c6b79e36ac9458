"""Inviting somebody: the form, and the link that is shown once."""

from functools import partial

import streamlit as st

from portal import auth
from portal.actions.deed import Outcome
from portal.actions.invitations import link_of
from portal.actions.people import InvitePerson, invite_person
from portal.i18n import _
from portal.rules.permissions import Right, Role, grantable
from portal.ui import forms
from portal.ui.folded import folded
from portal.ui.gate import Look

FORM = "invite_person"
LINK = "people.link"


def draw(look: Look) -> None:
    """The button that opens the form, and the link of whoever was invited last on this screen."""
    if not look.actor.may(Right.MANAGE_PEOPLE):
        return
    show_link()
    folded(_("Invite somebody"), partial(_form, look), key=FORM, icon="person_add")


def _form(look: Look) -> None:
    roles = {role.value: role.label for role in Role if role in grantable(look.actor.roles)}
    forms.command_form(
        FORM,
        InvitePerson,
        invite_person,
        options={"roles": roles},
        columns=[["name", "sign_in_name"], ["roles"], ["team", "region"], ["mail", "phone"]],
        submit=_("Invite"),
        done=remember_link,
    )


def remember_link(outcome: Outcome) -> str:
    """Keep the link for the next run of this screen, and say what was done; for a form's `done`."""
    st.session_state[LINK] = (outcome.number, link_of(str(outcome.facts["invitation"])))
    return _("{name} is invited.").format(name=outcome.number)


def show_link() -> None:
    """The link, to be handed on by the administrator; it leaves the screen with this session."""
    person = auth.signed_in()
    if LINK not in st.session_state or person is None or not person.may(Right.MANAGE_PEOPLE):
        return
    name, link = st.session_state[LINK]
    with st.container(border=True):
        words = _("Link for {name}").format(name=name)
        st.markdown(f":material/link: **{words}**")
        st.code(link, language=None, wrap_lines=True)
        st.caption(_("It works once, for three days. Give it to this person only; whoever opens it chooses the password."))
