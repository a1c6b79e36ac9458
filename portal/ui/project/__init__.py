"""Pieces of the projects' pages: the board, documents, take-over, leftover problems."""
