"""Where things are kept: tables, sessions, questions, migrations."""
