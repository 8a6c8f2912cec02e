"""The judge in each mode against every section of a case, by every way that words can reach her.

What is expected is written by hand from domain.md 3.4, not read from the policy: KENNIS gives
nothing of a case; PROCES and RC the running procedures, their dates and what contradicts, and no
fact; NIET_ZITTEND the case and its plan, and no minutes and no incident. A calendar, a mail and a
certificate name no case to anybody (security.md 5; the certificate says the reference, for the
court's file).
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from io import BytesIO
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlmodel import Session

from mdt import events
from mdt.adapters.letters import Letters
from mdt.conferences import meeting
from mdt.config import Settings
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    Conference,
    ConferenceState,
    JudgeMode,
    MessageKind,
    Note,
    Person,
    Procedure,
    ProcedureKind,
    Role,
    SeatDomain,
)
from tests.canaries import finding
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.invitations.cast import happen, invitation_of, messages_to
from tests.pages import Browser, send, soup
from tests.routes import UNKNOWN, routes

pytestmark = pytest.mark.usefixtures("at_noon")

WORDS = {
    "alias": "Zilverberk",
    "reference": "MW-2026-071",
    "procedures": "10/7-Kanarie",
    "persons": "Ilse Kanarie",
    "risks": "Dienstwapenkanarie",
    "plan": "Slotkanarie",
    "incidents": "Deurbelkanarie",
    "minutes": "Verslagkanarie",
    "question": "Vraagkanarie",
}
"""Each section of a case, and a word that stands in it and nowhere else."""

M = JudgeMode
NOTHING: frozenset[str] = frozenset()
RUNNING = frozenset({"alias", "procedures"})
SCREEN: Mapping[JudgeMode, frozenset[str]] = {
    M.KENNIS: NOTHING,
    M.PROCES: RUNNING,
    M.RC: RUNNING,
    M.NIET_ZITTEND: RUNNING | {"reference", "persons", "risks", "plan", "question"},
}
PDF: Mapping[JudgeMode, frozenset[str]] = dict.fromkeys(JudgeMode, frozenset({"reference"}))
SETTINGS = Settings(
    base_url="https://portaal.example", mail_domain="portaal.example", secret_key="t" * 32
)


class Court:
    """A judge who was at the table of a case with something in every section of it."""

    def __init__(self, make: Make, mode: JudgeMode) -> None:
        self.session = make.session
        self.case: Case = make.case(alias=WORDS["alias"], reference=WORDS["reference"])
        case_id = self.case.id
        make.add(CasePerson(case_id=case_id, name=WORDS["persons"], case_role=CaseRole.VICTIM))
        kind = ProcedureKind.CRIMINAL
        self.procedure = make.add(Procedure(case_id=case_id, kind=kind, number=WORDS["procedures"]))
        self.risk = make.risk(self.case, name=WORDS["risks"])
        self.action = make.action(self.case, title=WORDS["plan"], risk_id=self.risk.id)
        self.incident = make.incident(self.case, what=WORDS["incidents"])
        self.sitting: Conference = make.convened(self.case, starts_at=NOON)
        [self.item] = self.sitting.items
        self.item.question = WORDS["question"]
        self.judge: Person = make.person(Role.JUDGE)
        self.seat = make.seat(
            self.sitting, self.judge, domain=SeatDomain.JUDICIARY, mode=mode, quorum=False
        )
        happen(self.session, events.ConferenceConvened, self.sitting)
        self.asked = invitation_of(self.session, self.judge)
        self.session.commit()

    def opened(self, browser: Browser) -> None:
        """Let her say that nothing stands in the way, open it, and sit with the others."""
        own = f"/invitations/{self.asked.id}"
        send(browser, f"{own}/answer", reply="yes", sequence=str(self.asked.sequence))
        send(browser, f"{own}/opening")
        self.sitting.state = ConferenceState.IN_SESSION
        meeting.take_up(self.session, self.item, by=self.judge, now=NOON)
        meeting.come(self.session, self.item, self.judge, by=self.judge, now=NOON)
        self.note: Note = meeting.write(
            self.session, self.item, WORDS["minutes"], by=self.judge, now=NOON
        )
        later = NOON + timedelta(minutes=8)
        meeting.go(self.session, self.item, self.judge, by=self.judge, now=later)
        self.session.commit()

    @property
    def keys(self) -> Mapping[str, UUID]:
        """Return the rows that addresses name."""
        return {
            "action_id": self.action.id,
            "case_id": self.case.id,
            "conference_id": self.sitting.id,
            "incident_id": self.incident.id,
            "invitation_id": self.asked.id,
            "item_id": self.item.id,
            "note_id": self.note.id,
            "person_id": self.judge.id,
            "procedure_id": self.procedure.id,
            "risk_id": self.risk.id,
            "seat_id": self.seat.id,
        }


@pytest.fixture(params=list(JudgeMode))
def court(request: pytest.FixtureRequest, make: Make) -> Court:
    return Court(make, request.param)


def sections(*texts: str) -> set[str]:
    """Return the sections of which a word stands in one of the texts."""
    whole = "\n".join(texts).casefold()
    return {name for name, word in WORDS.items() if word.casefold() in whole}


def everything(app: Flask, browser: Browser, keys: Mapping[str, UUID]) -> Iterator[str]:
    """Yield what every page shows her that is a list or names one of these rows."""
    absent = str(UNKNOWN)
    for route in routes(app, keys):
        view = app.view_functions[route.endpoint]
        is_page = route.method == "GET" and not hasattr(view, "mdt_stream")
        if is_page and not route.is_public and absent not in route.path:
            response = browser.get(route.path)
            if response.status_code == 200 and (response.mimetype or "").startswith("text/"):
                yield response.text


def test_before_she_opened_anything_no_page_shows_her_a_word_of_the_case(
    app: Flask, make: Make, as_person: AsPerson
) -> None:
    court = Court(make, M.NIET_ZITTEND)
    keys = {"case_id": court.case.id, "invitation_id": court.asked.id} | {
        "conference_id": court.sitting.id,
        "item_id": court.item.id,
    }

    assert sections(*everything(app, as_person(court.judge), keys)) == set()


def test_on_screen_she_reads_exactly_what_her_mode_gives(
    app: Flask, court: Court, as_person: AsPerson
) -> None:
    browser = as_person(court.judge)
    court.opened(browser)

    assert sections(*everything(app, browser, court.keys)) == SCREEN[court.seat.mode]


def test_her_certificate_names_the_case_by_its_reference_and_says_nothing_of_it(
    court: Court, as_person: AsPerson
) -> None:
    browser = as_person(court.judge)
    court.opened(browser)

    file = browser.get(f"/invitations/{court.asked.id}/certificate.pdf")

    read = " ".join(page.extract_text() for page in PdfReader(BytesIO(file.data)).pages)
    assert sections(read, file.data.decode("latin-1")) == PDF[court.seat.mode]


def test_no_mail_says_a_word_of_the_case(court: Court, as_person: AsPerson) -> None:
    court.opened(as_person(court.judge))
    happen(court.session, events.ConferenceCancelled, court.sitting, after=timedelta(hours=1))
    owed = messages_to(court.session, court.judge)
    assert MessageKind.INVITATION in {one.kind for one in owed}

    letters = Letters(SETTINGS, lambda: NOON)
    sent = [letters.compose(court.session, one).content for one in owed]

    assert sections(*(text for raw in sent for _, text in finding.readings(raw))) == set()


def test_her_calendar_says_no_word_of_the_case(
    app: Flask, court: Court, as_person: AsPerson, session: Session
) -> None:
    browser = as_person(court.judge)
    court.opened(browser)
    field = soup(send(browser, "/feeds/conferences")).select_one("#address")
    assert field is not None
    program = app.test_client()
    assert isinstance(program, Browser)
    program.session = session

    feed = program.get(urlsplit(str(field["value"])).path)
    file = browser.get(f"/feeds/invitations/{court.asked.id}.ics")

    assert "BEGIN:VEVENT" in feed.text
    assert "BEGIN:VEVENT" in file.text
    assert sections(finding.unwrapped(feed.text), finding.unwrapped(file.text)) == set()


def test_searching_finds_her_no_case(court: Court, as_person: AsPerson) -> None:
    browser = as_person(court.judge)
    court.opened(browser)

    for word in WORDS.values():
        assert send(browser, "/search/", q=word).status_code == 404
