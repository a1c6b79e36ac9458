"""The departments that demands go to: their heads and addresses, kept by managers (rule F-05)."""

import streamlit as st

from portal.actions.departments import AddDepartment, EditDepartment, add_department, edit_department
from portal.db.queries import demands
from portal.db.queries.demands import DepartmentRow
from portal.i18n import N_, _
from portal.rules.permissions import Right
from portal.ui import screen
from portal.ui.forms import command_form
from portal.ui.gate import Look
from portal.ui.status import Mark
from portal.ui.tables import Column, table

COLUMNS = (
    Column(name="name", title=N_("Department"), width=150),
    Column(name="head", title=N_("Head"), width=110),
    Column(name="mail", title=N_("E-mail of the head"), width=220),
    Column(name="active", title=N_("State"), kind="mark", width=120, value=lambda row: _state(row)),
)
FIELDS = [["name", "head", "mail"]]


def departments(look: Look) -> None:
    """All of them; a manager adds and changes."""
    rows = demands.departments(look.session, gone=True)
    if rows:
        table("departments", COLUMNS, rows)
    else:
        screen.empty(_("No department yet. Demands need one that they go to."))
    if not look.actor.may(Right.MANAGE_DEPARTMENTS):
        return
    st.subheader(_("Add a department"), anchor=False)
    command_form("department.add", AddDepartment, add_department, columns=FIELDS, submit=_("Add the department"))
    if rows:
        st.subheader(_("Change a department"), anchor=False)
        _change(rows)


def _change(rows: list[DepartmentRow]) -> None:
    names = {row.id: row.name for row in rows}
    chosen = st.selectbox(
        _("Department"), list(names), format_func=lambda id: names.get(id, ""), index=None, placeholder=_("Please choose"),
        key="department.chosen",
    )  # fmt: skip
    row = next((row for row in rows if row.id == chosen), None)
    if row is not None:
        command_form(
            f"department.{row.id}", EditDepartment, edit_department, fixed={"id": row.id, "seen": row.version},
            initial={"name": row.name, "head": row.head, "active": row.active}, columns=[*FIELDS, ["active", "without_mail"]],
            submit=_("Change the department"),
        )  # fmt: skip


def _state(row: DepartmentRow) -> Mark:
    return Mark(_("Takes demands"), "green") if row.active else Mark(_("Takes none any more"), "gray")
