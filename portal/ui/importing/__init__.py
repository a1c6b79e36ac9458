"""Pieces of the import page."""
