"""One project: how far its hand-over is, its documents, what was left over, its particulars, its story (rules A-02 to A-06)."""

import streamlit as st

from portal.db.queries import projects
from portal.db.queries.project_papers import project_story
from portal.db.queries.projects import ProjectRow
from portal.i18n import _
from portal.navigation import page_file
from portal.rules.permissions import Right
from portal.ui import gate, links, story
from portal.ui.gate import Look
from portal.ui.project.documents import checklist
from portal.ui.project.leftovers import leftovers
from portal.ui.project.listing import today_at
from portal.ui.project.marks import project_badge
from portal.ui.project.particulars import particulars
from portal.ui.project.take_over import take_over
from portal.ui.project.upload import upload
from portal.ui.screen import plain

PAGE = 20


def head(look: Look, project: ProjectRow) -> None:
    """What it is called, whose it is, where it stands."""
    st.title(plain(project.name), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        project_badge(project)
        st.markdown(f":gray[{plain(project.number)}]", width="content")
        links.link(look, "customer", f"**{plain(project.customer)}**", id=project.customer_number)
        st.page_link(page_file("projects"), label=_("Projects"), icon=":material/arrow_back:")


def told(look: Look, project: ProjectRow) -> None:
    """The story, the latest first, a page at a time."""
    st.subheader(_("Time line"), anchor=False)
    key = f"project.{project.id}.shown"
    shown = st.session_state.get(key, PAGE)
    entries = project_story(look.session, project.id, limit=shown + 1)
    story.tell(look, entries[:shown])
    if len(entries) > shown:
        st.button(_("Earlier"), key=f"{key}.more", icon=":material/expand_more:", on_click=_show_more, args=(key, shown))


def _show_more(key: str, shown: int) -> None:
    st.session_state[key] = shown + PAGE


with gate.looking(Right.SEE_PROJECTS) as look:
    project = projects.project(look.session, st.query_params.get("id", "").strip().upper()[:30], today_at(look))
    head(look, project)
    papers, facts = st.columns([3, 2], gap="large")
    with papers:
        take_over(look, project)
        checklist(look, project)
        upload(look, project)
        leftovers(look, project)
    with facts:
        particulars(look, project)
        told(look, project)
