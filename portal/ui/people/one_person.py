"""One person: what they may do, where they are signed in, and what an administrator can do about it."""

from typing import Any

import streamlit as st

from portal.actions.deed import Action
from portal.actions.people import (
    ChangeRoles,
    PersonSeen,
    change_roles,
    deactivate_person,
    end_sign_ins_of,
    invite_again,
    reactivate_person,
    unlock_person,
)
from portal.db.queries import people
from portal.db.queries.people import PersonDetail, PersonRow
from portal.errors import NotFound
from portal.i18n import N_, _, translate
from portal.navigation import page_file
from portal.rules.permissions import Right, Role, grantable
from portal.ui import forms, screen, status
from portal.ui.feedback import Done
from portal.ui.gate import Look
from portal.ui.people.invite import remember_link, show_link
from portal.ui.people.sign_ins import browser_words


def asked_for() -> bool:
    """Whether the address names a person."""
    return "id" in st.query_params


def roles_in_words(row: PersonRow) -> str:
    """A person's roles, as the department calls them."""
    return _(", ").join(role.label for role in row.roles)


def state(row: PersonRow) -> status.Mark:
    """Whether somebody can sign in."""
    if not row.active:
        return status.Mark(translate(N_("Deactivated")), "gray")
    if row.invited:
        return status.Mark(translate(N_("Invited")), "orange")
    return status.Mark(translate(N_("Active")), "green")


def draw(look: Look) -> None:
    """The person named in the address."""
    id = st.query_params["id"]
    found = people.person(look.session, int(id), look.now) if id.isascii() and id.isdigit() and len(id) < 10 else None
    if found is None:
        raise NotFound
    row = found.row
    st.page_link(page_file("people"), label=_("All people"), icon=":material/arrow_back:", query_params={})
    screen.heading(screen.plain(row.name), f"{row.sign_in_name} · {roles_in_words(row)} · {state(row).word}")
    show_link()
    _draw_sign_ins(look, row)
    if look.actor.may(Right.MANAGE_PEOPLE):
        _draw_deeds(look, found)


def _draw_sign_ins(look: Look, row: PersonRow) -> None:
    st.subheader(_("Signed in at"), anchor=False)
    places = people.sign_ins_of(look.session, row.id, look.now)
    for place in places:
        st.caption(f"{screen.plain(browser_words(place.browser))} · {place.address} · {status.short(place.seen_at, look.now)}")
    if not places:
        st.caption(_("Nowhere now."))


def _draw_deeds(look: Look, found: PersonDetail) -> None:
    st.subheader(_("Roles"), anchor=False)
    if found.row.id == look.actor.id:
        st.caption(_("Your own roles are changed by another administrator."))
    elif found.row.active:
        _draw_roles(look, found)
    st.subheader(_("Signing in"), anchor=False)
    with st.container(horizontal=True):
        if found.row.active:
            _draw_small_deeds(look, found)
        else:
            _small_deed(reactivate_person, found, _("Reactivate with a new link"), remember_link)


def _draw_roles(look: Look, found: PersonDetail) -> None:
    row = found.row
    offered = grantable(look.actor.roles) | set(row.roles)
    forms.command_form(
        f"change_roles.{row.id}",
        ChangeRoles,
        change_roles,
        fixed={"id": row.id, "seen": found.version},
        options={"roles": {role.value: role.label for role in Role if role in offered}},
        initial={"roles": [role.value for role in row.roles]},
        submit=_("Change the roles"),
        done=lambda outcome: _("The roles are changed. {name} signs in anew.").format(name=row.name),
    )


def _draw_small_deeds(look: Look, found: PersonDetail) -> None:
    _small_deed(invite_again, found, _("New link"), remember_link)
    _small_deed(unlock_person, found, _("Unlock after wrong passwords"))
    _small_deed(end_sign_ins_of, found, _("Sign out everywhere"))
    if found.row.id != look.actor.id:
        _small_deed(deactivate_person, found, _("Deactivate"))


def _small_deed(action: Action[Any], found: PersonDetail, words: str, done: Done | None = None) -> None:
    """A button that does one thing about the person as they stand on the screen."""
    form = f"{action.__name__}.{found.row.id}"
    fixed = {"id": found.row.id, "seen": found.version}
    forms.command_form(form, PersonSeen, action, fixed=fixed, submit=words, done=done, secondary=True)
