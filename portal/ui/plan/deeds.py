"""What people do to a plan: adjust its grid, agree it, mark what was done, make next year's (rule A-08)."""

from datetime import date
from functools import partial

import streamlit as st

from portal.actions.deed import Outcome
from portal.actions.plan_items import MarkDone, MarkUndone, mark_done, mark_undone
from portal.actions.plans import AdjustPlan, AgreePlan, CopyPlan, adjust_plan, agree_plan, copy_plan
from portal.db.queries.plans import PlanFacts, PlanItemRow, plan_number
from portal.i18n import _
from portal.rules.permissions import Right
from portal.rules.plans import PlanKind, PlanStatus
from portal.ui import brief, forms, links
from portal.ui.brief import Thing, Words
from portal.ui.folded import folded
from portal.ui.gate import Look
from portal.ui.plan.months import month_choices, month_name
from portal.ui.told import told

KINDS = [[kind.value] for kind in PlanKind]


def adjusting(look: Look, plan: PlanFacts) -> None:
    """The whole grid as one form: a row of months for each kind of thing."""
    if not look.actor.may(Right.PLAN_SERVICE):
        return
    st.subheader(_("Adjust the plan"), anchor=False)
    planned = {kind: [item for item in plan.items if item.kind is kind] for kind in PlanKind}
    agreed = plan.status is PlanStatus.AGREED
    if agreed:
        st.caption(_("This plan is agreed with the customer: a change needs a reason."))
    forms.command_form(
        f"plan.{plan.id}.adjust", AdjustPlan, adjust_plan,
        fixed={"id": plan.id, "seen": plan.version},
        options={kind.value: month_choices({i.month for i in items if i.done_on}) for kind, items in planned.items()},
        initial={**{kind.value: [i.month for i in items] for kind, items in planned.items()}, "remark": plan.remark},
        columns=[*KINDS, ["remark", "reason"] if agreed else ["remark"]],
        submit=_("Save the plan"),
        done=lambda outcome: _("{number} is saved.").format(number=outcome.number),
    )  # fmt: skip


def agreeing(look: Look, plan: PlanFacts) -> None:
    """The customer's agreement; afterwards the way to next year."""
    if not look.actor.may(Right.PLAN_SERVICE):
        return
    if plan.status is PlanStatus.PROPOSED:
        forms.command_form(
            f"plan.{plan.id}.agree", AgreePlan, agree_plan,
            fixed={"id": plan.id, "seen": plan.version}, submit=_("The customer agrees"), icon=":material/handshake:",
            done=_agreed,
        )  # fmt: skip
        return
    told(f"plan.{plan.id}.agree", _agreed)
    following = plan_number(look.session, plan.project_id, plan.year + 1)
    if following is None:
        forms.command_form(
            f"plan.{plan.id}.copy", CopyPlan, copy_plan, fixed={"id": plan.id}, secondary=True,
            submit=_("Make the plan of {year}").format(year=plan.year + 1), icon=":material/event_repeat:", done=_made,
        )  # fmt: skip
    else:
        told(f"plan.{plan.id}.copy", _made)
        words = _("Plan of {year}: {number}").format(year=plan.year + 1, number=following)
        links.link(look, "plan", words, icon=":material/event_repeat:", id=following)


def _agreed(outcome: Outcome) -> str:
    return _("{number} is agreed.").format(number=outcome.number)


def _made(outcome: Outcome) -> str:
    return _("Plan {number} is proposed.").format(number=outcome.number)


def _item_words(item: PlanItemRow) -> str:
    return f"{month_name(item.month)} · {item.kind.label}"


def following(look: Look, plan: PlanFacts, today: date) -> None:
    """Marking by hand what was done, and opening what was marked by mistake."""
    if not look.actor.may(Right.FOLLOW_PLAN):
        return
    st.subheader(_("What was done so far"), anchor=False)
    opened = [item for item in plan.items if item.done_on is None]
    done = [item for item in plan.items if item.done_on is not None]
    about = {"id": plan.id, "seen": plan.version}
    if opened:
        forms.command_form(
            f"plan.{plan.id}.done", MarkDone, mark_done, fixed=about,
            options={"item_id": {item.id: _item_words(item) for item in opened}},
            initial={"done_on": today}, columns=[["item_id", "done_on"], ["remark"]], submit=_("Mark as done"),
        )  # fmt: skip
    else:
        told(f"plan.{plan.id}.done")
    brief.draw("plan.done", [_done(item) for item in sorted(done, key=lambda each: each.done_on or today, reverse=True)])
    if done:
        choices = {item.id: _item_words(item) for item in done}
        undoing = partial(
            forms.command_form, f"plan.{plan.id}.undone", MarkUndone, mark_undone, fixed=about,
            options={"item_id": choices}, submit=_("Open it again"), secondary=True,
        )  # fmt: skip
        folded(_("Marked by mistake"), undoing, key=f"plan.{plan.id}.undone", icon="undo")
    else:
        told(f"plan.{plan.id}.undone")


def _done(item: PlanItemRow) -> Thing:
    how = _("by its record") if item.done_subject else _("by hand")
    facts = [str(item.done_on), item.done_by or _("Portal"), how, item.remark]
    return brief.line(Words(_item_words(item), "strong", "check"), Words(" · ".join(fact for fact in facts if fact), "quiet"))
