"""Hand over a customer: one form for Sales, and what became of everybody handed over so far (rule F-01)."""

from collections.abc import Sequence

from portal.actions.deed import Outcome
from portal.actions.submissions import SubmitCustomer, submit_customer
from portal.db.queries import submissions
from portal.db.queries.submissions import SubmissionRow
from portal.db.queries.tickets import Count
from portal.i18n import N_, _, translate_count
from portal.rules.first_visits import FirstVisitStatus
from portal.rules.permissions import Right
from portal.ui import feedback, forms, gate, links, lists, screen, status
from portal.ui.gate import Look
from portal.ui.handing_over import alike
from portal.ui.lists import Column, Mark, Values


def said_once(outcome: Outcome) -> str:
    """The number, and what comes next."""
    return _("Handed over as {number}. The department calls the customer for the first visit.").format(number=outcome.number)


def became(row: SubmissionRow) -> Mark:
    """Where the first visit stands."""
    if row.status is FirstVisitStatus.OPEN:
        return Mark(row.status.label, "orange")
    return Mark(row.status.label, "green" if row.status is FirstVisitStatus.CLOSED else "gray")


def when(row: SubmissionRow) -> str:
    """When it was closed, or when the customer will be called."""
    return status.day_words(row.closed_at) if row.closed_at else status.exact(row.next_at)[:-3]


def corrected(row: SubmissionRow) -> str:
    """The items that were wrong when the customer was asked."""
    return " · ".join(item.label for item in row.corrected)


COLUMNS = (
    Column(name="number", title=N_("First visit"), width=120),
    Column(name="customer", title=N_("Customer"), width=280),
    Column(name="submitted_at", title=N_("Handed over"), value=lambda row: status.day_words(row.submitted_at), width=110),
    Column(name="status", title=N_("Status"), value=became, kind="mark", width=130),
    Column(name="attempts", title=N_("Attempts"), kind="number", width=80),
    Column(name="when", title=N_("Next call or closed"), value=when, width=160),
    Column(name="corrected", title=N_("Corrected"), value=corrected, width=220),
)


def rows(look: Look, values: Values, before: int | None, limit: int) -> Sequence[SubmissionRow]:
    """One page of one's own hand-overs."""
    return submissions.submissions_of(look.session, look.me, before, limit)


def count(look: Look, values: Values) -> Count:
    """How many there are."""
    number = submissions.count_submissions(look.session, look.me)
    return Count(number, number >= submissions.COUNTED_TO)


with gate.looking(Right.SUBMIT_CUSTOMER) as look:
    screen.heading(_("Hand over a customer"), _("A new customer for the service department: five items, and the dongle number."))
    feedback.show(alike.FORM, said_once)
    if look.actor.may(Right.IMPORT_CUSTOMERS):
        links.link(look, "import", _("Several at once: import a sheet"), icon=":material/upload_file:")
    forms.command_form(
        alike.FORM,
        SubmitCustomer,
        submit_customer,
        fixed={"same_as": alike.answer},
        columns=[
            ["name"], ["contact", "phone"], ["address"], ["product", "product_version"], ["dongle_number", "region"],
            ["position", "mail", "qq"], ["remark"],
        ],
        submit=_("Hand the customer over"),
        done=said_once,
        side=alike.beside,
        shortcut="Ctrl+Enter",
    )  # fmt: skip
    lists.show(
        lists.Listing(
            name="handed-over",
            columns=COLUMNS,
            rows=rows,
            place=lambda row: row.id,
            count=count,
            words=lambda number: translate_count("{count} customer handed over", "{count} customers handed over", number),
            empty=_("Customers that you hand over will stand here, with what became of them."),
        ),
        look,
    )
