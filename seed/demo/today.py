"""The queue as it stands when the curtain falls: some tickets on time, some at risk, a few broken, some waiting for others."""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import datetime, timedelta

from portal.actions.appointments import Appoint, AppointmentClash, ConfirmOrder, appoint, confirm_order
from portal.actions.dispatch import OrderEngineer, order_engineer
from portal.actions.problems import HandToOthers, hand_to_others
from portal.actions.site_work import FailOrder, fail_order
from portal.actions.tickets import OfferTicket, offer_ticket
from portal.rules.problems import Neighbour
from portal.rules.tickets import Category, Channel, FaultLevel
from seed.demo.arrivals import Call
from seed.demo.desk import Desk
from seed.demo.on_site import Trip, agree, come_in, engineer_for, request, work
from seed.demo.stage import Life, Stage
from seed.demo.texts import Storyteller

FIRST_NUMBER = 900_000
HOUR = 60.0


def busy_day(stage: Stage) -> None:
    """Put today's calls on the stage, each so long ago that its promise stands as wanted."""
    number = FIRST_NUMBER
    for life, ages in SCENES:
        for minutes in ages:
            number += 1
            stage.enters(life(Desk(stage, _call(stage, number)), stage.curtain - timedelta(minutes=minutes)))


def _call(stage: Stage, number: int) -> Call:
    chance = stage.chance("today", number)
    case = Storyteller(chance).case(stage.curtain.month)
    if case.category in (Category.OTHER, Category.CONSULTATION):
        case = Storyteller(chance).case(stage.curtain.month)
    client = chance.choices(stage.clients, [client.busy for client in stage.clients])[0]
    agent = chance.choice(stage.agents)
    plain = replace(case, level=FaultLevel.THREE)
    return Call(number, stage.curtain, client, chance.choice(client.contacts), agent, Channel.PHONE, plain, bad_times=False)


def _minutes(at: datetime, number: float) -> datetime:
    return at + timedelta(minutes=number)


def _not_begun(desk: Desk, at: datetime) -> Life:
    """Came in by mail or chat, nobody has answered yet."""
    desk.call = replace(desk.call, channel=desk.chance.choice((Channel.ONLINE, Channel.MAIL, Channel.CHAT)))
    yield at
    desk.register(at, began=False)


def _in_progress(desk: Desk, at: datetime) -> Life:
    yield at
    desk.register(at, began=True)
    yield _minutes(at, 20)
    desk.answer(_minutes(at, 20))


def _severe(desk: Desk, at: datetime) -> Life:
    """A level 2 fault: its meeting was called by itself and has not ended."""
    desk.call = replace(desk.call, case=replace(desk.call.case, level=FaultLevel.TWO))
    yield at
    desk.register(at, began=True)


def _parked(desk: Desk, at: datetime) -> Life:
    yield _minutes(at, -12)
    desk.register(_minutes(at, -12), began=True)
    yield at
    desk.park(at)


def _consulting(desk: Desk, at: datetime) -> Life:
    start = _minutes(at, -70)
    yield from _parked(desk, start)
    yield _minutes(at, -30)
    desk.call_back(_minutes(at, -30))
    yield at
    desk.consult(at)


def _up_to_request(desk: Desk, at: datetime) -> Life:
    """A level 2 fault whose meeting found that somebody has to go there."""
    start = _minutes(at, -95)
    yield from _severe(desk, start)
    yield _minutes(at, -20)
    desk.end_consultation(_minutes(at, -20), solved=False)
    yield at


def _requested(desk: Desk, at: datetime) -> Life:
    yield from _up_to_request(desk, at)
    request(desk, at)


def _ordered(desk: Desk, at: datetime) -> Life:
    yield from _up_to_request(desk, at)
    trip = request(desk, at)
    yield _minutes(at, 15)
    trip.manager_does(order_engineer, OrderEngineer, _minutes(at, 15), engineer_id=trip.engineer.id)


def _appointed(desk: Desk, at: datetime) -> Life:
    yield from _up_to_request(desk, at)
    trip = request(desk, at)
    yield _minutes(at, 15)
    trip.manager_does(order_engineer, OrderEngineer, _minutes(at, 15), engineer_id=trip.engineer.id)
    yield _minutes(at, 40)
    agree(trip, _minutes(at, 40))


def _at_the_customer(desk: Desk, at: datetime) -> Life:
    """On site since a moment."""
    asked = at - timedelta(hours=5)
    yield from _up_to_request(desk, asked)
    trip = request(desk, asked)
    yield _minutes(asked, 20)
    order, confirm = _minutes(asked, 20), _minutes(asked, 45)
    _send_whoever_is_free(desk, trip, order, at)
    yield confirm
    trip.do(confirm_order, ConfirmOrder, confirm, problem=True, solution=True, contact=True, address=True)
    times = {"starts_at": at, "ends_at": at + timedelta(hours=2)}
    try:
        trip.do(appoint, Appoint, confirm, agreed_with=desk.call.contact[1], **times)
    except AppointmentClash:
        return
    yield at
    come_in(trip, at)
    yield _minutes(at, 45)
    trip.starts_at = at


def _send_whoever_is_free(desk: Desk, trip: Trip, at: datetime, starts_at: datetime) -> None:
    trip.engineer = desk.stage.engineers[desk.call.number % len(desk.stage.engineers)]
    trip.manager_does(order_engineer, OrderEngineer, at, engineer_id=trip.engineer.id)


def _done(desk: Desk, at: datetime) -> Life:
    """Back from the customer, waiting to be written off."""
    trip = yield from _visited(desk, at)
    work(trip, at)


def _not_solved(desk: Desk, at: datetime) -> Life:
    """Back without a solution, waiting for a decision."""
    trip = yield from _visited(desk, at)
    trip.do(fail_order, FailOrder, at, reason="需要研发提供修正补丁，现场无法完成，已向客户说明。")


def _visited(desk: Desk, at: datetime) -> Generator[datetime, None, Trip]:
    asked = at - timedelta(days=2)
    yield from _up_to_request(desk, asked)
    trip = request(desk, asked)
    trip.engineer = engineer_for(desk)
    yield _minutes(asked, 20)
    trip.manager_does(order_engineer, OrderEngineer, _minutes(asked, 20), engineer_id=trip.engineer.id)
    yield _minutes(asked, 50)
    trip.do(confirm_order, ConfirmOrder, _minutes(asked, 50), problem=True, solution=True, contact=True, address=True)
    for shift in range(0, 600, 20):
        starts_at = at - timedelta(minutes=95 + shift)
        try:
            times = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=15)}
            trip.do(appoint, Appoint, _minutes(asked, 50), agreed_with=desk.call.contact[1], **times)
        except AppointmentClash:
            continue
        break
    arrived = max(starts_at, _minutes(asked, 60))
    yield arrived
    come_in(trip, arrived)
    yield at
    return trip


def _with_others(desk: Desk, at: datetime) -> Life:
    yield _minutes(at, -60)
    desk.register(_minutes(at, -60), began=True)
    yield at
    to = desk.chance.choice((Neighbour.RESEARCH, Neighbour.IMPLEMENTATION, Neighbour.HEADQUARTERS))
    desk.stage.do(hand_to_others, HandToOthers(**desk.seen(), handed_to=to, question=desk.talk.phrase("others")), desk.me, at)


def _offered(desk: Desk, at: datetime) -> Life:
    yield _minutes(at, -25)
    desk.register(_minutes(at, -25), began=True)
    yield at
    to = next(agent.id for agent in desk.stage.agents if agent.id != desk.me)
    desk.stage.do(offer_ticket, OfferTicket(**desk.seen(), to_id=to, reason="下午外出培训，请接手"), desk.me, at)


# How long ago, in minutes. First response: at risk after 18 hours, broken after 24; solution 36 and 48; callback 45 and 60;
# consultation 135 and 180.
SCENES: tuple[tuple[Callable[[Desk, datetime], Life], tuple[float, ...]], ...] = (
    (_not_begun, (9, 26, 55, 140, 19.5 * HOUR, 25.2 * HOUR)),
    (_in_progress, (34, 70, 115, 190, 260, 20 * HOUR, 23 * HOUR, 27 * HOUR, 38 * HOUR, 43 * HOUR, 49.3 * HOUR)),
    (_parked, (6, 17, 29, 41, 49, 53, 68)),
    (_severe, (21, 150)),
    (_consulting, (28, 84, 142)),
    (_requested, (22, 65, 170)),
    (_ordered, (35,)),
    (_appointed, (75, 130)),
    (_at_the_customer, (30,)),
    (_done, (50, 200)),
    (_not_solved, (90,)),
    (_with_others, (4 * HOUR, 26 * HOUR, 50 * HOUR, 75 * HOUR)),
    (_offered, (12, 45)),
)
