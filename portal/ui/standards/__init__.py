"""Pieces of the page of service standards."""
