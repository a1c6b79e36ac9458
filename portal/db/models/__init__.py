"""Every table, a file an area. Importing this package makes the metadata complete."""

from portal.db.models import articles, customers, dispatch, people, problems, records, standards, surveys, tickets

__all__ = ["articles", "customers", "dispatch", "people", "problems", "records", "standards", "surveys", "tickets"]
