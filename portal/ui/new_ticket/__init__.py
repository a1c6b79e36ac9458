"""Pieces of the new-ticket page."""
