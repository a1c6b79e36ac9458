"""Pieces of the ticket page."""
