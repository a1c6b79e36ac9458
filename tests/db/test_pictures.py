"""What one run of a screen asks is answered from one picture of the database, and a connection that died is not asked."""

import pytest
from sqlalchemy import func, select
from sqlmodel import Session, col

from portal.db import postgresql
from portal.db.asking import ask
from portal.db.models.tickets import Ticket
from portal.db.session import engine, one_picture, reading
from portal.settings import settings
from tests.cast import Cast
from tests.pages.desk import registered


def tickets(session: Session) -> int:
    return ask(session, select(func.count(col(Ticket.id)))).scalar_one()


def test_a_run_sees_one_picture_whatever_colleagues_do_meanwhile(database: str, cast: Cast) -> None:
    with one_picture() as page:
        before = tickets(page)
        registered(cast)
        with one_picture() as part:
            assert tickets(part) == tickets(page) == before
        with reading() as another:
            assert tickets(another) == before + 1
    with one_picture() as next_run:
        assert tickets(next_run) == before + 1


def test_a_connection_that_died_while_it_rested_is_replaced(postgresql_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with reading() as session:
        assert tickets(session) == 0
    monkeypatch.setattr(postgresql, "RESTED_SECONDS", 0.0)
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    with engine(settings().database).connect() as connection:
        connection.exec_driver_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}")
    with reading() as session:
        assert tickets(session) == 0
