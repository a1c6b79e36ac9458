"""How many tickets one core registers through `perform`: `python -m tests.bench.registrations [sqlite|postgresql] [number]`."""

import os
import sys
import tempfile
import time
import uuid
from contextlib import nullcontext
from pathlib import Path

from portal import settings
from portal.actions.deed import perform
from portal.actions.tickets import RegisterTicket, register_ticket
from portal.db import migrate
from portal.rules.tickets import Category, FaultLevel
from tests.cast import NOW, Cast, load_cast
from tests.conftest import forget_settings
from tests.postgres import running_postgresql


def registrations(cast: Cast, number: int) -> tuple[float, float]:
    """Register so many tickets, one after the other: how many in a second by the clock, and in a second of this core's time."""
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(number):
        command = RegisterTicket(
            customer_id=cast.huayuan,
            contact_id=cast.zhang,
            installation_id=cast.huayuan_installation,
            category=Category.TECHNICAL,
            product="薪酬管理",
            symptom="薪酬计算时报错，工资条无法生成",
            description="客户反映在计算三月份工资时系统提示错误代码 5012，重启客户端后仍然出现。昨天刚做过数据导入。",
            urgent=True,
            level=FaultLevel.THREE,
        )
        perform(register_ticket, command, by=cast.li, key=uuid.uuid4().hex, at=NOW)
    return number / (time.perf_counter() - began), number / (time.process_time() - worked)


def main(back_end: str = "sqlite", number: int = 2000) -> None:
    """Measure in a fresh database in a temporary folder, with every commit on disk."""
    with (
        tempfile.TemporaryDirectory() as folder,
        running_postgresql(durable=True) if back_end == "postgresql" else nullcontext() as url,
    ):
        os.environ["PORTAL_DATA_DIR"] = folder
        os.environ["PORTAL_DATABASE_URL"] = url or f"sqlite:///{Path(folder) / 'portal.db'}"
        os.environ["PORTAL_SECRETS_FILE"] = str(Path(folder) / "secrets.toml")
        forget_settings()
        settings.make_secrets()
        migrate.upgrade(settings.settings().database)
        load_cast()
        cast = Cast.find()
        registrations(cast, 100)
        rounds = [registrations(cast, number) for _ in range(3)]
        by_clock, by_core = (max(figures) for figures in zip(*rounds, strict=True))
        print(f"{back_end}: {by_clock:.0f} registrations a second by the clock, {by_core:.0f} in a second of one core")


if __name__ == "__main__":
    main(*sys.argv[1:2], *(int(argument) for argument in sys.argv[2:3]))
