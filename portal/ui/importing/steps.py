"""What an import does one after the other, begun in callbacks and carried out beside the screen: read, compare, bring in."""

import uuid
from dataclasses import dataclass

import streamlit as st

from portal.actions.archive_sheet import SheetKind
from portal.actions.deed import Caller, Outcome, perform, who_acts
from portal.actions.imports import import_customers
from portal.actions.sheet_matching import Terms
from portal.actions.sheet_preview import Preview, bad_after, on_other_terms, preview
from portal.actions.sheet_rows import BadRow
from portal.clock import now
from portal.db.session import reading
from portal.errors import NotAllowed, SignedOut
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.ui import gate, long_work
from portal.ui.gate import Look

READ, BROUGHT_IN = "import.read", "import.brought_in"
TURN = "import.turn"
KIND, OTHERS = "import.kind", "import.others"


@dataclass(frozen=True)
class Shown:
    """A sheet that was read, with the key under which it comes in: pressed twice, it comes in once."""

    preview: Preview
    key: str


@dataclass(frozen=True)
class Done:
    """A sheet that came in: the outcome, and the rows that did not."""

    outcome: Outcome
    preview: Preview
    bad: list[BadRow]


def kinds(look: Look) -> list[SheetKind]:
    """What this person may bring in."""
    return [kind for kind in SheetKind if look.actor.may(kind.right)]


def file_key() -> str:
    """The key of the box for the file; another one after each file, so that the box is empty again."""
    return f"import.file.{st.session_state.setdefault(TURN, 0)}"


def read_file() -> None:
    """Begin to read the file that was just chosen."""
    chosen = st.session_state.get(file_key())
    caller = _caller()
    if chosen is None or caller is None:
        return
    kind = SheetKind(st.session_state.get(KIND) or SheetKind.HANDOVER)
    name, content = chosen.name, chosen.getvalue()
    long_work.forget(_id(caller), BROUGHT_IN)
    long_work.begin(_id(caller), READ, N_("Reading the sheet"), lambda: _read(name, content, kind, caller))
    st.session_state[TURN] += 1
    st.session_state.pop(OTHERS, None)


def compare_anew() -> None:
    """Compare the sheet on the other terms that were just chosen."""
    caller = _caller()
    shown = long_work.of(_id(caller), READ) if caller else None
    if caller is None or shown is None or not isinstance(shown.result, Shown):
        return
    was, others = shown.result.preview, bool(st.session_state.get(OTHERS))
    long_work.begin(_id(caller), READ, N_("Comparing with the archive"), lambda: _compare(was, others, caller))


def bring_in(only_good: bool) -> None:
    """Begin to bring the sheet in, all of it or only the good rows."""
    caller = _caller()
    shown = long_work.of(_id(caller), READ) if caller else None
    if caller is None or shown is None or not isinstance(shown.result, Shown):
        return
    sheet = shown.result
    long_work.begin(_id(caller), BROUGHT_IN, N_("Importing"), lambda: _bring_in(sheet, only_good, caller))


def put_away() -> None:
    """Take nothing of the sheet."""
    caller = _caller()
    if caller is not None:
        long_work.forget(_id(caller), READ)
        long_work.forget(_id(caller), BROUGHT_IN)


def _caller() -> Caller | None:
    try:
        return gate.caller()
    except SignedOut:
        return None  # the next run asks to sign in


def _id(caller: Caller) -> int:
    return caller.person_id or 0


def _read(name: str, content: bytes, kind: SheetKind, caller: Caller) -> Shown:
    terms = _terms(kind, others=False, caller=caller)
    with reading() as session:
        return Shown(preview(session, name, content, terms), uuid.uuid4().hex)


def _compare(was: Preview, others: bool, caller: Caller) -> Shown:
    terms = _terms(was.terms.kind, others=others, caller=caller)
    with reading() as session:
        return Shown(on_other_terms(session, was, terms), uuid.uuid4().hex)


def _terms(kind: SheetKind, *, others: bool, caller: Caller) -> Terms:
    """On what terms this person may have a sheet compared; asked in a moment of its own, for a long reading follows it."""
    with reading() as session:
        actor = who_acts(session, caller, now())
    if not (actor.may(Right.IMPORT_CUSTOMERS) and actor.may(kind.right)):
        raise NotAllowed
    return Terms(kind, others=others, named=actor.may(Right.SEE_ARCHIVE))


def _bring_in(sheet: Shown, only_good: bool, caller: Caller) -> Done:
    outcome = perform(import_customers, sheet.preview.command(only_good=only_good), by=caller, key=sheet.key)
    bad = bad_after(sheet.preview, outcome.once["conflicts"]) if "conflicts" in outcome.once else list(sheet.preview.bad)
    return Done(outcome, sheet.preview, bad)
