"""Pieces of the first visit page and its list."""
