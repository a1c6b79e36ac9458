"""Pieces of the page of one customer."""
