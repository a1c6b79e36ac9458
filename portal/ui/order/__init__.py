"""Pieces of the pages about dispatch orders: the manager's desk and the engineer's phone."""
