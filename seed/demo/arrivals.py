"""When customers call: by the working calendar, with a peak in the morning, before pay day, on Mondays, and growing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from portal import clock
from portal.rules.tickets import Channel
from seed.demo.stage import Agent, Client, Stage
from seed.demo.texts import Case, Storyteller

MONTHS = 18
A_DAY = 9.4
HOURS = {8: 3, 9: 10, 10: 11, 11: 7, 13: 4, 14: 9, 15: 9, 16: 7, 17: 4}
CHANNELS = {Channel.PHONE: 62, Channel.CHAT: 15, Channel.ONLINE: 12, Channel.MAIL: 6, Channel.REMOTE: 5}
REPEATED_FAULT_DAYS = (75, 48)  # days before today between which the faulty patch was about


@dataclass(frozen=True)
class Call:
    """A customer who asks for something."""

    number: int
    at: datetime
    client: Client
    contact: tuple[int, str]
    agent: Agent
    channel: Channel
    case: Case
    bad_times: bool


def first_day(today: date) -> date:
    """The day on which the department's history begins."""
    return today - timedelta(days=30 * MONTHS + 6)


def calls(stage: Stage, today: date) -> Iterator[Call]:
    """Every call of the eighteen months, day by day."""
    day, number = first_day(today) + timedelta(days=1), 0
    while day <= stage.curtain.date():
        for at in sorted(_moments(stage, day)):
            number += 1
            yield _call(stage, number, at, today)
        day += timedelta(days=1)


def _moments(stage: Stage, day: date) -> Iterator[datetime]:
    chance = stage.chance("day", day)
    works = stage.calendar.is_working_day(day)
    expected = A_DAY * _season(stage, day) if works else (0.5 if day.weekday() == 5 else 0.15)
    for _ in range(sum(chance.random() < expected / 40 for _ in range(40))):
        hour = chance.choices(list(HOURS), list(HOURS.values()))[0]
        minute = chance.randint(30, 59) if hour in (8, 13) else chance.randint(0, 55)
        yield datetime.combine(day, time(hour, minute, chance.randint(0, 59)), clock.office_zone())


def _season(stage: Stage, day: date) -> float:
    """Before pay day and at the turn of the month more, on Mondays more, in the second year more."""
    factor = 1.35 if day.day >= 26 or day.day <= 8 else 0.85
    factor *= {0: 1.25, 4: 0.9, 5: 0.35, 6: 0.35}.get(day.weekday(), 1.0)
    return factor * (0.85 + 0.3 * (day - stage.opening.date()).days / (30 * MONTHS))


def _call(stage: Stage, number: int, at: datetime, today: date) -> Call:
    chance = stage.chance("call", number)
    teller = Storyteller(chance)
    client = chance.choices(stage.clients, [client.busy for client in stage.clients])[0]
    ago = (today - at.date()).days
    first, last = REPEATED_FAULT_DAYS
    repeated = last <= ago <= first and "考勤管理" in client.installations and chance.random() < 0.22
    return Call(
        number=number,
        at=at,
        client=client,
        contact=chance.choice(client.contacts),
        agent=chance.choices(stage.agents, [agent.pace for agent in stage.agents])[0],
        channel=chance.choices(list(CHANNELS), list(CHANNELS.values()))[0],
        case=teller.repeated_case(at.month) if repeated else teller.case(at.month),
        bad_times=_quarter(at.date()) == _quarter(today - timedelta(days=200)),
    )


def _quarter(day: date) -> tuple[int, int]:
    return day.year, (day.month - 1) // 3
