"""The table of pages: file, address, title, icon, menu section, and the right that opens it. app.py turns it into the menu.

Addresses are for ever: people keep links to them. A page whose roles a person does not hold is not registered for them at all.
"""

from collections.abc import Callable
from dataclasses import dataclass

from portal.i18n import N_
from portal.rules.permissions import Right


@dataclass(frozen=True)
class PageEntry:
    """One page. `also` names further rights that open it; a hidden page has an address but no line in the menu."""

    file: str
    address: str
    title: str
    icon: str
    section: str
    right: Right
    also: tuple[Right, ...] = ()
    hidden: bool = False

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights of which one is enough."""
        return (self.right, *self.also)


MY_WORK, DESK, CUSTOMERS = N_("My work"), N_("Service desk"), N_("Customers")
OWN = (Right.SEE_OWN_ORDERS,)
QUALITY, ADMINISTRATION = N_("Quality"), N_("Administration")

PAGES: tuple[PageEntry, ...] = (
    PageEntry("work_list.py", "work-list", N_("Work list"), "checklist", MY_WORK, Right.SEE_WORK_LIST),
    PageEntry("field_orders.py", "field-orders", N_("Field orders"), "directions_car", MY_WORK, Right.SEE_OWN_ORDERS),
    PageEntry("queue.py", "queue", N_("Queue"), "view_list", DESK, Right.SEE_QUEUE),
    PageEntry("new_ticket.py", "new-ticket", N_("New ticket"), "add_call", DESK, Right.REGISTER_TICKET),
    PageEntry("tickets.py", "tickets", N_("Tickets"), "confirmation_number", DESK, Right.SEE_TICKETS),
    PageEntry("ticket.py", "ticket", N_("Ticket"), "confirmation_number", DESK, Right.SEE_TICKETS, OWN, hidden=True),
    PageEntry("first_visits.py", "first-visits", N_("First visits"), "waving_hand", DESK, Right.SEE_FIRST_VISITS),
    PageEntry("first_visit.py", "first-visit", N_("First visit"), "waving_hand", DESK, Right.SEE_FIRST_VISITS, hidden=True),
    PageEntry("demands.py", "demands", N_("Demands"), "add_task", DESK, Right.SEE_DEMANDS),
    PageEntry("dispatch.py", "dispatch", N_("Dispatch"), "local_shipping", DESK, Right.SEE_DISPATCH),
    PageEntry("dispatch_order.py", "dispatch-order", N_("Dispatch order"), "task", DESK, Right.SEE_DISPATCH, OWN, hidden=True),
    PageEntry("problem_base.py", "problem-base", N_("Problem base"), "menu_book", DESK, Right.SEE_ARTICLES),
    PageEntry("article.py", "article", N_("Article"), "menu_book", DESK, Right.SEE_ARTICLES, hidden=True),
    PageEntry("archive.py", "archive", N_("Archive"), "folder_shared", CUSTOMERS, Right.SEE_ARCHIVE),
    PageEntry("customer.py", "customer", N_("Customer"), "folder_shared", CUSTOMERS, Right.SEE_ARCHIVE, hidden=True),
    PageEntry("new_customer.py", "new-customer", N_("Hand over a customer"), "domain_add", CUSTOMERS, Right.SUBMIT_CUSTOMER),
    PageEntry("import_customers.py", "import", N_("Import customers"), "upload_file", CUSTOMERS, Right.IMPORT_CUSTOMERS),
    PageEntry("projects.py", "projects", N_("Projects"), "handshake", CUSTOMERS, Right.SEE_PROJECTS),
    PageEntry("project.py", "project", N_("Project"), "handshake", CUSTOMERS, Right.SEE_PROJECTS, hidden=True),
    PageEntry("plans.py", "plans", N_("Service plans"), "calendar_month", CUSTOMERS, Right.SEE_PLANS),
    PageEntry("plan.py", "plan", N_("Service plan"), "calendar_month", CUSTOMERS, Right.SEE_PLANS, hidden=True),
    PageEntry("entitlement.py", "entitlement", N_("Rights and upgrades"), "verified_user", CUSTOMERS, Right.SEE_UPGRADES),
    PageEntry("satisfaction.py", "satisfaction", N_("Satisfaction"), "sentiment_satisfied", QUALITY, Right.SEE_SATISFACTION),
    PageEntry("people.py", "people", N_("People"), "group", ADMINISTRATION, Right.SEE_PEOPLE),
    PageEntry("standards.py", "standards", N_("Service standards"), "rule", ADMINISTRATION, Right.SEE_STANDARDS),
    PageEntry("audit.py", "audit", N_("Audit"), "policy", ADMINISTRATION, Right.SEE_AUDIT),
    PageEntry("account.py", "account", N_("My account"), "account_circle", ADMINISTRATION, Right.OWN_ACCOUNT, hidden=True),
)  # fmt: skip


def pages_for(may: Callable[[Right], bool]) -> list[PageEntry]:
    """The pages that somebody may open, in the order of the menu."""
    return [page for page in PAGES if any(may(right) for right in page.rights)]


def page_at(address: str) -> PageEntry:
    """The page at an address."""
    return next(page for page in PAGES if page.address == address)


def page_file(address: str) -> str:
    """The file of the page at an address, as `st.switch_page` wants it."""
    return f"portal/pages/{page_at(address).file}"
