"""The base of all tables: own registry, named constraints, checked enumerations."""

from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, MetaData, String
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

CONSTRAINT_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


# An own registry: after a reload of the module the tables are built anew instead of "already defined for this MetaData".
class Table(SQLModel, registry=registry(metadata=MetaData(naming_convention=CONSTRAINT_NAMES))):
    """What every table derives from. Tables do not validate: commands do, before anything reaches a table."""


def text_enum(choices: type[StrEnum]) -> Any:
    """A column type that keeps an enumeration as text, by value, and lets the database refuse anything else."""
    return Enum(
        choices,
        name=choices.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def by_its_beginning(length: int) -> Any:
    """A text column whose plain index also finds values by how they begin: compared by code point on both databases."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def id_of(record: Any) -> int:
    """The id of a record that the database has. Raises ValueError for one that was not kept yet."""
    if record.id is None:
        raise ValueError(f"this {type(record).__name__} has no id yet")
    return int(record.id)
