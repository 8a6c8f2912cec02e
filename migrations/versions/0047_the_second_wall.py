"""The second wall: row-level security on every table with rows of a case, on PostgreSQL.

The policy of `case` says who may know that a case exists: whom no wall keeps out, and who has a
role in its region or stands in a relation to it. Every other table asks whether its case, or the
row that it is part of, can be seen. Who acts is said in each transaction (mdt.acting); without a
word no row is seen. What a person reaches is found out once and kept for the transaction, so that
whoever hands a case over, or shuts it to themselves, still ends what they began.

Source: mdt/access/relations.py, walls.py and policy.py, said a second time and on purpose.
"""

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

OF_A_CASE = (
    *("action_change", "agenda_item", "attendance", "canary_case", "cascade", "cascade_ask"),
    *("case_person", "contact_rule", "document", "document_body", "emergency_access"),
    *("event_record", "hand_over", "hearing_proposal", "judge_bar", "measure", "more_time"),
    *("note", "plan_version", "procedure", "retention_extension"),
    *("retention_proposal", "review_choice", "risk", "safety_action", "sealed_field"),
    *("sealed_reading", "sealed_value", "seat", "wall"),
)
PARTS = {
    "agenda_part": ("item_id", "agenda_item"),
    "document_recipient": ("document_id", "document"),
    "hearing_proposal_part": ("proposal_id", "hearing_proposal"),
    "procedure_person": ("procedure_id", "procedure"),
    "seat_deputy": ("seat_id", "seat"),
    "seat_part": ("seat_id", "seat"),
}
OF_NO_CASE = {"event_record"}
"""Tables of which some rows are of no case; those are open to everybody's queries."""

OWN = (
    " OR (person_id::text = split_part(current_setting('mdt.acting', true), ' ', 1) "
    "AND case_id <> ALL ((SELECT mdt_reach(4))::uuid[]))"
)
SHOWN = {"emergency_access": OWN}
"""Whoever broke the glass still finds that they did, when it is over; not behind a wall."""

IS_PORTAL = "(SELECT current_setting('mdt.acting', true)) = 'portal'"
KNOWN = (
    "(region_id = ANY ((SELECT mdt_reach(2))::uuid[]) OR id = ANY ((SELECT mdt_reach(3))::uuid[])) "
    "AND id <> ALL ((SELECT mdt_reach(4))::uuid[])"
)
REGIONS = """
    SELECT coalesce(array_agg(DISTINCT region_id), '{}')
    FROM membership JOIN organisation ON organisation.id = organisation_id
    WHERE membership.person_id = who AND from_at <= at AND (until_at IS NULL OR until_at > at)
    AND role IN ('chair', 'coordinator', 'dpo')
"""
WALLED = """
    SELECT coalesce(array_agg(DISTINCT case_id), '{}') FROM wall
    WHERE lifted_at IS NULL AND (wall.person_id = who OR EXISTS (
        SELECT FROM membership
        WHERE membership.person_id = who
        AND (membership.organisation_id = wall.organisation_id OR membership.unit_id = wall.unit_id)
        AND (until_at IS NULL OR until_at > wall.set_at)))
"""
RELATED = """
    WITH roles AS (SELECT coalesce(array_agg(role::text), '{}') AS held
                   FROM membership WHERE membership.person_id = who
                   AND from_at <= at AND (until_at IS NULL OR until_at > at)),
    kind AS (SELECT 'judge' = ANY (held) AS is_judge,
                    held && ARRAY['chair', 'coordinator', 'professional']
                        AND 'judge' <> ALL (held) AS keeps,
                    held <@ ARRAY['specialist'] AS is_guest FROM roles),
    held AS (
        SELECT seat.case_id, seat.mode, invitation.id AS invitation_id, invitation.reply
        FROM seat JOIN agenda_item ON agenda_item.id = seat.item_id
        JOIN conference ON conference.id = agenda_item.conference_id
        JOIN invitation ON invitation.conference_id = conference.id
        WHERE seat.holder_id = who AND invitation.person_id = who
        AND conference.state IN ('convened', 'in_session', 'held') AND adopted_at IS NULL
        AND withdrawn_at IS NULL AND (reply IS NULL OR reply <> 'no')
    ), found AS (
        SELECT id AS case_id FROM "case", kind
        WHERE keeps AND (lead_id = who OR victim_contact_id = who)
        UNION SELECT case_id FROM held, kind WHERE keeps OR is_guest
        UNION SELECT case_id FROM held, kind
        WHERE is_judge AND mode IN ('proces', 'rc', 'niet_zittend') AND reply = 'yes'
        AND EXISTS (SELECT FROM judge_opening
                    WHERE judge_opening.invitation_id = held.invitation_id AND closed_at IS NULL)
        UNION SELECT case_id FROM agenda_item JOIN conference ON conference.id = conference_id
        WHERE chair_id = who AND state IN ('convened', 'in_session', 'held') AND adopted_at IS NULL
        UNION SELECT case_id FROM safety_action WHERE owner_id = who
        AND (state IN ('open', 'busy') OR settled_at > at - interval '1 day')
        UNION SELECT case_id FROM emergency_access, kind
        WHERE keeps AND person_id = who AND until_at > at AND ended_at IS NULL
    )
    SELECT coalesce(array_agg(case_id), '{}') FROM found
"""
REACH = """
    DECLARE
        acting text := coalesce(current_setting('mdt.acting', true), '');
        kept text := coalesce(current_setting('mdt.reach', true), '');
        who uuid;
        at timestamptz;
    BEGIN
        IF acting IN ('', 'portal') THEN
            RETURN '{}';
        END IF;
        IF split_part(kept, '|', 1) <> acting THEN
            who := split_part(acting, ' ', 1);
            at := split_part(acting, ' ', 2);
            PERFORM set_config('mdt.acting', 'portal', true);
            kept := concat_ws('|', acting, mdt_regions(who, at), mdt_related(who, at),
                              mdt_walled(who, at));
            PERFORM set_config('mdt.acting', acting, true);
            PERFORM set_config('mdt.reach', kept, true);
        END IF;
        RETURN split_part(kept, '|', part)::uuid[];
    END
"""


def upgrade() -> None:
    if not _is_postgresql():
        return
    for name, body in (("regions", REGIONS), ("related", RELATED), ("walled", WALLED)):
        _function(f"mdt_{name}(who uuid, at timestamptz)", "sql", body)
    _function("mdt_reach(part integer)", "plpgsql", REACH)
    _shut("case", KNOWN)
    for table in OF_A_CASE:
        of_none = f"{table}.case_id IS NULL OR " if table in OF_NO_CASE else ""
        known = f'{of_none}EXISTS (SELECT FROM "case" c WHERE c.id = {table}.case_id)'
        _shut(table, known, SHOWN.get(table, ""))
    for table, (key, whole) in PARTS.items():
        _shut(table, f"EXISTS (SELECT FROM {whole} whole WHERE whole.id = {table}.{key})")


def downgrade() -> None:
    if not _is_postgresql():
        return
    for table in ("case", *OF_A_CASE, *PARTS):
        op.execute(f'DROP POLICY mdt_second_wall ON "{table}"')
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
        op.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
    op.execute("DROP FUNCTION mdt_reach(integer)")
    for name in ("regions", "related", "walled"):
        op.execute(f"DROP FUNCTION mdt_{name}(uuid, timestamptz)")


def _shut(table: str, condition: str, shown: str = "") -> None:
    """Show and take only rows under the condition, to and from whoever is not the portal.

    shown: what is shown besides, and not taken.
    """
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(
        f'CREATE POLICY mdt_second_wall ON "{table}" USING ({IS_PORTAL} OR ({condition}){shown}) '
        f"WITH CHECK ({IS_PORTAL} OR ({condition}))"
    )


def _function(signature: str, language: str, body: str) -> None:
    """Make a function that returns keys, and finds its tables where they stand now."""
    schema = op.get_bind().exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    op.execute(
        f"CREATE FUNCTION {signature} RETURNS uuid[] LANGUAGE {language} STABLE "
        f"SET search_path = {schema}, pg_temp AS $${body}$$"
    )


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"
