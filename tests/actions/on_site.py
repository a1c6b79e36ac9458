"""One dispatch from request to write-off, step by step, for the tests of dispatch, write-off and satisfaction."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from portal.actions import appointments, dispatch, signing, site_work, tickets
from portal.actions.command import Command
from portal.actions.deed import Action, Caller, Outcome
from portal.db.base import Table
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from portal.rules.dispatch import Conduct, Skill
from portal.rules.tickets import Backup, Category, FaultLevel
from tests.cast import NOW, Cast, do

VISIT = NOW + timedelta(days=1)


@lru_cache
def signature(ink: bool = True) -> str:
    """A drawn signature as the glass sends it."""
    picture = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    if ink:
        ImageDraw.Draw(picture).line([(30, 150), (140, 40), (220, 160), (420, 70), (560, 120)], fill="black", width=6)
    content = BytesIO()
    picture.save(content, "PNG")
    return "data:image/png;base64," + base64.b64encode(content.getvalue()).decode()


def read(table: type[Table], id: int) -> Table:
    """The record as it stands now."""
    with reading() as session:
        found = session.get_one(table, id)
        session.expunge(found)
    return found


def order_of(id: int) -> DispatchOrder:
    """The order as it stands now."""
    found = read(DispatchOrder, id)
    assert isinstance(found, DispatchOrder)
    return found


def ticket_of(id: int) -> Ticket:
    """The ticket as it stands now."""
    found = read(Ticket, id)
    assert isinstance(found, Ticket)
    return found


def act(action: Action, command: type[Command], order_id: int, by: Caller, at: datetime = NOW, **facts: object) -> Outcome:
    """Somebody does something to an order, having seen its present version."""
    return do(action, command.of(id=order_id, seen=order_of(order_id).version, **facts), by, at)


def a_ticket(cast: Cast, level: FaultLevel = FaultLevel.TWO) -> int:
    """Li registers a fault that may be dispatched without more ado."""
    command = tickets.RegisterTicket(
        customer_id=cast.huayuan, contact_id=cast.zhang, installation_id=cast.huayuan_installation, category=Category.TECHNICAL,
        symptom="工资计算报错", description="三月工资计算到一半停止", level=level,
    )  # fmt: skip
    return do(tickets.register_ticket, command, cast.li).id


def a_request(cast: Cast, ticket_id: int | None = None, skill: Skill | None = Skill.PAYROLL) -> int:
    """Li asks for an engineer."""
    ticket_id = ticket_id or a_ticket(cast)
    command = dispatch.RequestDispatch(
        id=ticket_id, seen=ticket_of(ticket_id).version, reason="远程无法解决", suggestion="检查数据库日志", skill=skill
    )
    return do(dispatch.request_dispatch, command, cast.li).id


def an_order(cast: Cast, engineer: str = "wang") -> int:
    """Sun orders an engineer."""
    order_id = a_request(cast)
    act(dispatch.order_engineer, dispatch.OrderEngineer, order_id, cast.sun, engineer_id=cast.ids[engineer])
    return order_id


def confirm(order_id: int, by: Caller) -> None:
    """The engineer confirms all four."""
    act(
        appointments.confirm_order,
        appointments.ConfirmOrder,
        order_id,
        by,
        problem=True,
        solution=True,
        contact=True,
        address=True,
    )


def appoint(order_id: int, by: Caller, starts_at: datetime = VISIT, hours: int = 3) -> None:
    """The engineer agrees a time."""
    times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=hours), "agreed_with": "张会计"}
    act(appointments.appoint, appointments.Appoint, order_id, by, **times)


def tick(order_id: int, by: Caller, step: Conduct, because: str = "", at: datetime = VISIT) -> None:
    """The engineer ticks a step."""
    act(site_work.tick_step, site_work.TickStep, order_id, by, at, step=step, skipped_because=because)


def back_up(order_id: int, by: Caller, backup: Backup = Backup.DONE) -> None:
    """The customer says whether there is a backup."""
    facts = {"backup": backup, "said_by": "张会计", "acknowledged": backup is Backup.REFUSED}
    act(site_work.record_site_backup, site_work.RecordSiteBackup, order_id, by, VISIT, **facts)


def work_on(order_id: int, by: Caller) -> None:
    """The engineer writes down what was found and done."""
    facts = {"cause": "日志磁盘写满", "work_done": "清理日志并扩容", "outcome": "工资计算正常"}
    act(site_work.record_work, site_work.RecordWork, order_id, by, VISIT, **facts)


def sign(order_id: int, by: Caller) -> Outcome:
    """The customer signs."""
    facts = {"signed_by": "张会计", "signature": signature()}
    return act(signing.sign_order, signing.SignOrder, order_id, by, VISIT + timedelta(hours=2), **facts)


AT_THE_DOOR = (Conduct.KNOCK, Conduct.INTRODUCE, Conduct.REPRODUCE)
WAY: tuple[tuple[str, Callable[[int, Caller], object]], ...] = (
    ("confirmed", confirm),
    ("appointed", appoint),
    ("on site", lambda order_id, by: act(site_work.arrive, site_work.Arrive, order_id, by, VISIT + timedelta(minutes=4))),
    ("reproduced", lambda order_id, by: [tick(order_id, by, step) for step in AT_THE_DOOR]),
    ("backed up", back_up),
    ("worked on", work_on),
    ("explained", lambda order_id, by: [tick(order_id, by, step) for step in (Conduct.SOLVE, Conduct.EXPLAIN)]),
    ("signed", sign),
    ("done", lambda order_id, by: act(site_work.finish_order, site_work.FinishOrder, order_id, by, VISIT + timedelta(hours=3))),
)  # fmt: skip


def an_order_that_is(stage: str, cast: Cast, engineer: str = "wang") -> int:
    """An order carried out as far as a stage of WAY."""
    order_id = an_order(cast, engineer)
    for name, step in WAY:
        step(order_id, getattr(cast, engineer))
        if name == stage:
            return order_id
    raise AssertionError(stage)
