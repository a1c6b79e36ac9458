"""Statements that nearly every deed runs, compiled once: what remains is to convert and send the values."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.expression import ClauseElement
from sqlmodel import Session

Converter = Callable[[Any], Any]


class Prepared:
    """A statement that changes rows, with named values: `Prepared(text("UPDATE ... WHERE id = :id")).run(session, {"id": 1})`.

    Answers, if it gives any, come as the driver gives them: read plain numbers and texts from them only.
    """

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._compiled = lru_cache(maxsize=4)(self._compile)

    def run(self, session: Session, values: Mapping[str, Any]) -> CursorResult[Any]:
        """Run it once."""
        connection = session.connection()
        compiled = self._compiled(connection.dialect)
        return connection.exec_driver_sql(compiled.sql, compiled.parameters(values))

    def run_for_each(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it with each of these values, sent together."""
        if rows:
            connection: Connection = session.connection()
            compiled = self._compiled(connection.dialect)
            connection.exec_driver_sql(compiled.sql, [compiled.parameters(values) for values in rows])

    def _compile(self, dialect: Dialect) -> "_Compiled":
        return _Compiled(self._statement, self._columns, dialect)


class _Compiled:
    """A statement in the words of one database, and what its values are converted with."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled: Any = statement.compile(dialect=dialect, column_keys=columns)
        self.sql = str(compiled)
        self._positional = compiled.positiontup is not None
        types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        converters = {name: kind.bind_processor(dialect) for name, kind in types.items()}
        self._values: list[tuple[str, Converter | None]] = [
            (name, converters[name]) for name in compiled.positiontup or converters
        ]

    def parameters(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver wants them. Raises KeyError where one is missing."""
        if self._positional:
            return tuple([values[name] if convert is None else convert(values[name]) for name, convert in self._values])
        return {name: values[name] if convert is None else convert(values[name]) for name, convert in self._values}
