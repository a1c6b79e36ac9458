"""One person: what they may do, where they are signed in, and what an administrator can do about it."""

import streamlit as st

from portal.actions.people import (
    ChangeRoles,
    OnePerson,
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
    row = found.row
    st.subheader(_("Roles"), anchor=False)
    if row.id == look.actor.id:
        st.caption(_("Your own roles are changed by another administrator."))
    elif row.active:
        forms.command_form(
            f"change_roles.{row.id}",
            ChangeRoles,
            change_roles,
            fixed={"id": row.id, "seen": found.version},
            options={
                "roles": {role.value: role.label for role in Role if role in grantable(look.actor.roles) or role in row.roles}
            },
            initial={"roles": [role.value for role in row.roles]},
            submit=_("Change the roles"),
            done=lambda outcome: _("The roles are changed. {name} signs in anew.").format(name=row.name),
        )
    st.subheader(_("Signing in"), anchor=False)
    with st.container(horizontal=True):
        _draw_small_deeds(look, found)


def _draw_small_deeds(look: Look, found: PersonDetail) -> None:
    row, seen = found.row, {"id": found.row.id, "seen": found.version}
    if not row.active:
        forms.command_form(
            f"reactivate.{row.id}",
            PersonSeen,
            reactivate_person,
            fixed=seen,
            submit=_("Reactivate with a new link"),
            done=remember_link,
        )
        return
    one = {"id": row.id}
    forms.command_form(
        f"invite_again.{row.id}", OnePerson, invite_again, fixed=one, submit=_("New link"), done=remember_link, secondary=True
    )
    forms.command_form(
        f"unlock.{row.id}", OnePerson, unlock_person, fixed=one, submit=_("Unlock after wrong passwords"), secondary=True
    )
    forms.command_form(
        f"sign_out.{row.id}", OnePerson, end_sign_ins_of, fixed=one, submit=_("Sign out everywhere"), secondary=True
    )
    if row.id != look.actor.id:
        forms.command_form(
            f"deactivate.{row.id}",
            PersonSeen,
            deactivate_person,
            fixed=seen,
            submit=_("Deactivate"),
            icon=":material/block:",
            secondary=True,
        )
