"""People: who signs in, what they may do; inviting, changing roles, shutting out. `?id=` shows one of them."""

from collections.abc import Sequence

from portal.db.queries import people
from portal.db.queries.people import PeopleFilter, PersonRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.permissions import Right, Role
from portal.ui import gate, lists, screen, status
from portal.ui.gate import Look
from portal.ui.lists import Column, Filter, Values
from portal.ui.people import invite, one_person


def asked(values: Values) -> PeopleFilter:
    """What the filters ask for."""
    role = Role(values["role"]) if values["role"] else None
    return PeopleFilter(text=values["find"], role=role, active=None if values["all"] else True)


def rows(look: Look, values: Values, after: str | None, limit: int) -> Sequence[PersonRow]:
    """One page of the people asked for."""
    return people.people(look.session, asked(values), after, limit)


def count(look: Look, values: Values) -> Count:
    """How many were asked for."""
    return people.count_people(look.session, asked(values))


def columns(look: Look) -> list[Column]:
    """What a line says."""
    return [
        Column(name="name", title=N_("Name"), width=120),
        Column(name="sign_in_name", title=N_("Sign-in name"), width=130),
        Column(name="roles", title=N_("Roles"), value=one_person.roles_in_words),
        Column(name="team", title=N_("Team"), width=120),
        Column(name="state", title=N_("State"), kind="mark", value=one_person.state, width=110),
        Column(name="seen", title=N_("Last seen"), value=lambda row: status.short(row.seen_at, look.now), width=130),
    ]


with gate.looking(Right.SEE_PEOPLE) as look:
    if one_person.asked_for():
        one_person.draw(look)
    else:
        screen.heading(_("People"), _("Who signs in and what they may do; a click on a line opens it."))
        invite.draw(look)
        lists.show(
            lists.Listing(
                name="people",
                columns=columns(look),
                filters=[
                    Filter(name="find", title=N_("Find"), kind="find", placeholder=N_("Name or sign-in name"), width=2),
                    Filter(name="role", title=N_("Role"), choices=Role),
                    Filter(name="all", title=N_("Also deactivated"), kind="switch"),
                ],
                rows=rows,
                count=count,
                place=lambda row: row.sign_in_name,
                opens=lambda row: ("people", str(row.id)),
                words=lambda number: translate_count("{count} person matches", "{count} people match", number),
                empty=_("Nobody matches. Take a filter off."),
            ),
            look,
        )
