"""One's own page: where one is signed in, and signing out from there."""

import pytest

from portal import clock
from portal.db.queries.people import sign_ins_of
from portal.db.session import reading
from tests.cast import Cast
from tests.pages import sign_in_of, signed_in_as
from tests.pages.desk import briefs, press, said


@pytest.mark.rule("X-01")
@pytest.mark.usefixtures("sqlite_database")
def test_somebody_signs_out_in_another_browser_and_stays_signed_in_in_this_one(cast: Cast) -> None:
    sign_in_of(cast, "li")
    at = signed_in_as(cast, "li", "account")
    press(at, "Sign out")
    assert "That browser is signed out." in said(at)
    [here] = briefs(at)[-1]
    assert "this browser" in str(here)
    assert "Sign out" not in str(here)
    with reading() as session:
        assert len(sign_ins_of(session, cast.ids["li"], clock.now())) == 1
