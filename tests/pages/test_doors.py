"""Which pages open for whom: the menu, the addresses, and what a visitor gets (rule X-01)."""

import pytest

from portal.actions.people import PersonSeen, deactivate_person
from portal.db.models.people import Person
from portal.db.passwords import hash_password
from portal.db.session import writing
from portal.navigation import page_file, pages_for
from portal.pages.menu import BUILT
from portal.rules.permissions import may
from tests.cast import PEOPLE, Cast, do
from tests.pages import signed_in_as, visitor
from tests.pages.desk import menu, tables

pytestmark = pytest.mark.rule("X-01")


def pages_of(who: str) -> set[str]:
    role = PEOPLE[who][1]
    return {page.address for page in pages_for(lambda right: may({role}, right)) if page in BUILT}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_person_s_own_pages_open_and_no_others(sqlite_database: str, cast: Cast, who: str) -> None:
    at = signed_in_as(cast, who, "account")
    allowed = pages_of(who)
    for page in BUILT:
        if page.address not in allowed:
            with pytest.raises(ValueError, match=r"not a registered page|Could not find"):
                at.switch_page(page_file(page.address))


IN_THE_MENU = {page.address for page in BUILT if not page.hidden}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_menu_has_each_person_s_own_pages_and_says_who_is_signed_in(sqlite_database: str, cast: Cast, who: str) -> None:
    shown = menu(signed_in_as(cast, who, "account"))
    assert {address for _section, pages in shown["sections"] for address, _icon, _title in pages} == pages_of(who) & IN_THE_MENU
    assert shown["here"] == "account"
    assert PEOPLE[who][0] in shown["foot"][0]


OPENED = [(who, address) for who in PEOPLE for address in sorted(pages_of(who) & IN_THE_MENU)]


@pytest.mark.parametrize(("who", "address"), OPENED)
def test_every_page_of_the_menu_opens_without_a_fault(sqlite_database: str, cast: Cast, who: str, address: str) -> None:
    at = signed_in_as(cast, who, address)
    assert not at.exception
    assert not at.error
    assert at.title[0].value


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_visitor_gets_the_form_and_nothing_else(sqlite_database: str, language: str) -> None:
    at = visitor()
    at.session_state["auth.language"] = language
    at.run()
    assert not at.exception
    asked = {"zh_CN": ["登录名", "密码"], "en": ["Sign-in name", "Password"]}
    assert [field.label for field in at.text_input] == asked[language]
    assert not tables(at)


def test_a_deactivated_person_s_next_click_ends_at_the_form(sqlite_database: str, cast: Cast) -> None:
    at = signed_in_as(cast, "li", "account")
    do(deactivate_person, PersonSeen(id=cast.ids["li"], seen=1), cast.admin)
    at.run()
    assert [field.label for field in at.text_input] == ["Sign-in name", "Password"]
    assert "Your sign-in has ended" in at.info[0].value


def test_the_right_password_opens_the_door_and_leaves_none_in_the_session(sqlite_database: str, cast: Cast) -> None:
    with writing() as session:
        session.get_one(Person, cast.ids["li"]).password_hash = hash_password("seven herons cross the river")
    at = visitor()
    at.session_state["auth.language"] = "en"
    at.run()
    at.text_input[0].input("li")
    at.text_input[1].input("seven herons cross the river")
    at.button[0].click().run()
    assert not at.exception
    assert [caption.value for caption in at.caption if "Signing you in" in caption.value]
    for left in ("username", "authentication_status", "roles"):
        assert left not in at.session_state
