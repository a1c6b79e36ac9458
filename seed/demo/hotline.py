"""What becomes of a call at the hotline: solved at once, parked and called back, consulted about, handed over, sent out."""

from collections.abc import Callable, Generator
from datetime import datetime, timedelta

from portal.actions.deed import Caller
from portal.actions.problems import (
    CloseProblem,
    HandToOthers,
    close_problem,
    hand_to_others,
    record_others_answer,
)
from portal.actions.problems import RecordAnswer as RecordOthersAnswer
from portal.actions.surveys import (
    AnswerSurvey,
    EnterAnswer,
    SendSurvey,
    answer_survey,
    enter_answer,
    send_survey,
    survey_link,
)
from portal.actions.tickets import (
    AcceptTicket,
    ArchiveTicket,
    CloseTicket,
    ConfirmTicket,
    OfferTicket,
    ReopenTicket,
    accept_ticket,
    archive_ticket,
    close_ticket,
    confirm_ticket,
    offer_ticket,
    reopen_ticket,
)
from portal.db.models.problems import ProblemEntry
from portal.rules.problems import Neighbour
from portal.rules.surveys import SurveyChannel
from portal.rules.tickets import FaultLevel
from seed.demo.desk import Desk
from seed.demo.problem_base import propose, use
from seed.demo.stage import Life
from seed.demo.texts import company

CUSTOMER = Caller(name="customer by link")
# A way to a solution: wakes like any life, and gives the moment at which it was solved.
Way = Generator[datetime, None, datetime | None]


def life(desk: Desk, send_out: Callable[[Desk, datetime], Life]) -> Life:
    """The whole life of one call, from the first ring to the survey."""
    chance, at = desk.chance, desk.call.at
    at_once = desk.call.at.hour < 17 and chance.random() < 0.9
    yield at
    desk.register(at, began=at_once)
    if not at_once:
        at = desk.wait(at, 20, 240 if not desk.call.bad_times else 700)
        yield at
        desk.begin(at)
    hard = chance.random() < desk.call.case.hard * 0.6
    if desk.call.case.level is not FaultLevel.THREE:
        at = desk.wait(at, 15, 80)
        yield at
        desk.end_consultation(at, solved=not hard)
    if hard:
        yield from send_out(desk, at)
        return
    solved_at = yield from _way(desk, at)
    if solved_at is not None:
        yield from afterwards(desk, solved_at)


def _way(desk: Desk, at: datetime) -> Way:
    """One of the ways to a solution; gives the moment of the solution, or None where there is none to ask about."""
    dice = desk.chance.random()
    for share, way in WAYS:
        if dice < share:
            solved_at: datetime | None = yield from way(desk, at)
            return solved_at
        dice -= share
    return (yield from _solved_on_the_call(desk, at))


def _solved_on_the_call(desk: Desk, at: datetime) -> Way:
    at = desk.wait(at, 4, 28)
    yield at
    use(desk, at)
    desk.solve(at)
    return at


def _parked(desk: Desk, at: datetime) -> Way:
    at = desk.wait(at, 5, 15)
    yield at
    desk.park(at)
    at = desk.wait(at, 12, 62 if not desk.call.bad_times else 75)
    yield at
    desk.call_back(at)
    if desk.call.case.level is FaultLevel.THREE and desk.chance.random() < 0.3:
        at = desk.wait(at, 5, 30)
        yield at
        desk.consult(at)
        at = desk.wait(at, 40, 170)
        yield at
        desk.end_consultation(at, solved=True)
    at = desk.wait(at, 15, 300)
    yield at
    desk.solve(at)
    return at


def _answered_first(desk: Desk, at: datetime) -> Way:
    at = desk.wait(at, 10, 90)
    yield at
    desk.answer(at)
    at = desk.wait(at, 60, 700)
    yield at
    desk.solve(at)
    return at


def _handed_over(desk: Desk, at: datetime) -> Way:
    others = [agent.id for agent in desk.stage.agents if agent.id != desk.me]
    at = desk.wait(at, 5, 40)
    yield at
    to = desk.chance.choice(others)
    desk.stage.do(offer_ticket, OfferTicket(**desk.seen(), to_id=to, reason="对方更熟悉这个模块"), desk.me, at)
    at = desk.wait(at, 5, 60)
    yield at
    desk.stage.do(accept_ticket, AcceptTicket(**desk.seen()), to, at)
    desk.me = to
    return (yield from _solved_on_the_call(desk, at))


def _with_others(desk: Desk, at: datetime) -> Way:
    at = desk.wait(at, 20, 120)
    yield at
    to = desk.chance.choice((Neighbour.RESEARCH, Neighbour.RESEARCH, Neighbour.IMPLEMENTATION, Neighbour.QUALITY))
    entry = desk.stage.do(
        hand_to_others, HandToOthers(**desk.seen(), handed_to=to, question=desk.talk.phrase("others")), desk.me, at
    )
    at = desk.wait(at, 300, 1400)
    yield at
    answer = desk.talk.phrase("others_answered")
    who = {Neighbour.RESEARCH: "研发 陈工", Neighbour.IMPLEMENTATION: "实施 汪洋", Neighbour.QUALITY: "质量 方敏"}[to]
    command = RecordOthersAnswer(**desk.stage.version(ProblemEntry, entry.id), answer=answer, answered_by=who)
    desk.stage.do(record_others_answer, command, desk.me, at)
    at = desk.wait(at, 20, 200)
    yield at
    desk.solve(at)
    desk.stage.do(close_problem, CloseProblem(**desk.stage.version(ProblemEntry, entry.id)), desk.me, at)
    return at


def _by_mistake(desk: Desk, at: datetime) -> Way:
    at = desk.wait(at, 5, 30)
    yield at
    reason = desk.chance.choice(("重复登记，同一问题已有服务单。", "客户打错电话，非本公司产品。", "客户自行解决，撤回请求。"))
    desk.stage.do(close_ticket, CloseTicket(**desk.seen(), reason=reason), desk.me, at)
    return None


WAYS: tuple[tuple[float, Callable[[Desk, datetime], Way]], ...] = (
    (0.16, _parked),
    (0.09, _answered_first),
    (0.03, _handed_over),
    (0.02, _with_others),
    (0.015, _by_mistake),
)


def afterwards(desk: Desk, at: datetime) -> Life:
    """The customer is asked, confirms, or calls again."""
    chance = desk.chance
    desk.stage.enters(propose(desk, at))
    if chance.random() < 0.025:
        at = desk.wait(at, 200, 900)
        yield at
        desk.stage.do(reopen_ticket, ReopenTicket(**desk.seen(), reason=desk.talk.phrase("reopened")), desk.me, at)
        at = desk.wait(at, 30, 300)
        yield at
        desk.solve(at)
    at = desk.wait(at, 30, 240)
    asked = chance.random() < 0.64
    token = ""
    if asked:
        yield at
        token = survey_link(desk.stage.do(send_survey, SendSurvey(ticket_id=desk.id), desk.me, at)).removeprefix("/s/")
        at += timedelta(hours=chance.uniform(0.2, 60))
        if chance.random() < 0.58:
            yield at
            _answer(desk, token, at)
    at = desk.stage.later(at, chance.uniform(60, 900))
    yield at
    desk.stage.do(confirm_ticket, ConfirmTicket(**desk.seen(), said=desk.talk.phrase("said")), desk.me, at)
    if chance.random() < 0.75:
        desk.stage.do(archive_ticket, ArchiveTicket(**desk.seen()), desk.me, at)


def _answer(desk: Desk, token: str, at: datetime) -> None:
    chance = desk.chance
    weights = (5, 9, 20, 38, 28) if desk.call.bad_times else (1, 2, 7, 38, 52)
    overall = chance.choices((1, 2, 3, 4, 5), weights)[0]
    marks = {name: min(5, max(1, overall + chance.choice((-1, 0, 0, 0, 1)))) for name in ("speed", "ability", "attitude")}
    comment = chance.choice(company()["comments"]["good" if overall > 3 else "fair" if overall == 3 else "bad"])
    if chance.random() < 0.2 and desk.stage.calendar.is_open(at):
        spoken = EnterAnswer(ticket_id=desk.id, channel=SurveyChannel.PHONE, overall=overall, comment=comment, **marks)
        desk.stage.do(enter_answer, spoken, desk.me, at)
    else:
        desk.stage.do(answer_survey, AnswerSurvey(token=token, overall=overall, comment=comment, **marks), CUSTOMER, at)
