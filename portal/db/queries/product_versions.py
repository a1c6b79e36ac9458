"""The versions of the products: when each came out, how many run it, and which products there are (rule A-09)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session, col

from portal.db.asking import all_of, ask
from portal.db.models.customers import Installation
from portal.db.models.upgrades import ProductVersion
from portal.db.queries.shared import shared
from portal.rules.upgrades import Release

RUNNING_COUNTED_TO = 500
Releases = dict[str, list[Release]]


@dataclass(frozen=True)
class VersionRow:
    """A product version, and how many customers' installations run it (counted to RUNNING_COUNTED_TO)."""

    id: int
    product: str
    name: str
    released_on: date
    remark: str
    version: int
    running: int


_RELEASES = select(col(ProductVersion.product), col(ProductVersion.version_name), col(ProductVersion.released_on))


def releases(session: Session) -> Releases:
    """Every version by product."""
    return shared(session, "releases", None, lambda: _releases(session))


def _releases(session: Session) -> Releases:
    found: Releases = {}
    for product, name, day in all_of(session, _RELEASES):
        found.setdefault(product, []).append(Release(name, day))
    return found


def product_versions(session: Session) -> list[VersionRow]:
    """Every version with how many run it, product by product, the newest first."""
    few = (
        select(col(Installation.id))
        .where(col(Installation.product) == col(ProductVersion.product))
        .where(col(Installation.product_version) == col(ProductVersion.version_name))
        .correlate(ProductVersion)
        .limit(RUNNING_COUNTED_TO)
        .subquery()
    )
    running = select(func.count()).select_from(few).scalar_subquery()
    statement = select(
        col(ProductVersion.id), col(ProductVersion.product), col(ProductVersion.version_name), col(ProductVersion.released_on),
        col(ProductVersion.remark), col(ProductVersion.version), running,
    ).order_by(col(ProductVersion.product), col(ProductVersion.released_on).desc(), col(ProductVersion.id).desc())  # fmt: skip
    return [VersionRow(*row) for row in all_of(session, statement)]


def products(session: Session) -> list[str]:
    """Every product that somebody runs or that has a version, found by hopping along the indexes."""
    found: list[str] = []
    while True:
        last = found[-1] if found else ""
        lowest = select(func.min(col(Installation.product))).where(col(Installation.product) > last)
        lowest_version = select(func.min(col(ProductVersion.product))).where(col(ProductVersion.product) > last)
        names = ask(session, select(lowest.scalar_subquery(), lowest_version.scalar_subquery())).one()
        following = [name for name in names if name]
        if not following:
            return found
        found.append(min(following))
