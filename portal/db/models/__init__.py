"""Every table, a file an area. Importing this package makes the metadata complete."""

from portal.db.models import (
    articles,
    customers,
    demands,
    dispatch,
    first_visits,
    imports,
    people,
    plans,
    problems,
    projects,
    records,
    standards,
    surveys,
    tickets,
    upgrades,
)

__all__ = [
    "articles",
    "customers",
    "demands",
    "dispatch",
    "first_visits",
    "imports",
    "people",
    "plans",
    "problems",
    "projects",
    "records",
    "standards",
    "surveys",
    "tickets",
    "upgrades",
]
