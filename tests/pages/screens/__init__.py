"""Small screens on which the pieces of portal/ui are tested."""
