"""Months as plans write them: short names for columns and choices."""

from collections.abc import Collection, Mapping

from portal.i18n import N_, translate

NAMES = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


def month_name(month: int) -> str:
    """A month (1 .. 12) in the reader's language."""
    return translate(NAMES[month - 1])


def month_choices(done: Collection[int] = ()) -> Mapping[str, str]:
    """The months to choose from; those in which something is done already carry a tick."""
    return {str(month): month_name(month) + (" ✓" if month in done else "") for month in range(1, 13)}
