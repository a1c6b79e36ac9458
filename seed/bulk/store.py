"""Rows straight into tables: COPY on PostgreSQL, one prepared statement on SQLite, indexes built once at the end.

Nothing here is durable or guarded; it is for databases that are thrown away after a benchmark.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Index
from sqlalchemy import Table as Columns
from sqlmodel import SQLModel

from portal.db import endings
from portal.db.base import Table
from portal.db.session import engine

Row = Mapping[str, Any]


def plain(value: Any) -> Any:
    """A value as both drivers take it."""
    if isinstance(value, Enum):
        return value.value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def plain_for_sqlite(value: Any) -> Any:
    """A value as SQLite keeps it: moments as UTC text."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else plain(value)


class Loader:
    """One open load: give it rows table by table, then `finish`."""

    def __init__(self, url: str) -> None:
        self.engine = engine(url)
        self.postgresql = self.engine.dialect.name == "postgresql"
        self.database: endings.Database = "postgresql" if self.postgresql else "sqlite"
        self.plain: Callable[[Any], Any] = plain if self.postgresql else plain_for_sqlite
        self.defaults: dict[str, list[Any]] = {}
        if not self.postgresql:
            # The journal's kind changes only while nobody else has the file open.
            self.engine.dispose()
            engine(url, read_only=True).dispose()
            self._sqlite_pragmas("journal_mode=MEMORY", "synchronous=OFF")
        self.connection: Connection = self.engine.connect()
        self.raw: Any = self.connection.connection.driver_connection
        self.connection.begin()
        if self.postgresql:
            for limit in ("statement_timeout = 0", "idle_in_transaction_session_timeout = 0", "maintenance_work_mem = '256MB'"):
                self.connection.exec_driver_sql(f"SET {limit}")
        # Rows are kept while the indexes are away: what triggers would look up is found at the end instead.
        for statement in endings.drop(self.database):
            self.connection.exec_driver_sql(statement)
        self.indexes = _droppable()
        for index in self.indexes:
            index.drop(self.connection)

    def add(self, model: type[SQLModel], rows: Iterable[Row]) -> None:
        """Keep rows of a table; columns that a row does not name get the model's default."""
        table: Columns = model.__table__  # type: ignore[attr-defined]
        rows = list(rows)
        numbers_itself = table.autoincrement_column if rows and "id" not in rows[0] else None
        names = [column.name for column in table.columns if column is not numbers_itself]
        defaults = self.defaults.setdefault(table.name, [self.plain(_default(model, name)) for name in names])
        convert = self.plain
        tuples = (
            tuple([convert(row[name]) if name in row else default for name, default in zip(names, defaults, strict=True)])
            for row in rows
        )
        self._copy(table.name, names, tuples)

    def add_words(self, index: str, rows: Iterable[tuple[int, list[str]]]) -> None:
        """Make records findable by their tokens."""
        if self.postgresql:
            vectors = ((id, " ".join(f"'{token}':{place}" for place, token in enumerate(tokens, 1))) for id, tokens in rows)
            self._copy(index, ["id", "words"], vectors)
        else:
            self._copy(index, ["rowid", "words"], ((id, " ".join(tokens)) for id, tokens in rows))

    def _copy(self, table: str, names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
        columns = ", ".join(names)
        if self.postgresql:
            with self.raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join("?" * len(names))
            self.raw.executemany(f"INSERT INTO {table} ({columns}) VALUES ({places})", rows)  # noqa: S608 - names of our tables

    def finish(self) -> None:
        """Build the indexes, set the counters behind ids, and let the database count what it has."""
        for index in self.indexes:
            index.create(self.connection)
        for statement in (*endings.fill(self.database), *endings.create(self.database)):
            self.connection.exec_driver_sql(statement)
        if self.postgresql:
            for table in Table.metadata.tables.values():
                if table.autoincrement_column is not None:
                    self._advance(table.name, table.autoincrement_column.name)
        self.connection.commit()
        self.connection.close()
        if self.postgresql:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("SET statement_timeout = 0")
                connection.exec_driver_sql("VACUUM ANALYZE")
        else:
            self._sqlite_pragmas("journal_mode=WAL")
            with self.engine.begin() as connection:
                connection.exec_driver_sql("ANALYZE")
        self.engine.dispose()

    def _advance(self, table: str, column: str) -> None:
        statement = f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), greatest(max({column}), 1)) FROM {table}"  # noqa: S608
        self.connection.exec_driver_sql(statement)

    def _sqlite_pragmas(self, *pragmas: str) -> None:
        # A journal mode changes outside a transaction only; the engine begins one for every statement.
        raw = self.engine.raw_connection()
        for pragma in pragmas:
            raw.driver_connection.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]
        raw.close()


def _droppable() -> list[Index]:
    return [index for table in Table.metadata.sorted_tables for index in sorted(table.indexes, key=lambda index: str(index.name))]


def _default(model: type[SQLModel], name: str) -> Any:
    field = model.model_fields[name]
    return None if field.is_required() else field.get_default(call_default_factory=True)
