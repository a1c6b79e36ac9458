"""Who may do what: the one table of rights x roles. Pages, deeds, queries and exports all ask it (rule X-01)."""

from collections.abc import Collection, Mapping

from portal.i18n import N_
from portal.rules.labels import Labelled


class Role(Labelled):
    """What a person is in the department; a person may hold several."""

    AGENT = "agent", N_("Agent")
    ENGINEER = "engineer", N_("Field engineer")
    SUPERVISOR = "supervisor", N_("Service manager")
    TRAINER = "trainer", N_("Trainer")
    MANAGEMENT = "management", N_("Management")
    SALES = "sales", N_("Sales")
    ADMINISTRATOR = "administrator", N_("Administrator")


class Right(Labelled):
    """One thing a person may look at or do."""

    # looking
    SEE_WORK_LIST = "see_work_list", N_("See the own work list")
    SEE_QUEUE = "see_queue", N_("See the service queue")
    SEE_TICKETS = "see_tickets", N_("See all tickets")
    SEE_OWN_ORDERS = "see_own_orders", N_("See the own dispatch orders and their tickets")
    SEE_DISPATCH = "see_dispatch", N_("See all dispatch orders")
    SEE_ARTICLES = "see_articles", N_("Read the problem base")
    SEE_SATISFACTION = "see_satisfaction", N_("See satisfaction")
    SEE_ARCHIVE = "see_archive", N_("See the customer archive")
    SEE_PEOPLE = "see_people", N_("See people and roles")
    SEE_STANDARDS = "see_standards", N_("See service standards")
    SEE_AUDIT = "see_audit", N_("See the audit trail")
    REVEAL_CONTACT = "reveal_contact", N_("Reveal a contact's phone, mail or address")
    EXPORT = "export", N_("Export lists")
    # hotline
    REGISTER_TICKET = "register_ticket", N_("Register a ticket")
    HANDLE_TICKET = "handle_ticket", N_("Answer, park, call back, consult and solve a ticket")
    ACCEPT_TICKET = "accept_ticket", N_("Accept a ticket that was handed over")
    CHANGE_LEVEL = "change_level", N_("Change the fault level")
    LEAD_CONSULTATION = "lead_consultation", N_("Lead a technical consultation")
    REQUEST_DISPATCH = "request_dispatch", N_("Request a dispatch")
    CLOSE_TICKET = "close_ticket", N_("Confirm, archive, reopen or close a ticket")
    ASSIGN_TICKET = "assign_ticket", N_("Hand a ticket to somebody else")
    # dispatch
    DECIDE_DISPATCH = "decide_dispatch", N_("Check dispatch requests and order an engineer")
    CARRY_OUT_ORDER = "carry_out_order", N_("Carry out the own dispatch orders")
    WRITE_OFF = "write_off", N_("Write off dispatch orders")
    # working together
    HAND_TO_OTHERS = "hand_to_others", N_("Put a problem on the problem list and record the answer")
    PROPOSE_ARTICLE = "propose_article", N_("Propose an article for the problem base")
    REVIEW_ARTICLE = "review_article", N_("Review, publish and retire articles")
    RATE_ARTICLE = "rate_article", N_("Rate an article and record its use")
    ATTACH_FILE = "attach_file", N_("Attach a file to a ticket or an own dispatch order")
    # satisfaction
    ASK_SURVEY = "ask_survey", N_("Send a survey or enter its answer")
    # customers
    EDIT_ARCHIVE = "edit_archive", N_("Change customers and contacts")
    SUBMIT_CUSTOMER = "submit_customer", N_("Hand over a new customer and see what became of it")
    IMPORT_CUSTOMERS = "import_customers", N_("Import customers from a sheet")
    MERGE_CUSTOMERS = "merge_customers", N_("Merge two archives of one customer, and take them apart")
    SEE_FIRST_VISITS = "see_first_visits", N_("See first visits")
    CARRY_OUT_FIRST_VISIT = "carry_out_first_visit", N_("Carry out first visits and record demands")
    SEE_DEMANDS = "see_demands", N_("See service demands and their digests")
    FOLLOW_DEMAND = "follow_demand", N_("Follow a demand on its way")
    MANAGE_DEPARTMENTS = "manage_departments", N_("Keep departments and their heads")
    SEE_PROJECTS = "see_projects", N_("See projects and their documents")
    EDIT_PROJECT = "edit_project", N_("Keep projects, their documents and leftover problems")
    TAKE_OVER_PROJECT = "take_over_project", N_("Confirm the take-over of a project")
    SEE_PLANS = "see_plans", N_("See yearly service plans")
    PLAN_SERVICE = "plan_service", N_("Make yearly service plans")
    FOLLOW_PLAN = "follow_plan", N_("Mark what was done of a service plan")
    SEE_UPGRADES = "see_upgrades", N_("See entitlement, product versions and upgrades")
    UPGRADE_CUSTOMER = "upgrade_customer", N_("Offer, schedule and do upgrades")
    HANDLE_ENDING = "handle_ending", N_("Record what was agreed about a service period that ends")
    KEEP_CONTRACTS = "keep_contracts", N_("Keep service contracts and product versions")
    # the portal itself
    MANAGE_PEOPLE = "manage_people", N_("Invite people, change roles, deactivate")
    SET_STANDARDS = "set_standards", N_("Change service standards")
    OWN_ACCOUNT = "own_account", N_("Change the own password, language and sign-ins")


_A, _E, _S, _T, _M, _L, _X = (
    Role.AGENT, Role.ENGINEER, Role.SUPERVISOR, Role.TRAINER, Role.MANAGEMENT, Role.SALES, Role.ADMINISTRATOR,
)  # fmt: skip

WHO_MAY: Mapping[Right, frozenset[Role]] = {
    Right.SEE_WORK_LIST: frozenset({_A, _E, _S}),
    Right.SEE_QUEUE: frozenset({_A, _S, _M}),
    Right.SEE_TICKETS: frozenset({_A, _S, _M}),
    Right.SEE_OWN_ORDERS: frozenset({_E}),
    Right.SEE_DISPATCH: frozenset({_S, _M}),
    Right.SEE_ARTICLES: frozenset({_A, _E, _S, _T}),
    Right.SEE_SATISFACTION: frozenset({_A, _S, _M}),
    Right.SEE_ARCHIVE: frozenset({_A, _S, _M}),
    Right.SEE_PEOPLE: frozenset({_S, _X}),
    Right.SEE_STANDARDS: frozenset({_A, _S, _M, _X}),
    Right.SEE_AUDIT: frozenset({_X}),
    Right.REVEAL_CONTACT: frozenset({_A, _E, _S}),
    Right.EXPORT: frozenset({_S, _M}),
    Right.REGISTER_TICKET: frozenset({_A, _S}),
    Right.HANDLE_TICKET: frozenset({_A, _S}),
    Right.ACCEPT_TICKET: frozenset({_A, _E, _S}),
    Right.CHANGE_LEVEL: frozenset({_A, _S}),
    Right.LEAD_CONSULTATION: frozenset({_S}),
    Right.REQUEST_DISPATCH: frozenset({_A, _S}),
    Right.CLOSE_TICKET: frozenset({_A, _S}),
    Right.ASSIGN_TICKET: frozenset({_A, _S}),
    Right.DECIDE_DISPATCH: frozenset({_S}),
    Right.CARRY_OUT_ORDER: frozenset({_E}),
    Right.WRITE_OFF: frozenset({_S}),
    Right.HAND_TO_OTHERS: frozenset({_A, _S}),
    Right.PROPOSE_ARTICLE: frozenset({_A, _E, _S}),
    Right.REVIEW_ARTICLE: frozenset({_S}),
    Right.RATE_ARTICLE: frozenset({_A, _E, _S}),
    Right.ATTACH_FILE: frozenset({_A, _E, _S}),
    Right.ASK_SURVEY: frozenset({_A, _S}),
    Right.EDIT_ARCHIVE: frozenset({_A, _S}),
    Right.SUBMIT_CUSTOMER: frozenset({_L, _S}),
    Right.IMPORT_CUSTOMERS: frozenset({_L, _S}),
    Right.MERGE_CUSTOMERS: frozenset({_S}),
    Right.SEE_FIRST_VISITS: frozenset({_A, _S, _M}),
    Right.CARRY_OUT_FIRST_VISIT: frozenset({_A, _S}),
    Right.SEE_DEMANDS: frozenset({_A, _S, _M}),
    Right.FOLLOW_DEMAND: frozenset({_A, _S}),
    Right.MANAGE_DEPARTMENTS: frozenset({_S}),
    Right.SEE_PROJECTS: frozenset({_A, _S, _M}),
    Right.EDIT_PROJECT: frozenset({_A, _S}),
    Right.TAKE_OVER_PROJECT: frozenset({_S}),
    Right.SEE_PLANS: frozenset({_A, _S, _M}),
    Right.PLAN_SERVICE: frozenset({_S}),
    Right.FOLLOW_PLAN: frozenset({_A, _S}),
    Right.SEE_UPGRADES: frozenset({_A, _S, _M}),
    Right.UPGRADE_CUSTOMER: frozenset({_A, _S}),
    Right.HANDLE_ENDING: frozenset({_A, _S}),
    Right.KEEP_CONTRACTS: frozenset({_S}),
    Right.MANAGE_PEOPLE: frozenset({_X}),
    Right.SET_STANDARDS: frozenset({_S}),
    Right.OWN_ACCOUNT: frozenset(Role),
}

# Who may give a role away: nobody grants more than they hold, except the administrator, who runs the portal.
GRANTS: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
}


def may(roles: Collection[Role], right: Right) -> bool:
    """Whether somebody with these roles has the right."""
    return not WHO_MAY[right].isdisjoint(roles)


def grantable(roles: Collection[Role]) -> frozenset[Role]:
    """The roles that somebody with these roles may give or take."""
    return frozenset().union(*(GRANTS.get(role, frozenset()) for role in roles))
