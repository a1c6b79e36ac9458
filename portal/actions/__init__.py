"""What people do at work: one function, one deed, one transaction, permission checked inside."""
