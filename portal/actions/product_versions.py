"""Product versions: which have come out; the latest that has is current (rule A-09)."""

from datetime import date
from typing import Any

from sqlmodel import Field, col, select

from portal.actions.command import Command, Line, Paragraph
from portal.actions.deed import Outcome, Work, deed
from portal.db.base import id_of
from portal.db.models.upgrades import ProductVersion
from portal.errors import Refusal
from portal.i18n import N_
from portal.rules.permissions import Right


class VersionKnown(Refusal):
    """A product has one version of a name."""

    message = N_("Version {name} of “{product}” is known already. Nothing was added.")
    field = "version_name"


class AddVersion(Command):
    """A version of a product."""

    product: Line = Field(title=N_("Product"), min_length=1, max_length=60)
    version_name: Line = Field(title=N_("Version"), min_length=1, max_length=20)
    released_on: date = Field(title=N_("Released on"))
    remark: Paragraph = Field(default="", title=N_("Remark"), max_length=1000)


class EditVersion(AddVersion):
    """A version, corrected."""

    id: int
    seen: int


@deed(Right.KEEP_CONTRACTS)
def add_version(work: Work, command: AddVersion) -> Outcome:
    """Add a version of a product; from its day on it is the current one."""
    _refuse_known(work, command, None)
    version = work.add(ProductVersion(**command.model_dump()))
    return _told(work, version, "version_added")


@deed(Right.KEEP_CONTRACTS)
def edit_version(work: Work, command: EditVersion) -> Outcome:
    """Correct a version's name, day or remark."""
    version = work.take(ProductVersion, command.id, seen=command.seen)
    _refuse_known(work, command, command.id)
    for name in ("product", "version_name", "released_on", "remark"):
        setattr(version, name, getattr(command, name))
    return _told(work, version, "version_changed")


def _refuse_known(work: Work, command: AddVersion, own_id: int | None) -> None:
    known = select(ProductVersion.id).where(
        col(ProductVersion.product) == command.product, col(ProductVersion.version_name) == command.version_name
    )
    if work.session.exec(known).first() not in (None, own_id):
        raise VersionKnown(name=command.version_name, product=command.product)


def _told(work: Work, version: ProductVersion, kind: str) -> Outcome:
    facts: dict[str, Any] = {"product": version.product, "released_on": version.released_on.isoformat()}
    work.happened(kind, "version", id_of(version), number=version.version_name, **facts)
    return Outcome("version", id_of(version), version.version_name)
