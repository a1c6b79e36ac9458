"""People: invited by a link that works once, ruled by nobody below themselves, never left without an administrator."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from portal.actions import audit
from portal.actions.account import (
    ChangePassword,
    ChooseLanguage,
    EndSignIn,
    NotTheSame,
    PresentPasswordWrong,
    change_password,
    choose_language,
    end_sign_in,
)
from portal.actions.deed import PORTAL, Caller, Outcome, perform
from portal.actions.invitations import AcceptInvitation, LinkIsOver, accept_invitation, link_of
from portal.actions.people import (
    ChangeRoles,
    InvitePerson,
    LastAdministrator,
    NameTaken,
    NotOneself,
    PersonSeen,
    change_roles,
    deactivate_person,
    end_sign_ins_of,
    invite_again,
    invite_person,
    reactivate_person,
)
from portal.db.models.people import Invitation, Person, PersonRole, SignIn
from portal.db.models.records import AuditEntry, SavedCommand
from portal.db.passwords import is_right
from portal.db.queries import people
from portal.db.session import reading, writing
from portal.db.sign_ins import find_sign_in
from portal.errors import ChangedMeanwhile, InvalidInput, NotAllowed, NotFound, Refusal
from portal.rules.passwords import PasswordTooShort, WeakPassword
from portal.rules.permissions import Role
from tests.cast import NOW, Cast, do
from tests.pages import sign_in_of

pytestmark = pytest.mark.rule("X-01")

PASSPHRASE = "seven herons cross the river"
BY_LINK = Caller(name="invitation")


def invited(cast: Cast, name: str = "feng.y", roles: Sequence[Role] = (Role.AGENT,)) -> tuple[int, str]:
    """Somebody new: their id and the secret of their link."""
    outcome = do(invite_person, InvitePerson(name="冯燕", sign_in_name=name, roles=list(roles)), cast.admin)
    return outcome.id, secret_of(outcome)


def secret_of(outcome: Outcome) -> str:
    return link_of(str(outcome.facts["invitation"])).rpartition("/")[2]


def accept(secret: str, password: str = PASSPHRASE, after: timedelta = timedelta()) -> Outcome:
    command = AcceptInvitation(token=SecretStr(secret), password=SecretStr(password))
    return do(accept_invitation, command, BY_LINK, at=NOW + after)


def person(id: int) -> Person:
    with reading() as session:
        found = session.get_one(Person, id)
        session.expunge(found)
        return found


def roles_of(id: int) -> set[Role]:
    with reading() as session:
        return set(session.exec(select(PersonRole.role).where(PersonRole.person_id == id)))


def test_an_invited_person_sets_a_password_by_the_link(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    assert person(id).password_hash is None
    accept(secret)
    assert is_right(PASSPHRASE, person(id).password_hash)
    assert roles_of(id) == {Role.AGENT}


def test_a_link_works_once(database: str, cast: Cast) -> None:
    _, secret = invited(cast)
    accept(secret)
    with pytest.raises(LinkIsOver):
        accept(secret, "another long passphrase")


def test_of_ten_at_once_one_uses_the_link(database: str, cast: Cast) -> None:
    id, secret = invited(cast)

    def use(number: int) -> bool:
        try:
            accept(secret, f"{PASSPHRASE} {number}")
        except LinkIsOver:
            return False
        return True

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(use, range(10))) == 1
    assert person(id).sign_in_epoch == 1


def test_a_link_ends_after_three_days(database: str, cast: Cast) -> None:
    _, secret = invited(cast)
    with pytest.raises(LinkIsOver):
        accept(secret, after=timedelta(days=3))


def test_a_new_link_ends_the_old_one(database: str, cast: Cast) -> None:
    id, old = invited(cast)
    new = secret_of(do(invite_again, PersonSeen(id=id, seen=1), cast.admin))
    with pytest.raises(LinkIsOver):
        accept(old)
    accept(new)


def test_a_deactivated_person_s_link_is_over(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    do(deactivate_person, PersonSeen(id=id, seen=1), cast.admin)
    with pytest.raises(LinkIsOver):
        accept(secret)


def test_neither_a_link_nor_a_password_is_kept_in_clear(database: str, cast: Cast) -> None:
    _, secret = invited(cast)
    accept(secret)
    with reading() as session:
        kept = [
            *(str(row.model_dump()) for row in session.exec(select(SavedCommand))),
            *(str(row.model_dump()) for row in session.exec(select(AuditEntry))),
            *(str(row.model_dump()) for row in session.exec(select(Invitation))),
        ]
    assert not [row for row in kept if secret in row or PASSPHRASE in row or ("冯燕" in row and "sign_in_name" in row)]


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", PasswordTooShort),
        ("password1234", WeakPassword),
        ("feng.yan2026", WeakPassword),
        ("          ", PasswordTooShort),
    ],
)
def test_a_password_is_long_and_not_easy_to_guess(database: str, cast: Cast, password: str, refusal: type[Refusal]) -> None:
    _, secret = invited(cast, "feng.yan")
    with pytest.raises(refusal):
        accept(secret, password)
    accept(secret)


def test_a_passphrase_of_two_hundred_chinese_characters_counts_to_its_last(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    long = "春江潮水连海平海上明月共潮生" * 14
    accept(secret, long)
    kept = person(id).password_hash
    assert is_right(long, kept)
    assert not is_right(long[:-1], kept)


def test_two_people_cannot_have_one_sign_in_name(database: str, cast: Cast) -> None:
    with pytest.raises(NameTaken):
        do(invite_person, InvitePerson(name="李明", sign_in_name="LI", roles=[Role.AGENT]), cast.admin)


@pytest.mark.parametrize("name", ["", "li min", "1li", "李敏", "a" * 41, "<b>"])
def test_a_sign_in_name_is_plain(name: str) -> None:
    with pytest.raises(InvalidInput):
        InvitePerson.of(name="李敏", sign_in_name=name, roles=["agent"])


def test_a_command_takes_no_fields_that_nobody_asked_for() -> None:
    with pytest.raises(InvalidInput):
        ChangeRoles.of(id=1, seen=1, roles=["agent"], active=True, sign_in_epoch=0)


@pytest.mark.parametrize("who", ["li", "wang", "sun", "qian", "zhou", "wu"])
def test_only_an_administrator_manages_people(database: str, cast: Cast, who: str) -> None:
    by = getattr(cast, who)
    zhao = cast.ids["zhao"]
    for action, command in (
        (invite_person, InvitePerson(name="冯燕", sign_in_name="feng", roles=[Role.AGENT])),
        (change_roles, ChangeRoles(id=zhao, seen=1, roles=[Role.SUPERVISOR])),
        (deactivate_person, PersonSeen(id=zhao, seen=1)),
        (invite_again, PersonSeen(id=zhao, seen=1)),
    ):
        with pytest.raises(NotAllowed):
            do(action, command, by)
    with reading() as session:
        denied = session.exec(select(AuditEntry).where(AuditEntry.outcome == "denied")).all()
    assert len(denied) == 4


def test_nobody_changes_their_own_roles(database: str, cast: Cast) -> None:
    for action, command in (
        (change_roles, ChangeRoles(id=cast.ids["admin"], seen=1, roles=[Role.ADMINISTRATOR, Role.SUPERVISOR])),
        (deactivate_person, PersonSeen(id=cast.ids["admin"], seen=1)),
    ):
        with pytest.raises(NotOneself):
            do(action, command, cast.admin)


def test_changed_roles_end_every_sign_in(database: str, cast: Cast) -> None:
    digest = sign_in_of(cast, "li")
    do(change_roles, ChangeRoles(id=cast.ids["li"], seen=1, roles=[Role.AGENT, Role.TRAINER]), cast.admin)
    assert roles_of(cast.ids["li"]) == {Role.AGENT, Role.TRAINER}
    assert not still_in(digest)


def still_in(digest: bytes) -> bool:
    with reading() as session:
        opened = session.exec(select(SignIn).where(SignIn.digest == digest)).one()
        return find_sign_in(session, digest, opened.at) is not None


def test_roles_are_changed_as_they_stood_on_the_screen(database: str, cast: Cast) -> None:
    do(change_roles, ChangeRoles(id=cast.ids["li"], seen=1, roles=[Role.TRAINER]), cast.admin)
    with pytest.raises(ChangedMeanwhile):
        do(change_roles, ChangeRoles(id=cast.ids["li"], seen=1, roles=[Role.AGENT]), cast.admin)


def test_the_last_administrator_stays(database: str, cast: Cast) -> None:
    second, secret = invited(cast, "second", [Role.ADMINISTRATOR])
    accept(secret)
    by_second = Caller(person_id=second)
    do(deactivate_person, PersonSeen(id=cast.ids["admin"], seen=1), by_second)
    with pytest.raises(LastAdministrator):
        perform(
            change_roles,
            ChangeRoles(id=second, seen=1, roles=[Role.AGENT]),
            by=PORTAL,
            key="any",
            at=NOW,
        )


def test_two_administrators_cannot_remove_each_other_at_once(database: str, cast: Cast) -> None:
    second, _ = invited(cast, "second", [Role.ADMINISTRATOR])
    pairs = [(cast.ids["admin"], second), (second, cast.ids["admin"])]

    def remove(pair: tuple[int, int]) -> bool:
        by, whom = pair
        try:
            do(change_roles, ChangeRoles(id=whom, seen=1, roles=[Role.AGENT]), Caller(person_id=by))
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(2) as threads:
        removed = sum(threads.map(remove, pairs))
    with reading() as session:
        left = session.exec(select(PersonRole).where(PersonRole.role == Role.ADMINISTRATOR)).all()
    assert (removed, len(left)) == (1, 1)


def test_a_reactivated_person_needs_a_new_password(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    accept(secret)
    do(deactivate_person, PersonSeen(id=id, seen=1), cast.admin)
    again = do(reactivate_person, PersonSeen(id=id, seen=2), cast.admin)
    assert person(id).password_hash is None
    accept(secret_of(again))


def test_a_password_change_ends_every_sign_in_and_asks_for_the_present_one(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    accept(secret)
    me = Caller(person_id=id)
    with pytest.raises(PresentPasswordWrong):
        do(change_password, change("not it at all", "eleven ships at anchor"), me)
    with pytest.raises(NotTheSame):
        do(change_password, change(PASSPHRASE, "eleven ships at anchor", "eleven ships in anchor"), me)
    do(change_password, change(PASSPHRASE, "eleven ships at anchor"), me)
    assert is_right("eleven ships at anchor", person(id).password_hash)
    assert person(id).sign_in_epoch == 2


def change(present: str, new: str, again: str | None = None) -> ChangePassword:
    return ChangePassword(present=SecretStr(present), password=SecretStr(new), again=SecretStr(again or new))


def test_a_language_is_kept(database: str, cast: Cast) -> None:
    do(choose_language, ChooseLanguage(language="en"), cast.li)
    assert person(cast.ids["li"]).language == "en"


def test_only_the_own_sign_ins_can_be_ended(database: str, cast: Cast) -> None:
    digest = sign_in_of(cast, "li")
    with reading() as session:
        id = session.exec(select(SignIn.id).where(SignIn.digest == digest)).one()
    with pytest.raises(NotFound):
        do(end_sign_in, EndSignIn(id=id), cast.zhao)
    assert still_in(digest)
    do(end_sign_in, EndSignIn(id=id), cast.li)
    assert not still_in(digest)


def test_an_administrator_signs_somebody_out_everywhere(database: str, cast: Cast) -> None:
    places = [sign_in_of(cast, "li"), sign_in_of(cast, "li")]
    do(end_sign_ins_of, PersonSeen(id=cast.ids["li"], seen=1), cast.admin)
    assert not [place for place in places if still_in(place)]


def test_all_of_it_is_in_the_audit_trail_and_the_chain_holds(database: str, cast: Cast) -> None:
    id, secret = invited(cast)
    accept(secret)
    do(change_roles, ChangeRoles(id=id, seen=1, roles=[Role.TRAINER]), cast.admin)
    do(deactivate_person, PersonSeen(id=id, seen=2), cast.admin)
    with writing() as session:
        recorded = list(session.exec(select(AuditEntry.deed).where(AuditEntry.subject == "person").order_by(AuditEntry.id)))
        assert recorded[-4:] == ["invite_person", "accept_invitation", "change_roles", "deactivate_person"]
        assert audit.first_broken_link(session) is None


def test_people_are_found_by_name_role_and_state(database: str, cast: Cast) -> None:
    do(deactivate_person, PersonSeen(id=cast.ids["zhao"], seen=1), cast.admin)
    with reading() as session:
        found = people.people(session, people.PeopleFilter(role=Role.AGENT, active=True))
        assert [row.sign_in_name for row in found] == ["li"]
        assert [row.name for row in people.people(session, people.PeopleFilter(text="李"))] == ["李敏"]
        assert people.people(session, people.PeopleFilter(text="%")) == []
        everybody = people.people(session, people.PeopleFilter())
        first, rest = everybody[:4], people.people(session, people.PeopleFilter(), everybody[3].sign_in_name)
        assert [row.sign_in_name for row in everybody] == sorted(cast.ids)
        assert first + rest == everybody
        assert people.count_people(session, people.PeopleFilter()).number == len(everybody) == 9
