"""A real SMTP server for tests: it takes letters, refuses them, or drops the line in the middle."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP as Server  # noqa: N811
from aiosmtpd.smtp import Envelope, Session

from tests.serving import free_port

Answer = Callable[[Server], str]


def takes(_server: Server) -> str:
    """The letter is taken."""
    return "250 OK"


def refuses(_server: Server) -> str:
    """The letter is refused, for certain."""
    return "554 No such department"


def drops(server: Server) -> str:
    """The letter is taken, and the line breaks before that is said."""
    server.transport.abort()
    return "250 OK"


class PostOffice:
    """What arrived, and how the next letters are answered."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.letters: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.answer: Answer = takes

    async def handle_DATA(self, server: Server, session: Session, envelope: Envelope) -> str:
        """One letter."""
        said = self.answer(server)
        if not said.startswith("5"):
            content = envelope.content
            assert isinstance(content, bytes)
            letter = message_from_bytes(content, policy=SMTP)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
            self.recipients += envelope.rcpt_tos
        return said

    @contextmanager
    def open(self) -> Iterator["PostOffice"]:
        """Open for the block, closed afterwards."""
        controller = Controller(self, hostname="127.0.0.1", port=self.port)
        controller.start()
        try:
            yield self
        finally:
            controller.stop()
