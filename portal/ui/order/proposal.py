"""Who should go: the engineers proposed for an order, best first, each with the reasons for and against (rule D-02)."""

from collections.abc import Sequence

import streamlit as st

from portal.i18n import _, translate_count
from portal.rules.proposal import Proposed, Reason
from portal.ui import screen


def proposal_table(proposed: Sequence[Proposed]) -> None:
    """One line an engineer: name, reasons, points."""
    lines = [
        f"| {place}\\. **{screen.plain(candidate.name)}** | {' &nbsp; '.join(map(_reason, candidate.reasons))} "
        f"| :gray[{translate_count('{count} point', '{count} points', candidate.points)}] |"
        for place, candidate in enumerate(proposed, 1)
    ]
    if lines:
        head = f"| {_('Engineer')} | {_('Reasons')} | |"
        st.markdown("\n".join([head, "| :-- | :-- | --: |", *lines]))
    else:
        screen.empty(_("There is no active field engineer. An administrator can invite one under People."))


def _reason(reason: Reason) -> str:
    mark = ":green[:material/add:]" if reason.good else ":orange[:material/remove:]"
    return f"{mark} {screen.plain(reason.sentence())}"


def choices(proposed: Sequence[Proposed]) -> dict[int, str]:
    """The engineers to choose from, best first."""
    return {candidate.person_id: candidate.name for candidate in proposed}
