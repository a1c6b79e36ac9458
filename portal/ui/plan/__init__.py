"""Pieces of the pages of service plans."""
