"""Handing documents in, one or several at once: each file with a proposal for what it is, each refused one by its name (A-03)."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from portal.actions.project_documents import AddDocument, add_document
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.rules.projects import DocumentKind, proposed_kind
from portal.ui import feedback, form_state, screen
from portal.ui.gate import Look


def upload(look: Look, project: ProjectRow) -> None:
    """Drop files, say of each what it is, hand all in."""
    if not look.actor.may(Right.EDIT_PROJECT):
        return
    place = f"project.{project.id}.upload"
    said = st.session_state.get(f"{place}.said")
    if said:
        _say(project, said)
    turn = st.session_state.setdefault(f"{place}.turn", 0)
    key = f"{place}.{turn}"
    files = st.file_uploader(_("Hand documents in, one or several at once"), key=key, accept_multiple_files=True)
    if not files:
        return
    kinds = {kind.value: kind.label for kind in DocumentKind}
    open_kinds = [kind.value for kind in (*project.missing, *project.needed)]
    chosen = []
    for file in files:
        proposed = proposed_kind(file.name)
        first = proposed.value if proposed is not None else open_kinds[0]
        chosen.append(
            st.selectbox(
                screen.plain(file.name), list(kinds), index=list(kinds).index(first), key=f"{key}.{file.file_id}",
                format_func=lambda value: kinds.get(value, ""),
                help=None if proposed else _("The name does not say what it is: please check."),
            )
        )  # fmt: skip
    twice = sorted({kinds[kind] for kind in chosen if chosen.count(kind) > 1})
    if twice:
        words = _("Several files for one document become several versions: {documents}").format(documents=_(", ").join(twice))
        st.caption(f":orange[:material/warning: {screen.plain(words)}]")
    st.button(
        translate_count("Hand in {count} document", "Hand in {count} documents", len(files)), key=f"{key}.add", type="primary",
        icon=":material/upload_file:", on_click=_hand_in, args=(project.id, place, turn),
    )  # fmt: skip


def _hand_in(project_id: int, place: str, turn: int) -> None:
    """Each file is a deed of its own: a refused one keeps none of the others out."""
    if st.session_state.get(f"{place}.turn") != turn:
        return  # the second click of a double click: the first one has handed them in
    key = f"{place}.{turn}"
    said: dict[str, Any] = {"added": 0, "refused": [], "joint_until": None}
    for file in st.session_state.get(key) or []:
        form = f"{key}.{file.file_id}.form"
        given = {"project_id": project_id, "kind": st.session_state[f"{key}.{file.file_id}"]}
        outcome = feedback.submit(add_document, AddDocument, form, {**given, "name": file.name, "content": file.getvalue()})
        if outcome is None:
            said["refused"].append((file.name, form_state.opened(form)["refusal"]))
        else:
            said["added"] += 1
            said["joint_until"] = outcome.facts.get("joint_until")
    st.session_state[f"{place}.turn"] = turn + 1
    st.session_state[f"{place}.said"] = said


def _say(project: ProjectRow, said: dict[str, Any]) -> None:
    """What came in, and each refused file by its name."""
    if said["added"]:
        words = translate_count("{count} document is in.", "{count} documents are in.", said["added"])
        if said["joint_until"] and not project.missing:
            begun = _("The hand-over is complete: the joint period runs until {until}.").format(until=said["joint_until"])
            words = f"{words} {begun}"
        st.success(screen.plain(words), icon=":material/check_circle:")
    refused: Sequence[tuple[str, str]] = said["refused"]
    for name, sentence in refused:
        screen.refuse(_("“{name}”: {sentence}").format(name=name, sentence=sentence))
