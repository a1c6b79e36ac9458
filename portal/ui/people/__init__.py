"""Pieces of the People page: inviting somebody, and one person with what can be done about them."""
