"""The audit page can say every deed and every kind of record in the reader's language (rule X-03)."""

import ast
import importlib
import pkgutil
from pathlib import Path

import pytest

import portal.actions
from portal.actions.deed import DEEDS
from portal.i18n import speaking, translate
from portal.rules.deed_names import DEED_NAMES, SUBJECT_NAMES

pytestmark = pytest.mark.rule("X-03")
NOT_A_DEED = {"sign_in", "open_file"}

for module in pkgutil.iter_modules(portal.actions.__path__):
    importlib.import_module(f"portal.actions.{module.name}")


def own_deeds() -> set[str]:
    """Deeds of the portal; tests declare some of their own."""
    return {name for name, action in DEEDS.items() if action.__module__.startswith("portal.")}


def test_every_deed_has_a_name_and_no_name_is_left_over() -> None:
    assert own_deeds() | NOT_A_DEED == set(DEED_NAMES)


def test_every_kind_of_record_that_deeds_are_about_has_a_name() -> None:
    about = set()
    for path in Path(portal.actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Outcome" and node.args:
                about |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    assert about == set(SUBJECT_NAMES)


@pytest.mark.parametrize("message", [*DEED_NAMES.values(), *SUBJECT_NAMES.values()])
def test_each_name_is_chinese_for_chinese_readers(message: str) -> None:
    with speaking("zh_CN"):
        assert translate(message) != message
