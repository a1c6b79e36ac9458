"""Valid commands built from their own types and limits, and the many ways in which people and attackers break them."""

import types
import typing
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from annotated_types import Ge, Gt, MaxLen, MinLen
from pydantic.fields import FieldInfo

from portal.actions.command import Command
from portal.actions.deed import DEEDS, Action

# What types and limits alone do not say.
EXAMPLES = {"sign_in_name": "chenyu", "roles": ["agent"], "password": "a passphrase of some length", "phone": "13800138000"}
MADE_BY_MACHINES = {"token", "signature", "key"}
HUGE = "华" * 5_000_000
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "image": "<img src=x onerror=alert(1)>",
    "formula": '=HYPERLINK("http://127.0.0.1/","x")',
    "full-width formula": "＝1+1",
    "sql": "' OR 1=1 --",
    "markdown": "[x](javascript:alert(1)) ![x](http://127.0.0.1:9/beacon.png)",
    "emoji": "👩‍💻 电脑坏了 🙏",
    "controls": "a\x00b\x1b[31mc\u202ed\u200be",
    "line break": "one\r\ntwo\nthree",
    "braces": "{name} {0} %s",
}


def command_of(action: Action[Any]) -> type[Command]:
    """The command class that a deed takes."""
    hints = typing.get_type_hints(action)
    hints.pop("return", None)
    return next(hint for hint in hints.values() if isinstance(hint, type) and issubclass(hint, Command))


def every_deed() -> list[tuple[str, type[Command]]]:
    """Each deed's name with its command, in a stable order."""
    return sorted((name, command_of(action)) for name, action in DEEDS.items())


def a(command: type[Command], **wanted: Any) -> Command:
    """A valid command: what is wanted, and for each other required field the plainest value its type and limits allow."""
    required = {name: field for name, field in command.model_fields.items() if field.is_required()}
    values = {name: EXAMPLES.get(name, plain_value(field)) for name, field in required.items()}
    return command.of(**{**values, **wanted})


def inner_type(field: FieldInfo) -> Any:
    """A field's type without "or nothing"."""
    annotation = field.annotation
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
    return typing.get_args(annotation)[0] if typing.get_origin(annotation) is typing.Annotated else annotation


def limit(field: FieldInfo, kind: type) -> Any:
    """The value of one limit of a field ("MaxLen"), or None."""
    return next((vars_of(rule) for rule in field.metadata if isinstance(rule, kind)), None)


def vars_of(rule: Any) -> Any:
    """The one number of a limit."""
    return next(getattr(rule, name) for name in ("max_length", "min_length", "ge", "gt") if hasattr(rule, name))


PLAIN = {bool: False, datetime: datetime(2026, 3, 12, 2, 0, tzinfo=UTC), date: date(2026, 3, 12), bytes: b"plain"}


def plain_value(field: FieldInfo) -> Any:
    """The plainest valid value of a field."""
    if not field.is_required():
        return field.get_default(call_default_factory=True)
    kind = inner_type(field)
    if typing.get_origin(kind) in (list, tuple, set, frozenset):
        return [_one_of(typing.get_args(kind)[0])] * (limit(field, MinLen) or 0)
    if typing.get_origin(kind) is typing.Literal:
        return typing.get_args(kind)[0]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind)).value
    if kind in (int, float):
        return limit(field, Ge) or (limit(field, Gt) or 0) + 1
    if kind is str:
        return "好" * max(1, limit(field, MinLen) or 1)
    return PLAIN.get(kind, {})


def _one_of(kind: Any) -> Any:
    """The plainest member of a list of this kind."""
    return next(iter(kind)).value if issubclass(kind, Enum) else PLAIN.get(kind, 1)


def text_fields() -> Iterator[tuple[type[Command], str, FieldInfo]]:
    """Every text that people type into a command."""
    seen = set()
    for _name, command in every_deed():
        for name, field in command.model_fields.items():
            if inner_type(field) is str and field.title and name not in MADE_BY_MACHINES and (command, name) not in seen:
                seen.add((command, name))
                yield command, name, field


def longest(field: FieldInfo) -> int | None:
    """How long a text field may be."""
    return limit(field, MaxLen)  # type: ignore[no-any-return]
