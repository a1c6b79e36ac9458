"""Pieces of the satisfaction page."""
