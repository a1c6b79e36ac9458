"""Pages by AppTest: signed in without a form, on any page."""

import secrets
from pathlib import Path

from streamlit.testing.v1 import AppTest

from portal import clock
from portal.auth.screen_owner import TEST_BINDING
from portal.db.models.people import Person
from portal.db.session import writing
from portal.db.sign_ins import digest, open_sign_in
from portal.navigation import page_file
from tests.cast import Cast

APP = Path(__file__).parent.parent.parent / "app.py"


def visitor() -> AppTest:
    """The portal as a browser sees it in which nobody is signed in; not run yet."""
    return AppTest.from_file(str(APP), default_timeout=30)


def signed_in_as(cast: Cast, who: str, page: str | None = None, *, language: str = "en", **query: str) -> AppTest:
    """The portal with somebody of the cast signed in, run, on the page at an address (default: their first).

    `query` are parameters of the address. Raises ValueError where the page is not registered for that person.
    """
    at = visitor()
    at.session_state[TEST_BINDING] = f"in:{sign_in_of(cast, who).hex()}"
    at.session_state["auth.language"] = language
    at.run()
    if page is None:
        return at
    at.switch_page(page_file(page))
    for name, value in query.items():
        at.query_params[name] = value
    return at.run()


def sign_in_of(cast: Cast, who: str) -> bytes:
    """A new sign-in of somebody, by its digest."""
    with writing() as session:
        person = session.get_one(Person, cast.ids[who])
        token = open_sign_in(session, person, clock.now(), address="test", browser=secrets.token_hex(4))
    return digest(token)
