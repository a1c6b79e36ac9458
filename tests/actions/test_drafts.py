"""Drafts: kept per person and form, sealed, replaced by the next, forgotten at the end."""

import uuid
from datetime import timedelta

from sqlmodel import select

from portal.actions.drafts import draft_of, forget_draft, keep_draft
from portal.db.models.records import Draft
from portal.db.session import reading
from tests.cast import NOW, Cast


def test_a_draft_is_found_again_by_its_person_and_form(database: str, cast: Cast) -> None:
    li = cast.ids["li"]
    keep_draft(li, "new-ticket", "key", {"symptom": "打不开"}, NOW)
    found = draft_of(li, "new-ticket")
    assert found is not None
    assert (found.key, found.content, found.saved) == ("key", {"symptom": "打不开"}, None)
    assert draft_of(cast.ids["zhao"], "new-ticket") is None
    assert draft_of(li, "park-1") is None


def test_the_last_draft_counts(database: str, cast: Cast) -> None:
    li = cast.ids["li"]
    keep_draft(li, "form", "key", {"said": "a"}, NOW)
    keep_draft(li, "form", "key", {"said": "ab"}, NOW + timedelta(seconds=1))
    with reading() as session:
        assert len(session.exec(select(Draft)).all()) == 1
    found = draft_of(li, "form")
    assert found is not None
    assert (found.content, found.at) == ({"said": "ab"}, NOW + timedelta(seconds=1))


def test_a_forgotten_draft_is_gone(database: str, cast: Cast) -> None:
    li = cast.ids["li"]
    keep_draft(li, "form", uuid.uuid4().hex, {}, NOW)
    forget_draft(li, "form")
    assert draft_of(li, "form") is None
