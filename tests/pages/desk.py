"""What the tests of the service desk's pages begin with."""

import json
from typing import Any

import pandas as pd
from sqlmodel import select
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
    drawn = [element.proto for element in at.get("bidi_component") if element.proto.component_name == "portal_lines"]
    return [_table(json.loads(proto.bytes)) for proto in drawn]


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
    stories = [element.proto.bytes for element in at.get("bidi_component") if element.proto.component_name == "portal_story"]
    parts += [" ".join(entry.values()) for story in stories for entry in json.loads(story)]
    return "\n".join(parts).replace("\\", "")
