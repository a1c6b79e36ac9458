"""Who should go: the engineers proposed for an order, best first, each with the reasons for and against (rule D-02)."""

from collections.abc import Sequence

import streamlit as st

from portal.i18n import _, translate_count
from portal.rules.proposal import Proposed, Reason
from portal.ui import screen


def proposal_table(proposed: Sequence[Proposed]) -> None:
    """A paragraph an engineer: name and points, the reasons below; one element for all, however many there are."""
    if proposed:
        st.markdown("\n\n".join(_candidate(place, candidate) for place, candidate in enumerate(proposed, 1)))
    else:
        screen.empty(_("There is no active field engineer. An administrator can invite one under People."))


def _candidate(place: int, candidate: Proposed) -> str:
    points = translate_count("{count} point", "{count} points", candidate.points)
    reasons = " &nbsp; ".join(map(_reason, candidate.reasons))
    return f"{place}\\. **{screen.plain(candidate.name)}** :gray[{screen.plain(points)}]  \n{reasons}"


def _reason(reason: Reason) -> str:
    mark = ":green[:material/add:]" if reason.good else ":orange[:material/remove:]"
    return f"{mark} {screen.plain(reason.sentence())}"


def choices(proposed: Sequence[Proposed]) -> dict[int, str]:
    """The engineers to choose from, best first."""
    return {candidate.person_id: candidate.name for candidate in proposed}
