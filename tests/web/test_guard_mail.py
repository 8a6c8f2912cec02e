"""Mail of a walled case leaves no trace on any page of whoever the case is shut to.

Each page is read before and after there is such mail: not a count, row, task or mark may differ.
"""

from datetime import timedelta

import pytest

from mdt import keys
from mdt.identity import sealing
from mdt.incoming import keeping
from mdt.models import (
    Conference,
    IncomingKind,
    IncomingMail,
    IncomingProblem,
    IncomingState,
    MailDomain,
    MessageKind,
    Method,
    OutboxChannel,
    OutboxState,
    Person,
    Role,
)
from tests import pages
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser

PAGES = ("/", "/delivery/", "/delivery/news", "/delivery/domains/", "/incoming/")
SECRET = "t" * 32
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.usefixtures("at_noon")


@pytest.fixture
def invitees(make: Make) -> tuple[Person, Person]:
    return make.person(mail="a@kanarie.example"), make.person(mail="b@vogel.example")


@pytest.fixture
def sitting(make: Make, invitees: tuple[Person, Person]) -> Conference:
    """Return a sitting about a case, and a list of domains on which its invitees' are not."""
    assert invitees
    make.add(MailDomain(name="portaal.example", checked_until=NOON.date()))
    make.add(MailDomain(name="kanarie.example", checked_until=NOON.date() - timedelta(days=1)))
    return make.convened(make.case(alias="Kanarie"))


def _mail_of(make: Make, sitting: Conference, invitees: tuple[Person, Person]) -> None:
    """Let mail of the sitting wait, be late, be held, be given up, and come back."""
    guest, other = invitees
    for number, (person, state, error) in enumerate(
        [
            (guest, OutboxState.HELD, ""),
            (other, OutboxState.HELD, ""),
            (guest, OutboxState.DEAD, "550 5.1.1"),
            (guest, OutboxState.PENDING, "451"),
            (other, OutboxState.PENDING, ""),
            (other, OutboxState.SENT, ""),
        ]
    ):
        make.message(
            person,
            kind=MessageKind.INVITATION,
            method=Method.REQUEST,
            uid=f"uid-{number}",
            conference_id=sitting.id,
            state=state,
            last_error=error,
            due_at=NOON - HOUR,
            starts_at=NOON + 24 * HOUR,
            ends_at=NOON + 25 * HOUR,
        )
    make.message(
        guest,
        kind=MessageKind.URGENT,
        channel=OutboxChannel.TEXT,
        conference_id=sitting.id,
        state=OutboxState.DEAD,
        last_error="400",
    )
    for number, stage in enumerate((IncomingState.CHECK, IncomingState.SETTLED)):
        mail = IncomingMail(
            digest=str(number) * 64,
            sealed="",
            received_at=NOON,
            state=stage,
            kind=IncomingKind.OTHER,
            problem=IncomingProblem.NO_CALENDAR,
            conference_id=sitting.id,
            region_id=sitting.region_id,
            settled_at=NOON if stage is IncomingState.SETTLED else None,
        )
        raw = b"From: a@kanarie.example\r\nSubject: Kanarie\r\n\r\nKanarie"
        mail.sealed = sealing.seal(keys.derive(SECRET, keeping.PURPOSE), raw, place=str(mail.id))
        make.add(mail)


def _seen(browser: Browser) -> dict[str, str]:
    """Return what each page shows; - for a page that is not theirs."""
    seen = {}
    for page in PAGES:
        answer = browser.get(page)
        main = pages.soup(answer)
        seen[page] = main.get_text(" ", strip=True) if answer.status_code == 200 else "-"
    return seen


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.COORDINATOR])
def test_a_walled_reader_sees_no_count_row_or_task_of_mail_of_the_case(
    make: Make,
    as_person: AsPerson,
    sitting: Conference,
    invitees: tuple[Person, Person],
    role: Role,
) -> None:
    reader = make.person(role)
    make.wall(sitting.items[0].case, reader)
    browser = as_person(reader)
    before = _seen(browser)
    assert set(before.values()) != {"-"}

    _mail_of(make, sitting, invitees)
    make.session.commit()

    assert _seen(browser) == before


@pytest.mark.parametrize(
    ("role", "differs"),
    [
        (Role.ADMINISTRATOR, {"/delivery/", "/delivery/news", "/delivery/domains/"}),
        (Role.COORDINATOR, {"/", "/incoming/"}),
    ],
)
def test_whoever_is_not_walled_sees_that_mail(
    make: Make, as_person: AsPerson, invitees: tuple[Person, Person], role: Role, differs: set[str]
) -> None:
    browser = as_person(make.person(role))
    before = _seen(browser)

    _mail_of(make, make.convened(), invitees)
    make.session.commit()

    after = _seen(browser)
    assert {page for page in PAGES if after[page] != before[page]} == differs
