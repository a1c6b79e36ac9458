"""One field of a command, as a widget: the type decides which, the titles and limits stand on the command."""

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import streamlit as st
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from portal import clock
from portal.actions.command import Area, Command, WhileTyping, title
from portal.i18n import Language, _, language, speaking, translate
from portal.rules.labels import Labelled

FEW = 4
MINUTES = timedelta(minutes=5)
Choices = Mapping[Any, str]


@dataclass(frozen=True)
class CommandField:
    """What a widget needs to know of a field; `choices` are values and their labels, `height` marks several lines."""

    name: str
    title: str
    help: str | None
    kind: type
    required: bool
    default: Any
    secret: bool
    height: int | None
    choices: Choices | None
    lowest: float | None
    highest: float | None
    while_typing: bool = False
    several: bool = False

    @property
    def label(self) -> str:
        """The title, with a mark where the field has to be filled in."""
        return f"{self.title} *" if self.required and self.kind is not bool else self.title


def field_of(command: type[Command], name: str, choices: Choices | None = None) -> CommandField:
    """The field of a command in the reader's language."""
    found = _field_of(command, name, language())
    return found if choices is None else replace(found, choices=choices)


@cache
def _field_of(command: type[Command], name: str, spoken: Language) -> CommandField:
    info = command.model_fields[name]
    kind, metadata = _kind(info)
    area = next((mark for mark in reversed(metadata) if isinstance(mark, Area)), None)  # the field's own before its type's
    shortest = _limit(metadata, "min_length")
    with speaking(spoken):
        return CommandField(
            name=name,
            title=title(info, name),
            help=translate(info.description) if info.description else None,
            kind=kind,
            required=info.is_required() or bool(shortest),
            default=None if info.default is PydanticUndefined else info.default,
            secret=info.repr is False,
            height=area.height if area else None,
            choices=_choices(info, kind),
            lowest=_limit(metadata, "ge"),
            highest=_limit(metadata, "le"),
            while_typing=any(isinstance(mark, WhileTyping) for mark in metadata),
            several=_is_list(info),
        )


def _is_list(info: FieldInfo) -> bool:
    return get_origin(info.annotation) is list


def _kind(info: FieldInfo) -> tuple[type, list[Any]]:
    """The plain type below `Optional` and `Annotated`, and every mark found on the way."""
    annotation: Any = info.annotation
    metadata = list(info.metadata)
    while get_origin(annotation) in (Annotated, Union, types.UnionType, Literal, list):
        origin, inner = get_origin(annotation), get_args(annotation)
        if origin is Literal:
            return type(inner[0]), metadata
        if origin is Annotated:
            metadata += inner[1:]
            annotation = inner[0]
        else:
            annotation = next(part for part in inner if part is not type(None))
    return annotation if isinstance(annotation, type) else str, metadata


def _limit(metadata: list[Any], name: str) -> Any:
    return next((getattr(mark, name) for mark in metadata if getattr(mark, name, None) is not None), None)


def _choices(info: FieldInfo, kind: type) -> Choices | None:
    if issubclass(kind, Labelled):
        return {member.value: member.label for member in kind}
    if issubclass(kind, StrEnum):
        return {member.value: translate(member.value) for member in kind}
    for part in (info.annotation, *get_args(info.annotation)):
        if get_origin(part) is Literal:
            return {value: translate(str(value)) for value in get_args(part)}
    return None


def to_plain(value: Any) -> Any:
    """A widget's value as JSON can keep it."""
    return value.isoformat() if isinstance(value, date) else value


def from_plain(field: CommandField, value: Any) -> Any:
    """A kept value (or an initial one) as the field's widget holds it; a choice that is no longer offered is dropped."""
    if field.choices is not None and field.several:
        return [str(each) for each in value or [] if str(each) in field.choices]
    if field.choices is not None:
        value = value.value if isinstance(value, StrEnum) else value
        return value if value in field.choices else None
    if issubclass(field.kind, datetime):
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return clock.at_the_office(moment).replace(tzinfo=None, second=0, microsecond=0) if moment and moment.tzinfo else moment
    if issubclass(field.kind, date):
        return date.fromisoformat(value) if isinstance(value, str) else value
    if issubclass(field.kind, bool):
        return bool(value)
    if issubclass(field.kind, (int, float)):
        return value
    return "" if value is None else str(value)


def words(field: CommandField, value: Any) -> str:
    """A plain value as the person reads it: a choice by its label."""
    if field.choices is not None and value in field.choices:
        return field.choices[value]
    return "–" if value in (None, "") else str(value)


def to_command(field: CommandField, value: Any) -> Any:
    """A widget's value as the command wants it: moments on the office's clock become aware ones."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=clock.office_zone())
    return value


def draw(field: CommandField, key: str, on_change: Callable[..., None], args: tuple[Any, ...]) -> None:
    """Draw the widget; its value is in the session under `key` already."""
    common: dict[str, Any] = {"key": key, "help": field.help, "on_change": on_change, "args": args}
    if field.choices is not None:
        _draw_choice(field, common)
    elif issubclass(field.kind, bool):
        st.checkbox(field.label, **common)
    elif issubclass(field.kind, datetime):
        st.datetime_input(field.label, value=None, format="YYYY-MM-DD", step=MINUTES, **common)
    elif issubclass(field.kind, date):
        st.date_input(field.label, value=None, format="YYYY-MM-DD", **common)
    elif issubclass(field.kind, (int, float)):
        st.number_input(field.label, value=None, step=1 if field.kind is int else None, **common)
    elif field.height:
        st.text_area(field.label, height=field.height, **common)
    else:
        live = "500ms" if field.while_typing else False
        st.text_input(field.label, type="password" if field.secret else "default", live=live, **common)


def _draw_choice(field: CommandField, common: dict[str, Any]) -> None:
    choices = field.choices or {}
    if field.several:
        st.pills(field.label, list(choices), selection_mode="multi", format_func=lambda value: choices.get(value, ""), **common)
    elif len(choices) <= FEW and issubclass(field.kind, Labelled):
        st.segmented_control(field.label, list(choices), format_func=lambda value: choices.get(value, ""), **common)
        _define(field, st.session_state.get(common["key"]))
    else:
        st.selectbox(
            field.label,
            list(choices),
            index=None,
            format_func=lambda value: choices.get(value, ""),
            placeholder=_("Please choose"),
            **common,
        )


def _define(field: CommandField, chosen: str | None) -> None:
    """Where the choices are defined (the fault levels are), say every definition, the chosen one's name bold (rule L-01)."""
    members = [member for member in field.kind if hasattr(member, "definition")]  # type: ignore[attr-defined]
    names = [f"**{member.label}**" if chosen == member.value else member.label for member in members]
    lines = [
        _("{name}: {words}").format(name=name, words=translate(member.definition))
        for name, member in zip(names, members, strict=True)
    ]
    if lines:
        st.caption("  \n".join(lines))
