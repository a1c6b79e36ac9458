"""What the tests of dispatch and field orders begin with: orders made by deeds, at the present moment."""

from datetime import datetime, timedelta
from typing import Any

from streamlit.testing.v1 import AppTest

from portal import clock
from portal.actions import appointments, dispatch, signing, site_work
from portal.actions.deed import Outcome
from portal.db.models.dispatch import DispatchOrder
from portal.db.models.tickets import Ticket
from portal.db.session import reading
from portal.rules.dispatch import Conduct
from portal.rules.tickets import Backup, FaultLevel
from tests.actions.on_site import signature
from tests.cast import Cast, do
from tests.pages.desk import registered


def order(id: int) -> DispatchOrder:
    """The order as it stands now."""
    with reading() as session:
        found = session.get_one(DispatchOrder, id)
        session.expunge(found)
    return found


class Visits:
    """A dispatch made step by step: each method takes it one further and gives the order's id."""

    def __init__(self, cast: Cast, engineer: str = "wang") -> None:
        self.cast = cast
        self.engineer = engineer
        self.by = getattr(cast, engineer)

    def act(self, action: Any, command: Any, id: int, by: Any = None, at: datetime | None = None, **facts: Any) -> Outcome:
        """Somebody does something to an order, having seen its present version."""
        return do(action, command.of(id=id, seen=order(id).version, **facts), by or self.by, at=at or clock.now())

    def request(self) -> int:
        """Li asks for an engineer."""
        made = registered(self.cast, level=FaultLevel.TWO, backup=Backup.DONE)
        with reading() as session:
            seen = session.get_one(Ticket, made.id).version
        command = dispatch.RequestDispatch(id=made.id, seen=seen, reason="远程无法解决", suggestion="检查数据库日志")
        return do(dispatch.request_dispatch, command, self.cast.li, at=clock.now()).id

    def ordered(self) -> int:
        """Sun orders the engineer."""
        id = self.request()
        self.act(dispatch.order_engineer, dispatch.OrderEngineer, id, self.cast.sun, engineer_id=self.cast.ids[self.engineer])
        return id

    def confirmed(self) -> int:
        """The engineer confirms all four."""
        id = self.ordered()
        self.act(
            appointments.confirm_order, appointments.ConfirmOrder, id, problem=True, solution=True, contact=True, address=True
        )
        return id

    def appointed(self) -> int:
        """The engineer agrees a time: in an hour."""
        id = self.confirmed()
        starts_at = clock.now() + timedelta(hours=1)
        times: dict[str, Any] = {"starts_at": starts_at, "ends_at": starts_at + timedelta(hours=2), "agreed_with": "张会计"}
        self.act(appointments.appoint, appointments.Appoint, id, **times)
        return id

    def arrived(self) -> int:
        """The engineer is there."""
        id = self.appointed()
        self.act(site_work.arrive, site_work.Arrive, id)
        return id

    def tick(self, id: int, *steps: Conduct) -> None:
        """The engineer ticks steps."""
        for step in steps:
            self.act(site_work.tick_step, site_work.TickStep, id, step=step)

    def at_backup(self) -> int:
        """The problem is reproduced; now the customer is asked to back up."""
        id = self.arrived()
        self.tick(id, Conduct.KNOCK, Conduct.INTRODUCE, Conduct.REPRODUCE)
        return id

    def at_signature(self) -> int:
        """All is done but the signature."""
        id = self.at_backup()
        self.act(site_work.record_site_backup, site_work.RecordSiteBackup, id, backup=Backup.DONE, said_by="张会计")
        self.act(site_work.record_work, site_work.RecordWork, id, cause="日志磁盘写满", work_done="清理日志并扩容")
        self.tick(id, Conduct.SOLVE, Conduct.EXPLAIN)
        return id

    def signed(self) -> int:
        """The customer has signed."""
        id = self.at_signature()
        self.act(signing.sign_order, signing.SignOrder, id, signed_by="张会计", signature=signature())
        return id

    def done(self) -> int:
        """The visit is over, the problem solved."""
        id = self.signed()
        self.act(site_work.finish_order, site_work.FinishOrder, id)
        return id

    def failed(self) -> int:
        """The visit is over without a solution."""
        id = self.signed()
        self.act(site_work.fail_order, site_work.FailOrder, id, reason="需要补丁")
        return id


def press(at: AppTest, id: int, deed: str) -> AppTest:
    """Press the button of a form about an order."""
    return at.button(key=f"order.{id}.{deed}.submit").click().run()


def field(id: int, deed: str, name: str) -> str:
    """The widget key of a field in a form about an order."""
    return f"order.{id}.{deed}.{name}"
