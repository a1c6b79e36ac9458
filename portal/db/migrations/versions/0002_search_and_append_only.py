"""Word indexes for searching, and an audit trail and events that the database itself refuses to change."""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = ("ticket_words", "customer_words", "article_words")
APPEND_ONLY = ("audit_entry", "event")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for index in WORDS:
            op.execute(f"CREATE TABLE {index} (id INTEGER PRIMARY KEY, words tsvector NOT NULL)")
            op.execute(f"CREATE INDEX ix_{index}_words ON {index} USING gin (words)")
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for index in WORDS:
        op.execute(
            f"CREATE VIRTUAL TABLE {index} USING fts5(words, content='', contentless_delete=1, tokenize=\"unicode61 tokenchars '.-'\")"
        )
    for table in APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")
    else:
        for table in APPEND_ONLY:
            for change in ("update", "delete"):
                op.execute(f"DROP TRIGGER {table}_no_{change}")
    for index in WORDS:
        op.execute(f"DROP TABLE {index}")
