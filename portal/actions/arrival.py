"""One customer to be taken in, checked, with the keys by which it is compared and found."""

from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache

from portal.actions.command import Command
from portal.db.seal import phone_index, phone_tail_index
from portal.rules.first_visits import VisitItem
from portal.rules.names import initials, name_key
from portal.rules.tickets import Importance
from portal.rules.words import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One customer to be taken in, checked; `line` is where it stood in its sheet."""

    line: int = 0
    number: str = ""
    name: str
    short_name: str = ""
    importance: Importance | None = None
    region: str = ""
    address: str = ""
    contact: str = ""
    position: str = ""
    phone: str = ""
    mail: str = ""
    qq: str = ""
    product: str = ""
    product_version: str = ""
    dongle_number: str = ""
    project: str = ""
    manager: str = ""
    staff: str = ""
    signed_on: date | None = None
    started_on: date | None = None
    accepted_on: date | None = None
    service_from: date | None = None
    free_from: date | None = None
    free_until: date | None = None
    remark: str = ""
    # Made before the transaction begins, so that others wait for the inserts only.
    key: str = ""
    letters: str = ""
    words: str = ""
    phone_index: bytes | None = None
    phone_tail_index: bytes | None = None

    @classmethod
    def of(cls, command: Command, line: int = 0) -> "Arrival":
        """What a command says of a customer, with the keys by which it is compared and found."""
        said = {name: getattr(command, name) for name in _said_by(type(command))}
        if "dongle_number" in said:
            said["dongle_number"] = one_spelling(said["dongle_number"])
        name, short_name, phone = said["name"], said.get("short_name", ""), said.get("phone", "")
        letters = initials(name)
        texts = (name, short_name, letters, initials(short_name), said.get("project", ""))
        return cls(
            line=line,
            key=name_key(name),
            letters=letters,
            words=" ".join(token for text in texts if text for token in tokens(text)),
            phone_index=phone_index(phone),
            phone_tail_index=phone_tail_index(phone),
            **said,
        )

    @property
    def software(self) -> str:
        """What was bought, in one line."""
        return f"{self.product} {self.product_version}".strip()

    def items(self) -> dict[VisitItem, str]:
        """The five items as Sales states them."""
        return {
            VisitItem.ORGANISATION: self.name,
            VisitItem.CONTACT: self.contact,
            VisitItem.PHONE: self.phone,
            VisitItem.ADDRESS: self.address,
            VisitItem.SOFTWARE: self.software,
        }


MADE = frozenset({"line", "key", "letters", "words", "phone_index", "phone_tail_index"})


@lru_cache
def _said_by(command: type[Command]) -> tuple[str, ...]:
    return tuple(each.name for each in fields(Arrival) if each.name not in MADE and each.name in command.model_fields)


def one_spelling(dongle_number: str) -> str:
    """A dongle number as it is kept and looked for."""
    return dongle_number.upper().replace(" ", "")
