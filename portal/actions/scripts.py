"""Changing what is said and ticked where the work is done: call scripts, checklists, verified items (rules B-01, F-07, Q-09)."""

from typing import Annotated

from sqlmodel import Field

from portal.actions.command import Area, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.actions.office import FromADay
from portal.actions.standards import SetStandard, set_standard
from portal.db.queries.standards import standards_on
from portal.errors import NotFound
from portal.i18n import N_
from portal.rules.checklists import LONGEST_PART, ScriptPart, points_of, written_points
from portal.rules.first_visits import VisitItem
from portal.rules.permissions import Right
from portal.rules.standards import DEFINITIONS, Kind

NAMES = N_("{customer}, {contact}, {agent}, {hotline} and {supervision} are filled in while talking")


class SetScript(FromADay):
    """One part of a call script, in both languages."""

    key: Line = Field(title=N_("Standard"), max_length=60)
    part: ScriptPart = Field(title=N_("Part"))
    zh: Annotated[Paragraph, Area(260)] = Field(default="", title=N_("In Chinese"), max_length=LONGEST_PART, description=NAMES)
    en: Annotated[Paragraph, Area(260)] = Field(default="", title=N_("In English"), max_length=LONGEST_PART)


class SetChecklist(FromADay):
    """The points of a checklist, one a line."""

    key: Line = Field(title=N_("Standard"), max_length=60)
    points: Annotated[Paragraph, Area(220)] = Field(
        title=N_("Points"), min_length=1, max_length=8000, description=N_("One a line: Chinese | English")
    )


class SetItems(FromADay):
    """What a first visit verifies."""

    items: list[VisitItem] = Field(title=N_("Items"), min_length=1)


@deed(Right.SET_STANDARDS)
def set_script(work: Work, command: SetScript) -> Outcome:
    """Change one part of a script from a day on; the other parts stay."""
    value = dict(standards_on(work.session, command.valid_from).value(_key(command.key, "script")))
    value[command.part.value] = {"zh": command.zh, "en": command.en or command.zh}
    return set_standard(work, SetStandard(key=command.key, value=value, valid_from=command.valid_from, reason=command.reason))


@deed(Right.SET_STANDARDS)
def set_checklist(work: Work, command: SetChecklist) -> Outcome:
    """Change the points of a checklist from a day on; what was ticked before keeps the list of its day."""
    known = points_of(standards_on(work.session, command.valid_from).value(_key(command.key, "checklist")))
    points = written_points(command.points, known)
    value = {"points": [{"key": point.key, "zh": point.zh, "en": point.en} for point in points]}
    return set_standard(work, SetStandard(key=command.key, value=value, valid_from=command.valid_from, reason=command.reason))


@deed(Right.SET_STANDARDS)
def set_items(work: Work, command: SetItems) -> Outcome:
    """Change what first visits verify, for customers handed over from a day on."""
    value = {"items": [item.value for item in VisitItem if item in command.items]}
    return set_standard(
        work, SetStandard(key="first_visit.items", value=value, valid_from=command.valid_from, reason=command.reason)
    )


def _key(key: str, kind: Kind) -> str:
    if key not in DEFINITIONS or DEFINITIONS[key].kind != kind:
        raise NotFound
    return key
