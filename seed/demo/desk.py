"""One call on one desk at the hotline: the single steps of which its life is made."""

import random
from collections.abc import Generator
from datetime import datetime
from typing import Any

from portal.actions.tickets import (
    BeginTicket,
    CallBack,
    CallConsultation,
    EndConsultation,
    ParkTicket,
    RecordAnswer,
    RegisterTicket,
    SolveTicket,
    begin_ticket,
    call_back,
    call_consultation,
    end_consultation,
    park_ticket,
    record_answer,
    register_ticket,
    solve_ticket,
)
from portal.rules.tickets import Backup, Category, FaultLevel
from seed.demo.arrivals import Call
from seed.demo.stage import Stage
from seed.demo.texts import Storyteller

# A way to a solution: wakes like any life, and gives the moment at which it was solved.
Way = Generator[datetime, None, datetime | None]


class Desk:
    """One call on one desk: the steps that lives are made of."""

    def __init__(self, stage: Stage, call: Call) -> None:
        self.stage, self.call = stage, call
        self.chance: random.Random = stage.chance("desk", call.number)
        self.talk = Storyteller(self.chance)
        self.me = call.agent.id
        self.id = 0

    def wait(self, at: datetime, least: float, most: float) -> datetime:
        """A moment of working time later; in bad times everything takes longer."""
        minutes = self.chance.uniform(least, most) * (2.2 if self.call.bad_times else 1)
        return self.stage.later(at, minutes)

    def register(self, at: datetime, *, began: bool) -> None:
        """The call is written down."""
        call, case = self.call, self.call.case
        runs = call.client.installations.get(case.product)
        urgent = case.level is not FaultLevel.THREE or self.chance.random() < 0.25
        command = RegisterTicket(
            customer_id=call.client.id, contact_id=call.contact[0], installation_id=runs, channel=call.channel,
            category=case.category, product=case.product, symptom=case.symptom, description=case.description,
            urgent=urgent, important=case.level is FaultLevel.ONE or self.chance.random() < 0.2,
            account_security=case.account_security, level=case.level, backup=self.backup(), began=began,
        )  # fmt: skip
        self.id = self.stage.do(register_ticket, command, self.me, at).id

    def backup(self) -> Backup | None:
        """What the customer said when asked to back up."""
        if self.call.case.category is not Category.TECHNICAL:
            return None
        return Backup.REFUSED if self.chance.random() < 0.06 else Backup.DONE

    def seen(self) -> dict[str, Any]:
        """The ticket in its present version."""
        return self.stage.ticket(self.id)

    def park(self, at: datetime) -> None:
        """The customer agrees to ring off."""
        command = ParkTicket(**self.seen(), agreed=True, agreed_by=self.call.contact[1], note=self.talk.phrase("parked"))
        self.stage.do(park_ticket, command, self.me, at)

    def call_back(self, at: datetime) -> None:
        """The promised call is made."""
        self.stage.do(call_back, CallBack(**self.seen(), reached=True, said=self.talk.phrase("callbacks")), self.me, at)

    def consult(self, at: datetime) -> None:
        """A consultation is called."""
        command = CallConsultation(**self.seen(), question=self.talk.phrase("questions"), participants="技术支持二线、研发值班")
        self.stage.do(call_consultation, command, self.me, at)

    def end_consultation(self, at: datetime, *, solved: bool) -> None:
        """The manager writes down what it came to."""
        conclusion = self.talk.phrase("conclusions_solved" if solved else "conclusions_open")
        command = EndConsultation(
            **self.seen(), solved=solved, cause=self.call.case.cause if solved else "", conclusion=conclusion
        )
        self.stage.do(end_consultation, command, self.manager(), at)

    def manager(self) -> int:
        """One of the two service managers."""
        return self.chance.choice(self.stage.managers)

    def answer(self, at: datetime) -> None:
        """The customer hears from us."""
        command = RecordAnswer(**self.seen(), channel=self.call.channel, text=self.talk.phrase("answers"))
        self.stage.do(record_answer, command, self.me, at)

    def begin(self, at: datetime) -> None:
        """Work begins on what lay there."""
        self.stage.do(begin_ticket, BeginTicket(**self.seen()), self.me, at)

    def solve(self, at: datetime) -> None:
        """It is solved, and how is written down."""
        case = self.call.case
        self.stage.do(solve_ticket, SolveTicket(**self.seen(), cause=case.cause, solution=case.solution), self.me, at)
