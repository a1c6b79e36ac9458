"""What the department has decided: pure functions and tables, no screen, no database, no clock."""
