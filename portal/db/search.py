"""Full-text search by words and pairs of characters: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Three indexes: `ticket_words`, `customer_words`, `article_words`; the row id is the record's id. Both back ends are fed with the
same tokens (rules/words.py), so they find the same records.
"""

from typing import Literal

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select, text
from sqlmodel import Session

from portal.db.session import is_postgresql
from portal.rules.words import runs, tokens

Index = Literal["ticket_words", "customer_words", "article_words"]
INDEXES: tuple[Index, ...] = ("ticket_words", "customer_words", "article_words")
MOST_TOKENS = 4000


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def keep_words(session: Session, index: Index, id: int, *texts: str) -> None:
    """Make a record findable by these texts, and no longer by what it said before."""
    words = [token for part in texts for token in tokens(part)][:MOST_TOKENS]
    if is_postgresql(session):
        vector = " ".join(f"{_quoted(word)}:{place}" for place, word in enumerate(words, 1))
        session.execute(
            text(
                f"INSERT INTO {index} (id, words) VALUES (:id, CAST(:words AS tsvector)) ON CONFLICT (id) DO UPDATE SET words = excluded.words"
            ),
            {"id": id, "words": vector},
        )
    else:
        session.execute(
            text(f"INSERT OR REPLACE INTO {index} (rowid, words) VALUES (:id, :words)"), {"id": id, "words": " ".join(words)}
        )


def query_text(session: Session, asked: str) -> str | None:
    """What was asked, in the back end's own query language: every word must occur, pairs of one word side by side."""
    phrases = list(runs(asked))[:12]
    if not phrases:
        return None
    if is_postgresql(session):
        return " & ".join(_postgres_phrase(phrase, last=phrase is phrases[-1]) for phrase in phrases)
    return " AND ".join(_sqlite_phrase(phrase, last=phrase is phrases[-1]) for phrase in phrases)


def _postgres_phrase(phrase: list[str], *, last: bool) -> str:
    if len(phrase) == 1:
        return _quoted(phrase[0]) + (":*" if last or len(phrase[0]) == 1 else "")
    return "(" + " <-> ".join(_quoted(token) for token in phrase) + ")"


def _sqlite_phrase(phrase: list[str], *, last: bool) -> str:
    inner = " ".join(token.replace('"', '""') for token in phrase)
    return f'"{inner}"' + ("*" if len(phrase) == 1 and (last or len(phrase[0]) == 1) else "")


def ids_matching(session: Session, index: Index, asked: str) -> Select[tuple[int]] | None:
    """A subselect of the ids of the records that contain what was asked; None where nothing searchable was asked."""
    query = query_text(session, asked)
    if query is None:
        return None
    if is_postgresql(session):
        condition: ColumnElement[bool] = text("words @@ CAST(:asked AS tsquery)").bindparams(bindparam("asked", query))  # type: ignore[assignment]
        return select(literal_column("id")).select_from(text(index)).where(condition)
    condition = text(f"{index} MATCH :asked").bindparams(bindparam("asked", query))  # type: ignore[assignment]
    return select(literal_column("rowid")).select_from(text(index)).where(condition)
