"""The ground under every deed: migrations, sealed fields, the chain."""

import pytest

from portal.db import migrate, search
from portal.db.session import is_postgresql, reading
from portal.settings import settings


def test_the_database_is_at_the_newest_revision(database: str) -> None:
    assert migrate.current_revision(database) == migrate.newest_revision()


@pytest.mark.parametrize(
    ("asked", "found"), [("华源", True), ("机械集团", True), ("源械", False), ("华", True), ("华源 集团", True)]
)
def test_a_customer_is_found_by_any_part_of_the_name(database: str, cast, asked: str, found: bool) -> None:
    with reading() as session:
        ids = session.execute(search.ids_matching("customer_words", asked, postgresql=is_postgresql(session))).scalars().all()
    assert (cast.huayuan in ids) is found


def test_settings_point_to_the_test_database(database: str) -> None:
    assert settings().database == database
