"""Outgoing mail: a line to the mail server, and a letter that it takes, refuses, or leaves us in doubt about."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from html import escape

from portal import clock
from portal.db.queries.digests import Letter
from portal.settings import settings

SECONDS = 20


class Unreachable(Exception):
    """There is no line to the mail server: it is down, refuses the name, or its certificate is wrong."""


class Refused(Exception):
    """The mail server has not taken the letter, for certain."""


class Doubtful(Exception):
    """The line broke while the mail server was taking the letter: it may have it or not."""


@contextmanager
def mail_server() -> Iterator[smtplib.SMTP]:
    """A line to the mail server of the settings, encrypted and signed in as they say. Raises Unreachable."""
    try:
        line = _connected()
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unreachable(str(trouble)) from trouble
    try:
        yield line
    finally:
        with suppress(OSError, smtplib.SMTPException):
            line.quit()


def _connected() -> smtplib.SMTP:
    own, context = settings(), ssl.create_default_context()
    if own.smtp_tls == "tls":
        line: smtplib.SMTP = smtplib.SMTP_SSL(own.smtp_host, own.smtp_port, timeout=SECONDS, context=context)
    else:
        line = smtplib.SMTP(own.smtp_host, own.smtp_port, timeout=SECONDS)
    line.ehlo()
    if own.smtp_tls == "starttls":
        line.starttls(context=context)
        line.ehlo()
    if own.smtp_user:
        line.login(own.smtp_user, own.smtp_password.get_secret_value())
    return line


def deliver(line: smtplib.SMTP, letter: Letter) -> None:
    """Hand one letter over. Raises Refused, Doubtful, or Unreachable where the line was gone before the letter went out."""
    try:
        content = message_of(letter).as_bytes(policy=SMTP)
    except ValueError as unfit:  # an address or a header that no mail can have
        raise Refused(str(unfit)) from unfit
    try:
        for code, answer in (line.mail(settings().mail_address), line.rcpt(letter.mail)):
            if code >= 300:
                raise Refused(f"{code} {answer.decode('utf-8', 'replace')}")
    except (OSError, smtplib.SMTPException) as trouble:
        raise Unreachable(str(trouble)) from trouble
    try:
        code, answer = line.data(content)
    except smtplib.SMTPDataError as refused:
        raise Refused(str(refused)) from refused
    except (OSError, smtplib.SMTPException) as broken:
        raise Doubtful(str(broken)) from broken
    if code != 250:
        raise Refused(f"{code} {answer.decode('utf-8', 'replace')}")


def message_of(letter: Letter) -> EmailMessage:
    """The letter as mail: plain text and simple HTML with the same words. Raises ValueError where a header cannot be."""
    sender, address = parseaddr(settings().mail_from)
    name, _at, domain = address.rpartition("@")
    to_name, _at, to_domain = letter.mail.rpartition("@")
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(_line(sender), name, domain)
    message["To"] = Address(_line(letter.head), to_name, to_domain)
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.content)
    paragraphs = (escape(part).replace("\n", "<br>\n") for part in letter.content.strip().split("\n\n"))
    message.add_alternative("".join(f"<p>{part}</p>\n" for part in paragraphs), subtype="html")
    return message


def _line(text: str) -> str:
    return " ".join(text.split())
