"""What makes a password acceptable: long enough and not easy to guess. No composition rules, no forced change."""

import unicodedata

from zxcvbn import zxcvbn

from portal.errors import Refusal
from portal.i18n import N_

SHORTEST = 10
LONGEST = 256
GUESSED_AT_ONCE = 3  # zxcvbn's score 3: at least a hundred million guesses
JUDGED = 72  # the judge's time grows with the square of the length; a longer passphrase is as good as its beginning


class WeakPassword(Refusal):
    """The password is on the lists of common ones, or made of the person's own name."""

    message = N_("This password is easy to guess. Take a longer one, such as four words that have nothing to do with each other.")
    field = "password"


class PasswordTooShort(Refusal):
    """Too few characters."""

    message = N_("At least {shortest} characters; these are {length}.")
    field = "password"


class PasswordTooLong(Refusal):
    """More characters than anybody types."""

    message = N_("At most {longest} characters; these are {length}.")
    field = "password"


def normalised(password: str) -> str:
    """The password as it is hashed: one spelling of each character, outer blanks left out, never shortened."""
    return unicodedata.normalize("NFC", password).strip()


def check_password(password: str, *known: str) -> None:
    """Refuse a password that is too short or easily guessed by somebody who knows these words about the person.

    Raises PasswordTooShort, PasswordTooLong, WeakPassword.
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        raise PasswordTooShort(shortest=SHORTEST, length=len(text))
    if len(text) > LONGEST:
        raise PasswordTooLong(longest=LONGEST, length=len(text))
    if zxcvbn(text[:JUDGED], user_inputs=[word for word in known if word])["score"] < GUESSED_AT_ONCE:
        raise WeakPassword
