"""Questions to the database: a file an area, a function a question, one statement each."""
