"""Customers from the day of sale: projects, first visits, demands, plans, upgrades, imports."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "product_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("product", sa.String(length=60), nullable=False),
        sa.Column("version_name", sa.String(length=20), nullable=False),
        sa.Column("released_on", sa.Date(), nullable=False),
        sa.Column("remark", sa.String(length=1000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_version")),
        sa.UniqueConstraint("product", "version_name", name=op.f("uq_product_version_product_version_name")),
    )
    with op.batch_alter_table("product_version", schema=None) as batch_op:
        batch_op.create_index("ix_product_version_released", ["product", "released_on"], unique=False)

    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("head", sa.String(length=60), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_department_changed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("name", name=op.f("uq_department_name")),
    )
    op.create_table(
        "sheet_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_sheet_import_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet_import")),
        sa.UniqueConstraint("number", name=op.f("uq_sheet_import_number")),
    )
    with op.batch_alter_table("sheet_import", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sheet_import_by_id"), ["by_id"], unique=False)

    op.create_table(
        "customer_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("merged_id", sa.Integer(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_customer_merge_by_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["customer.id"], name=op.f("fk_customer_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_id"], ["customer.id"], name=op.f("fk_customer_merge_merged_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["person.id"], name=op.f("fk_customer_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_merge")),
    )
    with op.batch_alter_table("customer_merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_customer_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_customer_merge_merged_id"), ["merged_id"], unique=False)

    op.create_table(
        "digest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("head", sa.String(length=60), nullable=False),
        sa.Column("mail", sa.LargeBinary(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "waiting", "sending", "sent", "unclear", name="digeststatus", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claimed_by", sa.String(length=80), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "trouble",
            sa.Enum("no_address", "unreachable", "refused", name="trouble", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("trouble_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_digest_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("department_id", "day", name=op.f("uq_digest_department_id_day")),
    )
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digest_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_digest_status"), ["status"], unique=False)

    op.create_table(
        "ending_handled",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "joint", "free", "contract", "none", name="entitlementkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("agreed", sa.String(length=500), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_ending_handled_customer_id")),
        sa.ForeignKeyConstraint(["handled_by_id"], ["person.id"], name=op.f("fk_ending_handled_handled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ending_handled")),
    )
    with op.batch_alter_table("ending_handled", schema=None) as batch_op:
        batch_op.create_index("ix_ending_handled_customer_id", ["customer_id", "kind", "ends_on"], unique=False)

    op.create_table(
        "service_ending",
        sa.Column(
            "kind",
            sa.Enum(
                "joint", "free", "contract", "none", name="entitlementkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_service_ending_customer_id")),
        sa.PrimaryKeyConstraint("kind", "source_id", name=op.f("pk_service_ending")),
    )
    with op.batch_alter_table("service_ending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_ending_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_service_ending_ends_on", ["ends_on", "kind", "source_id"], unique=False)

    op.create_table(
        "first_visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("installation_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "closed", "cancelled", name="firstvisitstatus", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("talked_to", sa.String(length=60), nullable=False),
        sa.Column("no_demands", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=2000), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("close_reason", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["person.id"], name=op.f("fk_first_visit_agent_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_first_visit_changed_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_first_visit_closed_by_id")),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_first_visit_contact_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_first_visit_customer_id")),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_first_visit_installation_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["person.id"], name=op.f("fk_first_visit_submitted_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_visit")),
        sa.UniqueConstraint("number", name=op.f("uq_first_visit_number")),
    )
    with op.batch_alter_table("first_visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_first_visit_agent",
            ["agent_id", "next_at"],
            unique=False,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_first_visit_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_first_visit_due",
            ["next_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index("ix_first_visit_submitted_by_id_id", ["submitted_by_id", "id"], unique=False)

    op.create_table(
        "service_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("proposed", "agreed", name="planstatus", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("remark", sa.String(length=2000), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("agreed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_service_plan_agreed_by_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_service_plan_changed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_service_plan_customer_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_service_plan_made_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_service_plan_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_plan")),
        sa.UniqueConstraint("number", name=op.f("uq_service_plan_number")),
        sa.UniqueConstraint("project_id", "year", name=op.f("uq_service_plan_project_id_year")),
    )
    with op.batch_alter_table("service_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_plan_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index("ix_service_plan_year_id", ["year", "id"], unique=False)
        batch_op.create_index("ix_service_plan_year_status_id", ["year", "status", "id"], unique=False)

    op.create_table(
        "upgrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("installation_id", sa.Integer(), nullable=False),
        sa.Column("from_version", sa.String(length=20), nullable=False),
        sa.Column("to_version", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "offered",
                "scheduled",
                "done",
                "declined",
                name="upgradestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "charge",
            sa.Enum("free", "contract", "paid", name="charge", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("charge_by_rule", sa.JSON(), nullable=False),
        sa.Column("charge_reason", sa.String(length=500), nullable=False),
        sa.Column(
            "entitlement",
            sa.Enum(
                "joint", "free", "contract", "none", name="entitlementkind", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("fee_fen", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("scheduled_on", sa.Date(), nullable=True),
        sa.Column("engineer_id", sa.Integer(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("declined_because", sa.String(length=500), nullable=False),
        sa.Column("remark", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_upgrade_changed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_upgrade_customer_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_upgrade_done_by_id")),
        sa.ForeignKeyConstraint(["engineer_id"], ["person.id"], name=op.f("fk_upgrade_engineer_id")),
        sa.ForeignKeyConstraint(["installation_id"], ["installation.id"], name=op.f("fk_upgrade_installation_id")),
        sa.ForeignKeyConstraint(["offered_by_id"], ["person.id"], name=op.f("fk_upgrade_offered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upgrade")),
        sa.UniqueConstraint("number", name=op.f("uq_upgrade_number")),
    )
    with op.batch_alter_table("upgrade", schema=None) as batch_op:
        batch_op.create_index("ix_upgrade_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_upgrade_installation_id"), ["installation_id"], unique=False)
        batch_op.create_index("ix_upgrade_status_id", ["status", "id"], unique=False)

    op.create_table(
        "contact_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_visit_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_contact_attempt_by_id")),
        sa.ForeignKeyConstraint(["first_visit_id"], ["first_visit.id"], name=op.f("fk_contact_attempt_first_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempt")),
    )
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contact_attempt_first_visit_id"), ["first_visit_id"], unique=False)

    op.create_table(
        "demand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("first_visit_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("wish", sa.String(length=1000), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "recorded",
                "sent",
                "in_hand",
                "done",
                "declined",
                name="demandstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=1000), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_demand_changed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_demand_customer_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_demand_department_id")),
        sa.ForeignKeyConstraint(["digest_id"], ["digest.id"], name=op.f("fk_demand_digest_id")),
        sa.ForeignKeyConstraint(["first_visit_id"], ["first_visit.id"], name=op.f("fk_demand_first_visit_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_demand_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand")),
        sa.UniqueConstraint("number", name=op.f("uq_demand_number")),
    )
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.create_index("ix_demand_customer_id_id", ["customer_id", "id"], unique=False)
        batch_op.create_index("ix_demand_department_id_id", ["department_id", "id"], unique=False)
        batch_op.create_index("ix_demand_digest_id", ["digest_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_demand_first_visit_id"), ["first_visit_id"], unique=False)
        batch_op.create_index("ix_demand_status_id", ["status", "id"], unique=False)
        batch_op.create_index(
            "ix_demand_unsent",
            ["department_id", "recorded_at"],
            unique=False,
            sqlite_where=sa.text("digest_id IS NULL"),
            postgresql_where=sa.text("digest_id IS NULL"),
        )

    op.create_table(
        "first_visit_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_visit_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "organisation",
                "contact",
                "phone",
                "address",
                "software",
                name="visititem",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sales_value", sa.LargeBinary(), nullable=True),
        sa.Column(
            "verdict",
            sa.Enum(
                "confirmed", "corrected", "unknown", name="itemverdict", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column("value", sa.LargeBinary(), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_visit_id"], ["first_visit.id"], name=op.f("fk_first_visit_item_first_visit_id")),
        sa.ForeignKeyConstraint(["verified_by_id"], ["person.id"], name=op.f("fk_first_visit_item_verified_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_visit_item")),
        sa.UniqueConstraint("first_visit_id", "item", name=op.f("uq_first_visit_item_first_visit_id_item")),
    )
    op.create_table(
        "first_visit_told",
        sa.Column("first_visit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["first_visit_id"], ["first_visit.id"], name=op.f("fk_first_visit_told_first_visit_id")),
        sa.ForeignKeyConstraint(["told_by_id"], ["person.id"], name=op.f("fk_first_visit_told_told_by_id")),
        sa.PrimaryKeyConstraint("first_visit_id", "item", name=op.f("pk_first_visit_told")),
    )
    op.create_table(
        "leftover_problem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=1000), nullable=False),
        sa.Column("responsible", sa.String(length=60), nullable=False),
        sa.Column("followed_by_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("ticket_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=1000), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_leftover_problem_changed_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_leftover_problem_closed_by_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_leftover_problem_customer_id")),
        sa.ForeignKeyConstraint(["followed_by_id"], ["person.id"], name=op.f("fk_leftover_problem_followed_by_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_leftover_problem_project_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_leftover_problem_recorded_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_leftover_problem_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leftover_problem")),
    )
    with op.batch_alter_table("leftover_problem", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_leftover_problem_customer_id"), ["customer_id"], unique=False)
        batch_op.create_index(
            "ix_leftover_problem_open",
            ["followed_by_id", "due_on", "id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index("ix_leftover_problem_project_id", ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_leftover_problem_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "plan_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "training",
                "environment",
                "data",
                "upgrade",
                "return_visit",
                name="plankind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_subject", sa.String(length=30), nullable=False),
        sa.Column("done_subject_id", sa.Integer(), nullable=True),
        sa.Column("remark", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name=op.f("fk_plan_item_customer_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["person.id"], name=op.f("fk_plan_item_done_by_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["service_plan.id"], name=op.f("fk_plan_item_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_item")),
        sa.UniqueConstraint("plan_id", "kind", "month", name=op.f("uq_plan_item_plan_id_kind_month")),
    )
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.create_index("ix_plan_item_customer_id_kind", ["customer_id", "kind", "done_on"], unique=False)
        batch_op.create_index(
            "ix_plan_item_open",
            ["due_on", "id"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )
        batch_op.create_index(
            "ix_plan_item_open_of_customer",
            ["customer_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        )

    op.create_table(
        "project_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "survey_report",
                "analysis_report",
                "confirmation_report",
                "acceptance_report",
                "leftover_list",
                "contact_list",
                "server_configuration",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_because", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_project_document_added_by_id")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_project_document_attachment_id")),
        sa.ForeignKeyConstraint(["project_id"], ["project.id"], name=op.f("fk_project_document_project_id")),
        sa.ForeignKeyConstraint(["withdrawn_by_id"], ["person.id"], name=op.f("fk_project_document_withdrawn_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_document")),
        sa.UniqueConstraint("project_id", "kind", "number", name=op.f("uq_project_document_project_id_kind_number")),
    )
    with op.batch_alter_table("project_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_document_attachment_id"), ["attachment_id"], unique=False)

    op.add_column(
        "customer",
        sa.Column(
            "responsible_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_customer_responsible_id")), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("customer", sa.Column("name_key", sa.String(length=120), server_default="", nullable=False))
    op.add_column(
        "customer",
        sa.Column(
            "initials",
            sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"),
            server_default="",
            nullable=False,
        ),
    )
    op.add_column(
        "customer",
        sa.Column(
            "merged_into_id", sa.Integer(), sa.ForeignKey("customer.id", name=op.f("fk_customer_merged_into_id")), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(op.f("ix_customer_initials"), "customer", ["initials"], unique=False)
    op.create_index(op.f("ix_customer_merged_into_id"), "customer", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_customer_name_key"), "customer", ["name_key"], unique=False)
    op.create_index(op.f("ix_customer_responsible_id"), "customer", ["responsible_id"], unique=False)

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.create_index("ix_installation_product_version", ["product", "product_version", "id"], unique=False)

    op.add_column("project", sa.Column("number", sa.String(length=20), nullable=True))
    op.add_column("project", sa.Column("incomplete_since", sa.Date(), nullable=True))
    op.add_column("project", sa.Column("taken_over_on", sa.Date(), nullable=True))
    op.add_column(
        "project",
        sa.Column(
            "taken_over_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_project_taken_over_by_id")), nullable=True
        ),
        inline_references=True,
    )
    op.add_column("project", sa.Column("planned_year", sa.Integer(), server_default="0", nullable=False))
    op.add_column("project", sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "project",
        sa.Column(
            "changed_by_id", sa.Integer(), sa.ForeignKey("person.id", name=op.f("fk_project_changed_by_id")), nullable=True
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_project_before_joint",
        "project",
        ["accepted_on", "id"],
        unique=False,
        sqlite_where=sa.text("taken_over_on IS NULL AND joint_until IS NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL AND joint_until IS NULL"),
    )
    op.create_index("ix_project_free_until", "project", ["free_until", "id"], unique=False)
    op.create_index(
        "ix_project_incomplete",
        "project",
        ["incomplete_since", "id"],
        unique=False,
        sqlite_where=sa.text("taken_over_on IS NULL AND incomplete_since IS NOT NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL AND incomplete_since IS NOT NULL"),
    )
    op.create_index("ix_project_joint_until", "project", ["joint_until", "id"], unique=False)
    op.create_index(op.f("ix_project_number"), "project", ["number"], unique=True)
    op.create_index(
        "ix_project_on_its_way",
        "project",
        ["joint_until", "id"],
        unique=False,
        sqlite_where=sa.text("taken_over_on IS NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL"),
    )
    op.create_index("ix_project_taken_over_on", "project", ["taken_over_on", "id"], unique=False)
    op.create_index(
        "ix_project_to_plan",
        "project",
        ["planned_year", "id", "taken_over_on"],
        unique=False,
        sqlite_where=sa.text("taken_over_on IS NOT NULL"),
        postgresql_where=sa.text("taken_over_on IS NOT NULL"),
    )

    op.add_column(
        "service_contract", sa.Column("includes_upgrades", sa.Boolean(), server_default=sa.text("(true)"), nullable=False)
    )
    op.add_column("service_contract", sa.Column("remark", sa.String(length=500), server_default="", nullable=False))
    op.add_column("service_contract", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    op.create_index("ix_service_contract_ends_on", "service_contract", ["ends_on", "id"], unique=False)

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.create_index("ix_survey_sent_at_customer_id", ["sent_at", "customer_id"], unique=False)

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_solved_at"))
        batch_op.create_index("ix_ticket_entitlement", ["entitlement", "registered_at", "id"], unique=False)
        batch_op.create_index("ix_ticket_solved_at_customer_id", ["solved_at", "customer_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_solved_at_customer_id")
        batch_op.drop_index("ix_ticket_entitlement")
        batch_op.create_index(batch_op.f("ix_ticket_solved_at"), ["solved_at"], unique=False)

    with op.batch_alter_table("survey", schema=None) as batch_op:
        batch_op.drop_index("ix_survey_sent_at_customer_id")

    op.drop_index("ix_service_contract_ends_on", table_name="service_contract")
    op.drop_column("service_contract", "version")
    op.drop_column("service_contract", "remark")
    op.drop_column("service_contract", "includes_upgrades")

    op.drop_index(
        "ix_project_to_plan",
        table_name="project",
        sqlite_where=sa.text("taken_over_on IS NOT NULL"),
        postgresql_where=sa.text("taken_over_on IS NOT NULL"),
    )
    op.drop_index("ix_project_taken_over_on", table_name="project")
    op.drop_index(
        "ix_project_on_its_way",
        table_name="project",
        sqlite_where=sa.text("taken_over_on IS NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL"),
    )
    op.drop_index(op.f("ix_project_number"), table_name="project")
    op.drop_index("ix_project_joint_until", table_name="project")
    op.drop_index(
        "ix_project_incomplete",
        table_name="project",
        sqlite_where=sa.text("taken_over_on IS NULL AND incomplete_since IS NOT NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL AND incomplete_since IS NOT NULL"),
    )
    op.drop_index("ix_project_free_until", table_name="project")
    op.drop_index(
        "ix_project_before_joint",
        table_name="project",
        sqlite_where=sa.text("taken_over_on IS NULL AND joint_until IS NULL"),
        postgresql_where=sa.text("taken_over_on IS NULL AND joint_until IS NULL"),
    )
    op.drop_column("project", "changed_by_id")
    op.drop_column("project", "changed_at")
    op.drop_column("project", "planned_year")
    op.drop_column("project", "taken_over_by_id")
    op.drop_column("project", "taken_over_on")
    op.drop_column("project", "incomplete_since")
    op.drop_column("project", "number")

    with op.batch_alter_table("installation", schema=None) as batch_op:
        batch_op.drop_index("ix_installation_product_version")

    op.drop_index(op.f("ix_customer_responsible_id"), table_name="customer")
    op.drop_index(op.f("ix_customer_name_key"), table_name="customer")
    op.drop_index(op.f("ix_customer_merged_into_id"), table_name="customer")
    op.drop_index(op.f("ix_customer_initials"), table_name="customer")
    op.drop_column("customer", "merged_into_id")
    op.drop_column("customer", "initials")
    op.drop_column("customer", "name_key")
    op.drop_column("customer", "responsible_id")

    with op.batch_alter_table("project_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_document_attachment_id"))

    op.drop_table("project_document")
    with op.batch_alter_table("plan_item", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_plan_item_open_of_customer", sqlite_where=sa.text("done_on IS NULL"), postgresql_where=sa.text("done_on IS NULL")
        )
        batch_op.drop_index(
            "ix_plan_item_open", sqlite_where=sa.text("done_on IS NULL"), postgresql_where=sa.text("done_on IS NULL")
        )
        batch_op.drop_index("ix_plan_item_customer_id_kind")

    op.drop_table("plan_item")
    with op.batch_alter_table("leftover_problem", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_leftover_problem_ticket_id"))
        batch_op.drop_index("ix_leftover_problem_project_id")
        batch_op.drop_index(
            "ix_leftover_problem_open", sqlite_where=sa.text("closed_at IS NULL"), postgresql_where=sa.text("closed_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_leftover_problem_customer_id"))

    op.drop_table("leftover_problem")
    op.drop_table("first_visit_told")
    op.drop_table("first_visit_item")
    with op.batch_alter_table("demand", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_demand_unsent", sqlite_where=sa.text("digest_id IS NULL"), postgresql_where=sa.text("digest_id IS NULL")
        )
        batch_op.drop_index("ix_demand_status_id")
        batch_op.drop_index(batch_op.f("ix_demand_first_visit_id"))
        batch_op.drop_index("ix_demand_digest_id")
        batch_op.drop_index("ix_demand_department_id_id")
        batch_op.drop_index("ix_demand_customer_id_id")

    op.drop_table("demand")
    with op.batch_alter_table("contact_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contact_attempt_first_visit_id"))

    op.drop_table("contact_attempt")
    with op.batch_alter_table("upgrade", schema=None) as batch_op:
        batch_op.drop_index("ix_upgrade_status_id")
        batch_op.drop_index(batch_op.f("ix_upgrade_installation_id"))
        batch_op.drop_index("ix_upgrade_customer_id_id")

    op.drop_table("upgrade")
    with op.batch_alter_table("service_plan", schema=None) as batch_op:
        batch_op.drop_index("ix_service_plan_year_status_id")
        batch_op.drop_index("ix_service_plan_year_id")
        batch_op.drop_index(batch_op.f("ix_service_plan_customer_id"))

    op.drop_table("service_plan")
    with op.batch_alter_table("first_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_first_visit_submitted_by_id_id")
        batch_op.drop_index(
            "ix_first_visit_due", sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'")
        )
        batch_op.drop_index(batch_op.f("ix_first_visit_customer_id"))
        batch_op.drop_index(
            "ix_first_visit_agent", sqlite_where=sa.text("status = 'open'"), postgresql_where=sa.text("status = 'open'")
        )

    op.drop_table("first_visit")
    with op.batch_alter_table("service_ending", schema=None) as batch_op:
        batch_op.drop_index("ix_service_ending_ends_on")
        batch_op.drop_index(batch_op.f("ix_service_ending_customer_id"))

    op.drop_table("service_ending")
    with op.batch_alter_table("ending_handled", schema=None) as batch_op:
        batch_op.drop_index("ix_ending_handled_customer_id")

    op.drop_table("ending_handled")
    with op.batch_alter_table("digest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_digest_status"))
        batch_op.drop_index(batch_op.f("ix_digest_day"))

    op.drop_table("digest")
    with op.batch_alter_table("customer_merge", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_customer_merge_merged_id"))
        batch_op.drop_index(batch_op.f("ix_customer_merge_kept_id"))

    op.drop_table("customer_merge")
    with op.batch_alter_table("sheet_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sheet_import_by_id"))

    op.drop_table("sheet_import")
    op.drop_table("department")
    with op.batch_alter_table("product_version", schema=None) as batch_op:
        batch_op.drop_index("ix_product_version_released")

    op.drop_table("product_version")
