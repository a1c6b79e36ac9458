"""That a customer's problems are handled together with Implementation now, and with whom (rule A-04)."""

from portal.db.queries.projects import ProjectRow, joint_projects
from portal.i18n import _
from portal.rules.entitlement import EntitlementKind
from portal.ui import brief
from portal.ui.brief import Card, Thing, Words
from portal.ui.gate import Look
from portal.ui.project.listing import today_at
from portal.ui.status import Badge


def together(look: Look, customer_id: int, held: EntitlementKind) -> list[Thing]:
    """In a joint period: the project, until when, and Implementation's people to call; nothing at any other time."""
    if held is not EntitlementKind.JOINT:
        return []
    return [_in_a_frame(look, project) for project in joint_projects(look.session, customer_id, today_at(look))]


def _in_a_frame(look: Look, project: ProjectRow) -> Thing:
    words = _("Joint period until {until}: handle together with Implementation").format(until=project.joint_until)
    people = {_("Project manager"): project.manager, _("Implementation staff"): project.staff}
    said = " · ".join(f"{title} {names}" for title, names in people.items() if names)
    whole = brief.link(look, f"{project.number} {project.name}", ("project", project.number))
    return Card([brief.line(Badge(words, "blue", "handshake")), brief.line(Words(said, "strong")), brief.line(whole)])
