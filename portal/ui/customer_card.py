"""A customer in brief, as it stands beside the telephone: right to service, products, people (masked), tickets, visits."""

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from portal import clock
from portal.actions.customers import RevealContact, reveal_contact
from portal.db.queries.callers import CallerCard
from portal.db.queries.customers import ContactRow, InstallationRow, TicketLine, VisitLine
from portal.db.queries.standards import standards_on
from portal.i18n import _, translate_count
from portal.rules.entitlement import Entitlement, EntitlementKind
from portal.rules.permissions import Right
from portal.rules.tickets import Importance
from portal.ui import brief, feedback, form_state, screen, status
from portal.ui.brief import Button, Thing, Words
from portal.ui.gate import Look
from portal.ui.project.together import together
from portal.ui.status import Badge

REVEAL = "reveal-contact"
REVEALED = "customer_card.revealed"
IMPORTANCE: dict[Importance, tuple[status.Colour, str]] = {
    Importance.KEY: ("blue", "star"), Importance.NORMAL: ("gray", ""), Importance.SMALL: ("gray", ""),
}  # fmt: skip


def entitlement_words(held: Entitlement) -> str:
    """By what right, and for how long: "Free service period, 126 days left"."""
    if held.days_left is None:
        return held.kind.label
    left = (
        _("last day today") if held.days_left == 0 else translate_count("{count} day left", "{count} days left", held.days_left)
    )
    return _("{right}, {left}").format(right=held.kind.label, left=left)


def warn_days(look: Look) -> int:
    """How many days before its end a right is said to end soon."""
    return standards_on(look.session, clock.at_the_office(look.now).date()).number("entitlement.warn_days")


def entitlement_mark(held: Entitlement, warn_days: int) -> tuple[status.Colour, str, str | None]:
    """Colour, icon and last day of a right: green, amber when it ends soon, red when there is none (rule A-07)."""
    until = held.until.isoformat() if held.until else None
    if held.kind is EntitlementKind.NONE:
        return "red", "gpp_bad", None
    if held.days_left is not None and held.days_left <= warn_days:
        return "orange", "event_busy", until
    return "green", "verified", until


def entitlement_badge(look: Look, held: Entitlement) -> Badge:
    """The right to service as a badge, with its last day on hover."""
    colour, icon, until = entitlement_mark(held, warn_days(look))
    return Badge(entitlement_words(held), colour, icon, until or "")


def importance_badge(importance: Importance) -> Badge | None:
    """How important a customer is, where it is more or less than usual."""
    return None if importance is Importance.NORMAL else Badge(importance.label, *IMPORTANCE[importance])


def contacts(look: Look, rows: Sequence[ContactRow], correct: Callable[[int], None] | None = None) -> list[Thing]:
    """The people we speak to, masked; whoever may look unmasked has a button for it, and every look is written down.

    `correct` is called with the id of the one who is to be corrected.
    """
    return [thing for row in rows for thing in _contact(look, row, correct)]


def say_refusal() -> None:
    """Why a contact was not shown unmasked, above the place where they stand."""
    if refusal := form_state.opened(REVEAL)["refusal"]:
        screen.refuse(refusal)


def _contact(look: Look, row: ContactRow, correct: Callable[[int], None] | None) -> list[Thing]:
    clear = st.session_state.get(REVEALED, {}).get(row.id, {})
    reached = [clear.get("phone") or row.phone, clear.get("mail") or row.mail, clear.get("qq") or row.qq]
    show = change = None
    if not clear and any(reached) and look.actor.may(Right.REVEAL_CONTACT):
        hint = _("Show telephone and mail; that you looked is written down")
        show = Button(_("Show"), f"show.{row.id}", partial(_reveal, row.id), "visibility", hint, "bare")
    if correct:
        hint = _("Correct, mark as gone, make main contact")
        change = Button(_("Correct"), f"correct.{row.id}", partial(correct, row.id), "edit", hint, "bare")
    return [
        brief.line(
            Words(row.name, "strong"),
            Words(row.position, "quiet"),
            None if row.active else Badge(_("no longer there"), "gray"),
            show,
            change,
        ),
        brief.line(Words(" · ".join(part for part in reached if part)))._replace(look="close"),
    ]


def _reveal(contact_id: int) -> None:
    outcome = feedback.submit(reveal_contact, RevealContact, REVEAL, {"id": contact_id})
    if outcome is not None:
        st.session_state[REVEALED] = {**st.session_state.get(REVEALED, {}), contact_id: dict(outcome.once)}


def _installation(row: InstallationRow) -> str:
    """A product, its version and its dongle in one line."""
    dongle = _("dongle {number}").format(number=row.dongle_number) if row.dongle_number else ""
    return " · ".join(part for part in (f"{row.product} {row.product_version}".strip(), dongle) if part)


def products(rows: Sequence[InstallationRow]) -> list[Thing]:
    """What the customer runs, a line each."""
    return [brief.note(_installation(row)) for row in rows]


def ticket_lines(look: Look, lines: Sequence[TicketLine]) -> list[Thing]:
    """Tickets, each a link with its state and its promise."""
    said: list[Thing] = []
    for line in lines:
        due = status.due_words(line.next_due_at, look.now) if line.next_due_at else status.day_words(line.registered_at)
        promise = f"{line.next_promise.label} " if line.next_promise and line.next_due_at else ""
        said.append(brief.line(brief.link(look, f"{line.number} {line.symptom}", ("ticket", line.number))))
        said.append(brief.note(f"{line.status.label} · {line.owner} · {promise}{due}"))
    return said


def visit_lines(lines: Sequence[VisitLine]) -> list[Thing]:
    """Visits on site, newest first."""
    said = (f"{status.day_words(line.at)} · {line.engineer} · {line.status.label} · {line.problem[:60]}" for line in lines)
    return [brief.note(words) for words in said]


def _title(words: str, count: str = "") -> Thing:
    return brief.line(Words(words, "strong"), Words(count, "quiet"))


def show(look: Look, card: CallerCard, place: str) -> None:
    """The whole card."""
    whose = brief.link(look, card.customer.name, ("customer", card.customer.number), strong=True)
    who = [
        brief.line(whose, importance_badge(card.customer.importance)),
        brief.line(entitlement_badge(look, card.entitlement)),
        *together(look, card.customer.id, card.entitlement.kind),
        *products(card.installations),
    ]
    last = [_title(_("Last tickets")), *ticket_lines(look, card.last_tickets[:3])] if card.last_tickets else []
    visits = [_title(_("Last visits on site")), *visit_lines(card.last_visits)] if card.last_visits else []
    opened = [_title(_("Open tickets"), str(len(card.open_tickets))), *ticket_lines(look, card.open_tickets[:5])]
    say_refusal()
    brief.draw(f"{place}.customer", [*who, *contacts(look, card.contacts[:4]), *opened, *last, *visits])
