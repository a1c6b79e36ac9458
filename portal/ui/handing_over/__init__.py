"""Pieces of the page on which Sales hands customers over."""
