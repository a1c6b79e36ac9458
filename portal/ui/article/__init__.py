"""Pieces of the problem base."""
