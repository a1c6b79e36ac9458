"""Full-text search by words and pairs of characters: FTS5 on SQLite, a tsvector with a GIN index on PostgreSQL.

Three indexes: `ticket_words`, `customer_words`, `article_words`; the row id is the record's id. Both back ends are fed with the
same tokens (rules/words.py), so they find the same records.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, Integer, Select, TextClause, bindparam, literal_column, select, text
from sqlmodel import Session

from portal.db.prepared import Prepared
from portal.db.session import is_postgresql
from portal.rules.words import runs, tokens

Index = Literal["ticket_words", "customer_words", "article_words"]
INDEXES: tuple[Index, ...] = ("ticket_words", "customer_words", "article_words")
MOST_TOKENS = 4000
NEWEST_OF_EACH = 60


def _quoted(token: str) -> str:
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def keep_words(session: Session, index: Index, id: int, *texts: str) -> None:
    """Make a record findable by these texts, and no longer by what it said before."""
    words = [token for part in texts for token in tokens(part)][:MOST_TOKENS]
    if is_postgresql(session):
        _keep_in_postgresql(index).run(session, {"id": id, "words": _vector(words)})
    else:
        _keep_in_sqlite(index).run(session, {"id": id, "words": " ".join(words)})


def keep_words_of_many(session: Session, index: Index, records: Sequence[tuple[int, Sequence[str]]]) -> None:
    """Make new records findable, each by its search tokens."""
    postgresql = is_postgresql(session)
    rows = [{"id": id, "words": _vector(words) if postgresql else " ".join(words)} for id, words in records]
    keep = _keep_in_postgresql(index) if postgresql else _keep_in_sqlite(index)
    keep.run_for_each(session, rows)


def _vector(words: Sequence[str]) -> str:
    return " ".join(f"{_quoted(word)}:{place}" for place, word in enumerate(words, 1))


@lru_cache
def _keep_in_postgresql(index: Index) -> Prepared:
    return Prepared(
        text(
            f"INSERT INTO {index} (id, words) VALUES (:id, CAST(:words AS tsvector)) "
            "ON CONFLICT (id) DO UPDATE SET words = excluded.words"
        )
    )


@lru_cache
def _keep_in_sqlite(index: Index) -> Prepared:
    return Prepared(text(f"INSERT OR REPLACE INTO {index} (rowid, words) VALUES (:id, :words)"))


def query_text(asked: str, *, postgresql: bool) -> str | None:
    """What was asked, in the back end's own query language: every word must occur, pairs of one word side by side."""
    phrases = list(runs(asked))[:12]
    if not phrases:
        return None
    if postgresql:
        return " & ".join(_postgres_phrase(phrase, last=phrase is phrases[-1]) for phrase in phrases)
    return " AND ".join(_sqlite_phrase(phrase, last=phrase is phrases[-1]) for phrase in phrases)


def _postgres_phrase(phrase: list[str], *, last: bool) -> str:
    if len(phrase) == 1:
        return _quoted(phrase[0]) + (":*" if last or len(phrase[0]) == 1 else "")
    return "(" + " <-> ".join(_quoted(token) for token in phrase) + ")"


def _sqlite_phrase(phrase: list[str], *, last: bool) -> str:
    inner = " ".join(token.replace('"', '""') for token in phrase)
    return f'"{inner}"' + ("*" if len(phrase) == 1 and (last or len(phrase[0]) == 1) else "")


def ids_matching(index: Index, asked: str, *, postgresql: bool, newest: int | None = None) -> Select[Any] | None:
    """A select of the ids (column `id`) of the records that contain what was asked; None where nothing searchable was asked.

    `newest` limits it to so many of the latest records: both back ends then stop early instead of collecting every hit.
    """
    query = query_text(asked, postgresql=postgresql)
    if query is None:
        return None
    if postgresql:
        key = literal_column("id", Integer)
        condition: ColumnElement[bool] = text("words @@ CAST(:asked AS tsquery)").bindparams(bindparam("asked", query))  # type: ignore[assignment]
    else:
        key = literal_column("rowid", Integer)
        condition = text(f"{index} MATCH :asked").bindparams(bindparam("asked", query))  # type: ignore[assignment]
    found = select(key.label("id")).select_from(text(index)).where(condition)
    return found if newest is None else found.order_by(key.desc()).limit(newest)


def newest_with_any(session: Session, index: Index, phrases: Sequence[Sequence[str]], limit: int) -> Select[Any] | None:
    """A select of the ids (column `id`) of the newest records with at least one of the phrases; None without a phrase."""
    if not phrases:
        return None
    if is_postgresql(session):
        key = literal_column("id", Integer)
        asked = " | ".join("(" + " <-> ".join(_quoted(token) for token in phrase) + ")" for phrase in phrases)
        condition: ColumnElement[bool] = text("words @@ CAST(:any_of AS tsquery)").bindparams(bindparam("any_of", asked))  # type: ignore[assignment]
    else:
        key = literal_column("rowid", Integer)
        asked = " OR ".join('"' + " ".join(phrase).replace('"', '""') + '"' for phrase in phrases)
        condition = text(f"{index} MATCH :any_of").bindparams(bindparam("any_of", asked))  # type: ignore[assignment]
    return select(key.label("id")).select_from(text(index)).where(condition).order_by(key.desc()).limit(limit)


def best_with_any(session: Session, index: Index, phrases: Sequence[Sequence[str]], limit: int) -> list[int]:
    """The ids of the records that share the most telling phrases, the best first: a phrase counts the more the rarer it is.

    Of each phrase the newest records are looked at, so that a common one costs no more than a rare one; a record that shares
    a rare phrase is found however old it is.
    """
    if not phrases:
        return []
    asked = {f"phrase_{place}": _all_of(session, phrase) for place, phrase in enumerate(phrases)}
    hits = session.execute(_newest_of_each(index, len(phrases), is_postgresql(session)), asked).all()
    records_with = Counter(phrase for phrase, _id in hits)
    weight: defaultdict[int, float] = defaultdict(float)
    for phrase, id in hits:
        weight[id] += 1 / records_with[phrase]
    return sorted(weight, key=lambda id: (-weight[id], -id))[:limit]


@lru_cache
def _newest_of_each(index: Index, phrases: int, postgresql: bool) -> TextClause:
    if postgresql:
        # OFFSET 0 keeps the planner from walking the records backwards and opening every vector on the way.
        matching = f"SELECT id FROM {index} WHERE words @@ CAST(:phrase_{{0}} AS tsquery) OFFSET 0"
        newest = f"SELECT id FROM ({matching}) AS with_{{0}} ORDER BY id DESC LIMIT {NEWEST_OF_EACH}"
    else:
        newest = f"SELECT rowid AS id FROM {index} WHERE {index} MATCH :phrase_{{0}} ORDER BY rowid DESC LIMIT {NEWEST_OF_EACH}"
    each = f"SELECT {{0}} AS phrase, id FROM ({newest}) AS newest_{{0}}"
    return text(" UNION ALL ".join(each.format(place) for place in range(phrases)))


def _all_of(session: Session, phrase: Sequence[str]) -> str:
    """All tokens of a phrase, wherever they stand: an index answers that without looking at the records."""
    if is_postgresql(session):
        return " & ".join(map(_quoted, phrase))
    return " AND ".join('"' + token.replace('"', '""') + '"' for token in phrase)
