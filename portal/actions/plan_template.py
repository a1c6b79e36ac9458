"""The template of yearly service plans, changed from a day on (rules A-08, Q-09)."""

from sqlmodel import Field

from portal.actions.deed import Outcome, Work, deed
from portal.actions.office import FromADay
from portal.actions.plans import Month
from portal.actions.standards import SetStandard, set_standard
from portal.db.queries.standards import standards_on
from portal.i18n import N_
from portal.rules.permissions import Right
from portal.rules.plans import PlanKind
from portal.rules.tickets import Importance

TEMPLATE = "plan.template"


class SetPlanTemplate(FromADay):
    """In which months customers of an importance get which kind of service."""

    importance: Importance = Field(title=N_("Importance"))
    training: list[Month] = Field(default=[], title=PlanKind.TRAINING.message, max_length=12)
    environment: list[Month] = Field(default=[], title=PlanKind.ENVIRONMENT.message, max_length=12)
    data: list[Month] = Field(default=[], title=PlanKind.DATA.message, max_length=12)
    upgrade: list[Month] = Field(default=[], title=PlanKind.UPGRADE.message, max_length=12)
    return_visit: list[Month] = Field(default=[], title=PlanKind.RETURN_VISIT.message, max_length=12)


@deed(Right.SET_STANDARDS)
def set_plan_template(work: Work, command: SetPlanTemplate) -> Outcome:
    """Change what the plan of customers of one importance begins with; plans made before stay."""
    months = {kind.value: sorted(set(getattr(command, kind.value))) for kind in PlanKind}
    held = standards_on(work.session, command.valid_from).value(TEMPLATE)
    value = {**held, command.importance.value: months}
    return set_standard(work, SetStandard(key=TEMPLATE, value=value, valid_from=command.valid_from, reason=command.reason))
