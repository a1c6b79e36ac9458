"""Saved views: own or shared, replaced by their name, removed by their owner only."""

import pytest

from portal.actions import views
from portal.actions.views import RemoveView, SaveView, TooManyViews, remove_view, save_view
from portal.db.queries.views import views_of
from portal.db.session import reading
from portal.errors import InvalidInput, NotAllowed
from tests.cast import Cast, do


def save(cast: Cast, name: str = "Level 1", **wanted: object) -> int:
    return do(
        save_view, SaveView.of(**{"page": "tickets", "name": name, "filters": {"level": "1", "find": ""}, **wanted}), cast.li
    ).id


def names(cast: Cast, who: str, page: str = "tickets") -> list[str]:
    with reading() as session:
        return [view.name for view in views_of(session, cast.ids[who], page)]


def test_a_view_keeps_only_filters_that_say_something(database: str, cast: Cast) -> None:
    save(cast)
    with reading() as session:
        (view,) = views_of(session, cast.ids["li"], "tickets")
    assert (view.name, view.owner, view.filters) == ("Level 1", "", {"level": "1"})


def test_only_a_shared_view_is_seen_by_colleagues(database: str, cast: Cast) -> None:
    save(cast, "mine")
    save(cast, "ours", shared=True)
    assert names(cast, "li") == ["mine", "ours"]
    assert names(cast, "zhao") == ["ours"]
    assert names(cast, "li", "queue") == []


def test_the_same_name_replaces_the_view(database: str, cast: Cast) -> None:
    assert save(cast) == save(cast, filters={"level": "2"})
    with reading() as session:
        assert [view.filters for view in views_of(session, cast.ids["li"], "tickets")] == [{"level": "2"}]


def test_nobody_removes_the_view_of_somebody_else(database: str, cast: Cast) -> None:
    shared = save(cast, shared=True)
    with pytest.raises(NotAllowed):
        do(remove_view, RemoveView(id=shared), cast.zhao)
    do(remove_view, RemoveView(id=shared), cast.li)
    assert names(cast, "li") == []


def test_a_view_needs_a_name(database: str, cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refused:
        save(cast, "  ")
    assert "name" in refused.value.problems


def test_there_is_an_end_to_saving_views(database: str, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    save(cast, "a")
    save(cast, "b")
    with pytest.raises(TooManyViews):
        save(cast, "c")
    save(cast, "b", shared=True)
