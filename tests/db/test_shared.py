"""What everybody looks at is asked for once, and never shown old after somebody did something."""

from portal.db.queries.shared import shared
from portal.db.session import reading
from tests.cast import Cast
from tests.pages.desk import registered


class Question:
    """A question that counts how often it is asked."""

    asked = 0

    def find(self) -> int:
        """How often it was asked, this time included."""
        self.asked += 1
        return self.asked


def answer(question: Question, which: str) -> int:
    with reading() as session:
        return shared(session, "test", which, question.find)


def test_it_is_asked_once_until_the_next_deed_or_the_next_moment(database: str, cast: Cast) -> None:
    question = Question()
    assert [answer(question, "09:00:00"), answer(question, "09:00:00")] == [1, 1]
    assert answer(question, "09:00:05") == 2
    registered(cast)
    assert [answer(question, "09:00:05"), answer(question, "09:00:05")] == [3, 3]
