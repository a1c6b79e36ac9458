"""The documents of a hand-over as a checklist with their versions (rule A-03)."""

from collections.abc import Sequence

import streamlit as st

from portal.actions.project_documents import WithdrawDocument, withdraw_document
from portal.db.queries.project_papers import DocumentVersion, documents_of
from portal.db.queries.projects import ProjectRow
from portal.i18n import _, translate_count
from portal.rules.permissions import Right
from portal.rules.projects import DocumentKind
from portal.ui import forms, status
from portal.ui.gate import Look
from portal.ui.project.marks import documents_word
from portal.ui.screen import plain


def checklist(look: Look, project: ProjectRow) -> None:
    """Every needed document: there in which version, or missing at a glance."""
    title = _("Hand-over documents")
    st.subheader(f"{title} :gray[{documents_word(project)}]", anchor=False)
    versions = documents_of(look.session, project.id)
    further = [kind for kind in DocumentKind if kind not in project.needed and any(each.kind is kind for each in versions)]
    with st.container(border=True, gap="small"):
        for kind in (*project.needed, *further):
            _line(look, project, kind, [each for each in versions if each.kind is kind])


def _line(look: Look, project: ProjectRow, kind: DocumentKind, versions: Sequence[DocumentVersion]) -> None:
    current = next((each for each in versions if each.withdrawn_at is None), None)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"project.{project.id}.line.{kind}"):
        if current is None:
            st.markdown(f":orange[:material/radio_button_unchecked:] {kind.label}", width="stretch")
            st.badge(_("missing"), color="orange", icon=":material/error:")
        else:
            st.markdown(f":green[:material/check_circle:] {kind.label}  \n{_file(look, current)}", width="stretch")
        if versions:
            _versions(look, project, kind, versions)


def _file(look: Look, version: DocumentVersion) -> str:
    """The version as a link to the guarded file, with who brought it."""
    size = f"{version.size / 1_000_000:.1f} MB" if version.size >= 1_000_000 else f"{max(1, version.size // 1000)} kB"
    edition = _("version {number}").format(number=version.number)
    said = " · ".join(part for part in (edition, size, version.added_by, status.short(version.added_at, look.now)) if part)
    return f"[{plain(version.name)}](/files/{version.file}?download) :gray[{plain(said)}]"


def _versions(look: Look, project: ProjectRow, kind: DocumentKind, versions: Sequence[DocumentVersion]) -> None:
    words = translate_count("{count} version", "{count} versions", len(versions))
    # Without a callback of its own an opened popover tells nobody, and every form would be made on every run.
    popover = st.popover(words, key=f"project.{project.id}.versions.{kind}", type="tertiary", on_change="rerun")
    with popover:
        if not popover.open:
            return
        for version in versions:
            st.markdown(_file(look, version))
            if version.withdrawn_at is not None:
                said = _("Withdrawn on {day} by {name}: {reason}").format(
                    day=status.day_words(version.withdrawn_at),
                    name=version.withdrawn_by or _("Portal"),
                    reason=version.withdrawn_because,
                )
                st.caption(plain(said))
            elif look.actor.may(Right.EDIT_PROJECT):
                forms.command_form(
                    f"project.{project.id}.withdraw.{version.id}", WithdrawDocument, withdraw_document,
                    fixed={"id": version.id}, submit=_("Withdraw version {number}").format(number=version.number),
                    icon=":material/undo:", secondary=True,
                )  # fmt: skip
