"""Pieces of the page of entitlement, versions and upgrades."""
