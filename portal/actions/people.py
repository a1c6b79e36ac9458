"""People: inviting them, what they may do, when they leave, and what they decide about their own account (rule X-01)."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from sqlalchemy import delete, update
from sqlmodel import Field, col, select

from portal.actions.command import Command, Line
from portal.actions.deed import Outcome, Work, deed
from portal.actions.invitations import invite, seal_of
from portal.db.attempts import forgive
from portal.db.models.people import Invitation, Person, PersonRole, SignIn
from portal.errors import NotAllowed, NotFound, Refusal
from portal.i18n import N_
from portal.rules.permissions import Right, Role, grantable


class NameTaken(Refusal):
    """Somebody signs in under this name already."""

    message = N_("Somebody already signs in as {name}. Choose another name.")
    field = "sign_in_name"


class LastAdministrator(Refusal):
    """Without an administrator nobody could invite one."""

    message = N_("{name} is the last administrator. Make somebody else administrator first.")


class NotOneself(Refusal):
    """Own rights are somebody else's business."""

    message = N_("Nobody changes their own roles or deactivates themselves. Another administrator can.")


SignInName = Annotated[Line, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9._-]*$"), AfterValidator(str.lower)]


class InvitePerson(Command):
    """Invite somebody; they set their password themselves, by a link that works once."""

    personal = frozenset({"name", "mail", "phone"})

    name: Line = Field(title=N_("Name"), min_length=1, max_length=60)
    sign_in_name: SignInName = Field(
        title=N_("Sign-in name"),
        description=N_("Latin letters, digits, dot, hyphen; begins with a letter"),
        min_length=2,
        max_length=40,
    )
    roles: list[Role] = Field(title=N_("Roles"), min_length=1)
    team: Line = Field(default="", title=N_("Team"), max_length=40)
    region: Line = Field(default="", title=N_("Region"), max_length=40)
    mail: Line = Field(default="", title=N_("Mail"), max_length=120)
    phone: Line = Field(default="", title=N_("Phone"), max_length=40)


class PersonSeen(Command):
    """Something about one person, as they stood on the screen."""

    id: int
    seen: int


class ChangeRoles(PersonSeen):
    """Give and take roles."""

    roles: list[Role] = Field(title=N_("Roles"), min_length=1)


@deed(Right.MANAGE_PEOPLE)
def invite_person(work: Work, command: InvitePerson) -> Outcome:
    """Add a person and their invitation; `link_of(outcome.facts["invitation"])` is told to the person once."""
    roles = set(command.roles)
    _require_grantable(work, roles)
    if work.session.exec(select(Person.id).where(Person.sign_in_name == command.sign_in_name)).first():
        raise NameTaken(name=command.sign_in_name)
    person = work.add(
        Person(
            sign_in_name=command.sign_in_name,
            name=command.name,
            team=command.team or None,
            region=command.region or None,
            mail=command.mail or None,
            phone=command.phone or None,
            since=work.now,
        )
    )
    work.session.add_all(PersonRole(person_id=person.id or 0, role=role) for role in roles)
    return _invited(work, person)


@deed(Right.MANAGE_PEOPLE)
def invite_again(work: Work, command: PersonSeen) -> Outcome:
    """A new link for somebody who forgot the password or let the old link lapse; older links stop working."""
    person = work.take(Person, command.id, seen=command.seen)
    _require_grantable(work, _roles_of(work, command.id))
    if not person.active:
        raise NotFound
    return _invited(work, person)


def _invited(work: Work, person: Person) -> Outcome:
    invitation = invite(work, person)
    work.happened("person_invited", "person", person.id or 0)
    return Outcome("person", person.id or 0, person.sign_in_name, {"invitation": seal_of(invitation)})


@deed(Right.MANAGE_PEOPLE)
def change_roles(work: Work, command: ChangeRoles) -> Outcome:
    """Give and take roles; every sign-in of that person ends. Raises NotOneself, LastAdministrator, NotAllowed."""
    administrators = _administrators(work)
    person = work.take(Person, command.id, seen=command.seen)
    before, after = _roles_of(work, command.id), set(command.roles)
    if command.id == work.actor.id:
        raise NotOneself
    _require_grantable(work, before ^ after)
    if Role.ADMINISTRATOR in before - after:
        _keep_one_administrator(administrators, person)
    work.session.execute(delete(PersonRole).where(col(PersonRole.person_id) == command.id))
    work.session.add_all(PersonRole(person_id=command.id, role=role) for role in after)
    person.sign_in_epoch += 1
    work.happened("roles_changed", "person", command.id, given=sorted(after - before), taken=sorted(before - after))
    return Outcome("person", command.id, person.sign_in_name)


@deed(Right.MANAGE_PEOPLE)
def deactivate_person(work: Work, command: PersonSeen) -> Outcome:
    """Shut somebody out at once, on every screen; what they did stays theirs. Raises NotOneself, LastAdministrator."""
    administrators = _administrators(work)
    person = work.take(Person, command.id, seen=command.seen)
    if command.id == work.actor.id:
        raise NotOneself
    _require_grantable(work, _roles_of(work, command.id))
    _keep_one_administrator(administrators, person)
    person.active = False
    person.sign_in_epoch += 1
    work.session.execute(
        update(Invitation)
        .where(col(Invitation.person_id) == command.id, col(Invitation.used_at).is_(None))
        .values(used_at=work.now)
    )
    work.happened("person_deactivated", "person", command.id)
    return Outcome("person", command.id, person.sign_in_name)


@deed(Right.MANAGE_PEOPLE)
def reactivate_person(work: Work, command: PersonSeen) -> Outcome:
    """Let somebody back in with their roles, by a new link: the old password is forgotten."""
    person = work.take(Person, command.id, seen=command.seen)
    _require_grantable(work, _roles_of(work, command.id))
    person.active = True
    person.password_hash = None
    work.happened("person_reactivated", "person", command.id)
    return _invited(work, person)


@deed(Right.MANAGE_PEOPLE)
def unlock_person(work: Work, command: PersonSeen) -> Outcome:
    """Forget the wrong passwords that were typed for somebody, so that they can try at once."""
    person = work.take(Person, command.id, seen=command.seen)
    forgive(work.session, person.sign_in_name)
    work.happened("person_unlocked", "person", command.id)
    return Outcome("person", command.id, person.sign_in_name)


@deed(Right.MANAGE_PEOPLE)
def end_sign_ins_of(work: Work, command: PersonSeen) -> Outcome:
    """Sign somebody out everywhere."""
    person = work.take(Person, command.id, seen=command.seen)
    work.session.execute(
        update(SignIn).where(col(SignIn.person_id) == command.id, col(SignIn.ended_at).is_(None)).values(ended_at=work.now)
    )
    work.happened("sign_ins_ended", "person", command.id)
    return Outcome("person", command.id, person.sign_in_name)


def _roles_of(work: Work, person_id: int) -> set[Role]:
    return set(work.session.exec(select(col(PersonRole.role)).where(PersonRole.person_id == person_id)))


def _require_grantable(work: Work, roles: set[Role]) -> None:
    """Nobody gives, takes or rules over a role above their own; the portal itself (its command line) may."""
    if work.actor.id is not None and not roles <= grantable(work.actor.roles):
        raise NotAllowed


def _administrators(work: Work) -> list[int]:
    """The active administrators, locked in one order, so that two of them cannot remove each other at once."""
    found = work.session.exec(
        select(Person)
        .join(PersonRole, col(PersonRole.person_id) == Person.id)
        .where(PersonRole.role == Role.ADMINISTRATOR, col(Person.active))
        .order_by(col(Person.id))
        .with_for_update()
    )
    return [person.id or 0 for person in found]


def _keep_one_administrator(administrators: list[int], person: Person) -> None:
    if administrators == [person.id]:
        raise LastAdministrator(name=person.name)
