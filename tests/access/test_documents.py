"""Who may see a document: its section, its recipients, and whoever brought it (written by hand)."""

import pytest
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access import documents, guard
from mdt.access.policy import Action
from mdt.models import (
    Document,
    DocumentSection,
    Invitation,
    JudgeMode,
    JudgeOpening,
    Person,
    Reply,
    Role,
)
from tests.conftest import NOON
from tests.documents.attached import attached
from tests.factories import Make

S = DocumentSection
EVERYTHING = frozenset(S)
CHAIRED = EVERYTHING - {S.PERSONS}


class World:
    """A sitting with a document for each section, and everybody around it."""

    def __init__(self, make: Make) -> None:
        """Put them there."""
        self.make = make
        elsewhere = make.organisation(region_id=make.another_region().id)
        far = {
            name: make.person(role, elsewhere)
            for name, role in {
                "lead": Role.PROFESSIONAL,
                "contact": Role.PROFESSIONAL,
                "seat": Role.PROFESSIONAL,
                "guest": Role.SPECIALIST,
                "chairs": Role.PROFESSIONAL,
                "her": Role.JUDGE,
                "nobody": Role.PROFESSIONAL,
            }.items()
        }
        self.cast: dict[str, Person] = far | {role.value: make.person(role) for role in Role}
        self.case = make.case(lead_id=far["lead"].id, victim_contact_id=far["contact"].id)
        self.sitting = make.convened(self.case, chair_id=far["chairs"].id)
        for name in ("seat", "guest", "her"):
            make.seated(self.sitting, far[name])
        self.item = self.sitting.items[0]
        self.by = make.coordinator()
        self.documents = {one: self.attach(one) for one in S}

    def attach(self, section: DocumentSection, **terms: object) -> Document:
        """Return one more document of the item."""
        content = f"{section} {terms}".encode()
        return attached(self.make, self.item, by=self.by, content=content, section=section, **terms)

    def seen(self, person: Person) -> frozenset[DocumentSection]:
        """Return of which sections the person may open the document; lists show the same."""
        actor = actors.load(self.make.session, person, now=NOON)
        may = {
            section
            for section, document in self.documents.items()
            if documents.permits(self.make.session, actor, Action.DOCUMENT_VIEW, document)
        }
        rights = guard.case_actions(self.make.session, actor, self.case)
        open_ = [one for one, action in documents.SECTIONS.items() if action in rights]
        if Action.DOCUMENT_VIEW not in rights:
            open_ = []
        listed = self.make.session.exec(
            select(Document.section).where(
                documents.visible(actor, self.case, open_),
                col(Document.id).in_([one.id for one in self.documents.values()]),
            )
        )
        assert set(listed) == may, "a list shows what can be opened"
        return frozenset(may)

    def open_as(self, mode: JudgeMode) -> Person:
        """Return the judge, who said yes and opened what this mode gives."""
        judge = self.cast["her"]
        query = select(Invitation).where(Invitation.person_id == judge.id)
        asked = self.make.session.exec(query).one()
        asked.reply = Reply.YES
        [seat] = [one for one in self.item.seats if one.holder_id == judge.id]
        seat.mode = mode
        self.make.add(JudgeOpening(invitation_id=asked.id, person_id=judge.id, opened_at=NOON))
        return judge


@pytest.fixture
def world(make: Make) -> World:
    return World(make)


@pytest.mark.parametrize(
    ("who", "sections"),
    [
        ("coordinator", EVERYTHING),
        ("chair", EVERYTHING),
        ("lead", EVERYTHING),
        ("contact", EVERYTHING),
        ("seat", EVERYTHING),
        ("chairs", CHAIRED),
        ("guest", frozenset()),
        ("her", frozenset()),
        ("judge", frozenset()),
        ("nobody", frozenset()),
        ("administrator", frozenset()),
        ("auditor", frozenset()),
        ("dpo", frozenset()),
        ("professional", frozenset()),
        ("specialist", frozenset()),
    ],
)
def test_whoever_may_see_a_section_sees_its_documents_and_nobody_else(
    world: World, who: str, sections: frozenset[DocumentSection]
) -> None:
    assert world.seen(world.cast[who]) == sections


@pytest.mark.parametrize(
    ("mode", "sections"),
    [
        (JudgeMode.PROCES, frozenset({S.PROCEDURES})),
        (JudgeMode.RC, frozenset({S.PROCEDURES})),
        (JudgeMode.NIET_ZITTEND, frozenset({S.PROCEDURES, S.PERSONS, S.PLAN, S.RISKS})),
        (JudgeMode.KENNIS, frozenset()),
    ],
)
def test_a_judge_sees_the_documents_that_her_mode_gives(
    world: World, mode: JudgeMode, sections: frozenset[DocumentSection]
) -> None:
    assert world.seen(world.open_as(mode)) == sections


def test_recipients_keep_everybody_else_out_also_who_leads_the_table(
    world: World, make: Make
) -> None:
    school = make.organisation()
    member = make.person(organisation=school)
    make.seated(world.sitting, member)
    world.documents = {S.PLAN: world.attach(S.PLAN, recipients=frozenset({school.id}))}

    assert world.seen(member) == {S.PLAN}
    assert world.seen(world.by) == {S.PLAN}, "whoever brought it"
    for who in ("coordinator", "chair", "lead", "seat"):
        assert world.seen(world.cast[who]) == frozenset(), who


def test_to_be_a_recipient_is_not_enough_without_a_part_in_the_case(
    world: World, make: Make
) -> None:
    school = make.organisation()
    make.seated(world.sitting, make.person(organisation=school))
    world.documents = {S.PLAN: world.attach(S.PLAN, recipients=frozenset({school.id}))}

    assert world.seen(make.person(organisation=school)) == frozenset()


def test_a_wall_beats_everything_also_having_brought_it(world: World, make: Make) -> None:
    for person in (world.by, world.cast["seat"], world.cast["chair"]):
        make.wall(world.case, person)

        assert world.seen(person) == frozenset()


def test_what_is_withdrawn_is_for_nobody_and_can_be_put_back_by_who_brought_it(
    world: World, session: Session
) -> None:
    document = world.documents[S.PLAN]
    document.withdrawn_at = NOON
    session.add(document)
    session.flush()

    def may(who: Person, action: Action) -> bool:
        return documents.permits(session, actors.load(session, who, now=NOON), action, document)

    for who in (world.by, world.cast["coordinator"], world.cast["seat"]):
        assert not may(who, Action.DOCUMENT_VIEW)
    assert may(world.by, Action.DOCUMENT_WITHDRAW)
    assert may(world.cast["chair"], Action.DOCUMENT_WITHDRAW)
    assert not may(world.cast["seat"], Action.DOCUMENT_WITHDRAW)
