"""What the tests of the service desk's pages begin with."""

import json
from collections.abc import Iterator
from typing import Any

import pandas as pd
from sqlmodel import select
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions.calls import RegisterCall, register_call
from portal.actions.deed import Caller, Outcome
from portal.db import search
from portal.db.models.articles import Article
from portal.db.models.tickets import Ticket
from portal.db.session import reading, writing
from portal.rules.articles import ArticleStatus
from portal.rules.tickets import Category
from portal.ui.tables import Stacked
from tests.cast import NOW, Cast, do

SYMPTOM = "工资计算后系统崩溃"
SPEAKING = ("title", "subheader", "markdown", "caption", "text", "success", "error", "warning", "info")
LABELLED = ("button", "text_input", "text_area", "selectbox", "checkbox", "page_link", "expander", "segmented_control", "pills")


def registered(cast: Cast, by: Caller | None = None, **more: Any) -> Outcome:
    """A ticket of Huayuan that Li has just registered on the telephone."""
    asked = {"customer_id": cast.huayuan, "contact_id": cast.zhang, "category": Category.TECHNICAL, "symptom": SYMPTOM}
    return do(register_call, RegisterCall(**{**asked, **more}), by or cast.li, at=clock.now())


def published(cast: Cast) -> Article:
    """An article about SYMPTOM that Li wrote and others may use."""
    with writing() as session:
        article = Article(
            number="K-2026-000001", title="工资计算中断后无法登录", category=Category.TECHNICAL, symptom="工资计算中断",
            cause="临时表空间满", solution="清理临时表空间", status=ArticleStatus.PUBLISHED, author_id=cast.ids["li"],
            created_at=NOW, changed_at=NOW,
        )  # fmt: skip
        session.add(article)
        session.flush()
        search.keep_words(session, "article_words", article.id or 0, article.title, article.symptom)
    return article


def ticket(number: str = "T-2026-000001") -> Ticket:
    """A ticket as it stands in the database."""
    with reading() as session:
        found = session.exec(select(Ticket).where(Ticket.number == number)).one()
        session.expunge(found)
        return found


def tables(at: AppTest) -> list[pd.DataFrame]:
    """The tables on the screen, from the top, as the browser gets them: a mark is its word, `attrs["widths"]` are the pixels."""
    return [_table(data) for data in _drawn(at, "lines")]


def figures(at: AppTest) -> dict[str, tuple[str, str]]:
    """The figures on the screen and what they are measured by, by their titles, in their order."""
    return {title: (value, fact) for row in _drawn(at, "figures") for _name, title, value, fact, _opens in row}


def open_figure(at: AppTest, title: str) -> AppTest:
    """Click on a figure, as a browser tells of it."""
    for element in at.get("bidi_component"):
        if element.proto.component_name == "figures":
            for name, shown, _value, _fact, opens in json.loads(element.proto.bytes):
                if shown == title and opens:
                    return _told(at, element.proto.id, name)
    raise AssertionError(f"No figure {title!r} that opens something")


def menu(at: AppTest) -> dict[str, Any]:
    """The menu as the browser gets it: where one is ("here"), the sections with their pages, who is signed in ("foot")."""
    return dict(_drawn(at, "menu")[0])


def filters(at: AppTest) -> dict[str, dict[str, Any]]:
    """The filters on the screen by their names, as the browser gets them: title, value, choices (value and words)."""
    return {field["name"]: field for line in _drawn(at, "filters") for field in line if field["kind"] != "clear"}


def narrow(at: AppTest, **values: str) -> AppTest:
    """Set filters of the first list that has them, as a browser tells of it: how all of the line stand."""
    for element in at.get("bidi_component"):
        if element.proto.component_name == "filters":
            line = {field["name"]: field["value"] for field in json.loads(element.proto.bytes) if field["kind"] != "clear"}
            if line.keys() >= values.keys():
                return _told(at, element.proto.id, {**line, **values}, event="set")
    raise AssertionError(f"No list with the filters {', '.join(values)}")


def forge_filters(at: AppTest, values: Any) -> AppTest:
    """Tell of the first line of filters whatever a browser might tell."""
    line = next(each for each in at.get("bidi_component") if each.proto.component_name == "filters")
    return _told(at, line.proto.id, values, event="set")


def briefs(at: AppTest) -> list[Any]:
    """What stands in the briefs on the screen, from the top, as the browser gets it."""
    return _drawn(at, "brief")


def _told(at: AppTest, component: str, value: Any, event: str = "opened") -> AppTest:
    states = at._tree.get_widget_states()
    state = states.widgets.add()
    state.id = _make_trigger_id(component, "events")
    state.json_trigger_value = json.dumps([{"event": event, "value": value}])
    return at._run(states)


def _drawn(at: AppTest, component: str) -> list[Any]:
    elements = at.get("bidi_component")
    return [json.loads(element.proto.bytes) for element in elements if element.proto.component_name == component]


def _table(data: dict[str, Any]) -> pd.DataFrame:
    lines = [[_cell(cell) for cell in line] for line in data["lines"]]
    table = pd.DataFrame(lines, columns=[column["name"] for column in data["columns"]])
    table.attrs["widths"] = {column["name"]: column["width"] for column in data["columns"]}
    return table


def _cell(cell: Any) -> Any:
    match cell:
        case [[*_], *_]:
            return [Stacked(*each) for each in cell]
        case [str(word), _colour]:
            return word
        case _:
            return cell


def unfold(at: AppTest, part: str) -> AppTest:
    """Open a part of the page that is folded away."""
    at.session_state[f"{part}.open"] = True
    return at.run()


def said(at: AppTest) -> str:
    """Everything that stands on the screen."""
    parts = [str(element.value) for kind in SPEAKING for element in at.get(kind)]
    parts += [str(element.proto.label) for kind in LABELLED for element in at.get(kind)]
    parts += [" ".join(entry.values()) for story in _drawn(at, "story") for entry in story]
    parts += [" ".join((title, *figure)) for title, figure in figures(at).items()]
    parts += [words for brief in briefs(at) for words in _words_in(brief)]
    return "\n".join(parts).replace("\\", "")


def _words_in(thing: Any) -> Iterator[str]:
    """The words of a brief, whatever they stand in: everything that is neither a look nor the name of one."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, list):
        for each in thing:
            yield from _words_in(each)


def press(at: AppTest, words: str, name: str = "") -> AppTest:
    """Press a button of a brief, as a browser tells of it: the first that says these words, or the one of this name."""
    for element in at.get("bidi_component"):
        if element.proto.component_name == "brief":
            for button in _buttons(json.loads(element.proto.bytes)):
                _kind, look, _icon, shown, known, _hint = button
                if shown == words and name in ("", known) and look != "off":
                    return _told(at, element.proto.id, known, event="pressed")
    raise AssertionError(f"No button {words!r} that can be pressed")


def _buttons(thing: Any) -> Iterator[list[str]]:
    if isinstance(thing, list):
        if thing[:1] == ["button"]:
            yield thing
        for each in thing:
            yield from _buttons(each)
