"""Pieces of the demands page: the list, one demand, digests, departments."""
