"""Whatever is typed into any field of any command: a clear sentence or harmless text, never a crash, nothing hidden kept."""

import importlib
import pkgutil
import unicodedata

import pytest
from pydantic.fields import FieldInfo

import portal.actions
from portal.actions.command import Command
from portal.errors import InvalidInput
from tests.builders import HOSTILE, HUGE, MADE_BY_MACHINES, a, every_deed, longest, plain_value, text_fields

for module in pkgutil.iter_modules(portal.actions.__path__):
    importlib.import_module(f"portal.actions.{module.name}")

FIELDS = [pytest.param(*found, id=f"{found[0].__name__}.{found[1]}") for found in text_fields()]
COMMANDS = [pytest.param(command, id=name) for name, command in every_deed()]
# The list itself makes these commands; no form asks for them.
ASKED = [each for each in COMMANDS if each.id not in {"export_list", "save_view"}]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_field_that_it_does_not_have(command: type[Command]) -> None:
    with pytest.raises(InvalidInput) as refused:
        a(command, roles=["administrator"], is_open=False)
    assert {"roles", "is_open"} & set(refused.value.problems)


@pytest.mark.parametrize("command", ASKED)
def test_every_field_says_what_it_is_called(command: type[Command]) -> None:
    hidden = {"id", "seen", *MADE_BY_MACHINES}
    asked = {name: field for name, field in command.model_fields.items() if name not in hidden and not name.endswith("_id")}
    assert [name for name, field in asked.items() if not field.title] == []


@pytest.mark.parametrize(("command", "name", "field"), FIELDS)
def test_every_text_has_a_limit_and_says_so_when_it_is_passed(command: type[Command], name: str, field: FieldInfo) -> None:
    most = longest(field)
    assert most is not None, "a text without a limit is an invitation"
    for text in ("好" * (most + 1), HUGE):
        with pytest.raises(InvalidInput) as refused:
            a(command, **{name: text})
        assert str(most) in refused.value.problems[name]


@pytest.mark.parametrize(("command", "name", "field"), FIELDS)
def test_a_wrong_type_is_refused_beside_its_field(command: type[Command], name: str, field: FieldInfo) -> None:
    for value in (["a"], {"a": 1}, 3.5, object()):
        with pytest.raises(InvalidInput) as refused:
            a(command, **{name: value})
        assert name in refused.value.problems


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize(("command", "name", "field"), FIELDS)
def test_hostile_text_is_refused_or_kept_as_harmless_text(
    command: type[Command], name: str, field: FieldInfo, hostile: str
) -> None:
    try:
        kept = getattr(a(command, **{name: hostile}), name)
    except InvalidInput as refused:
        kept = refused.problems.get(name, "")
        assert kept, "a refusal stands beside its field"
    assert not [character for character in kept if unicodedata.category(character) == "Cc" and character not in "\n\t"]
    assert "\u202e" not in kept


@pytest.mark.parametrize(("command", "name", "field"), FIELDS)
def test_blanks_are_not_an_answer_to_a_required_question(command: type[Command], name: str, field: FieldInfo) -> None:
    if not field.is_required():
        assert a(command, **{name: plain_value(field)})
        return
    with pytest.raises(InvalidInput) as refused:
        a(command, **{name: " \u3000\u200b\n "})
    assert name in refused.value.problems
