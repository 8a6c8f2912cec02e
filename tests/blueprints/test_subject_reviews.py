"""Pages of mdt.blueprints.subject_reviews: the case lead decides line by line."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.cases import subject_requests
from mdt.models import (
    CasePerson,
    CaseRole,
    Measure,
    MeasureKind,
    Person,
    Procedure,
    ProcedureKind,
    ProcedurePerson,
    ProcedureStage,
    Risk,
    Role,
    SubjectLine,
    SubjectReview,
)
from mdt.retention import belongings
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup, text_of

pytestmark = pytest.mark.usefixtures("at_noon")
NAME = "Marco Brandsma"
DAY = timedelta(days=1)


@pytest.fixture
def lead(make: Make) -> Person:
    return make.person()


@pytest.fixture
def review(session: Session, make: Make, lead: Person) -> SubjectReview:
    """Return what the lead is asked about a suspect of the case."""
    case = make.case(lead_id=lead.id)
    make.add(CasePerson(case_id=case.id, name=NAME, case_role=CaseRole.SUSPECT))
    day, officer = NOON.date(), make.person(Role.DPO)
    subject_requests.register(
        session,
        make.region.id,
        NAME,
        born_on=day - 9999 * DAY,
        received_on=day,
        by=officer,
        now=NOON,
    )
    return session.exec(select(SubjectReview)).one()


def _page(review: SubjectReview) -> str:
    return f"/subject-reviews/{review.id}"


def _seen(browser: Browser, page: str) -> str:
    field = soup(browser.get(page)).select_one("[name=seen]")
    assert field
    return str(field["value"])


def _chosen(browser: Browser, page: str) -> dict[str, str]:
    """Return what stands chosen for each line, by its words."""
    found = {}
    for one in soup(browser.get(page)).select("select[name^=line-]"):
        field = one.find_parent("div")
        words = field and field.find_previous_sibling("p")
        option = one.select_one("option[selected]")
        assert words
        found[" ".join(words.get_text(" ").split())] = str(option["value"]) if option else ""
    return found


def test_what_is_only_being_prepared_is_proposed_not_to_be_told(
    make: Make, as_person: AsPerson, lead: Person, review: SubjectReview
) -> None:
    for stage in (ProcedureStage.PREPARED, ProcedureStage.RUNNING):
        row = Procedure(
            case_id=review.case_id, kind=ProcedureKind.CRIMINAL, stage=stage, number=stage.value
        )
        make.add(row)
        make.add(ProcedurePerson(procedure_id=row.id, person_id=review.person_id))
    for days, basis in ((-1, "loopt"), (1, "komt")):
        kind, starts = MeasureKind.HOUSE_BAN, NOON + days * DAY
        make.add(Measure(case_id=review.case_id, kind=kind, legal_basis=basis, starts_at=starts))
    make.add(Measure(case_id=review.case_id, kind=MeasureKind.SHELTER, starts_at=NOON))

    chosen = _chosen(as_person(lead), _page(review))

    proposed = {
        word: ground
        for text, ground in chosen.items()
        for word in ("prepared", "running", "loopt", "komt", NAME)
        if word in text
    }
    assert proposed == {
        "prepared": "investigation",
        "running": "",
        "loopt": "",
        "komt": "investigation",
        NAME: "",
    }
    assert len(chosen) == len(proposed), "a shelter is no measure of his"


def test_what_somebody_marked_not_to_be_told_is_proposed_so_and_the_lead_reads_who_and_why(
    session: Session, make: Make, as_person: AsPerson, lead: Person, review: SubjectReview
) -> None:
    samira = make.person(Role.COORDINATOR, name="Samira el Idrissi")
    row = Measure(
        case_id=review.case_id,
        kind=MeasureKind.HOUSE_BAN,
        legal_basis="Wth",
        starts_at=NOON - DAY,
        ends_at=NOON + 9 * DAY,
    )
    make.add(row)
    form = {"kind": "house_ban", "legal_basis": "Wth", "untold_because": "Hij vlucht dan."}
    moment = {"start_day": "2026-02-09", "start_time": "13:00", "version": "1"}
    moment |= {"end_day": "2026-02-19", "end_time": "13:00"}
    page = _page(review)
    before = _seen(as_person(lead), page)

    marked = send(as_person(samira), f"/measures/{row.id}/terms", **form, **moment)  # type: ignore[arg-type]
    shown = as_person(samira).get(f"/measures/{row.id}")
    browser = as_person(lead)
    [ground] = [one for text, one in _chosen(browser, page).items() if "Wth" in text]
    stale = send(browser, page, outcome="tell", seen=before, reason="Typte ik")
    done = send(browser, page, outcome="tell", seen=_seen(browser, page), reason="Het warnt.")

    assert marked.status_code == 303
    assert "Hij vlucht dan." in text_of(shown, "#known")
    assert "Samira el Idrissi" in text_of(shown, "#known")
    assert ground == "investigation"
    assert "Niet vertellen, zegt Samira el Idrissi: Hij vlucht dan." in browser.get(page).text
    assert stale.status_code == 422, "the mark is news"
    assert done.status_code == 303
    lines = session.exec(select(SubjectLine)).all()
    assert not any("Wth" in line.text or "vlucht" in line.text for line in lines)


def test_what_changed_while_the_lead_looked_is_looked_at_again_and_typing_is_kept(
    session: Session, make: Make, as_person: AsPerson, lead: Person, review: SubjectReview
) -> None:
    browser, page = as_person(lead), _page(review)
    seen = _seen(browser, page)
    make.add(Risk(case_id=review.case_id, name="Dreiging", for_whom_id=review.person_id))

    refused = send(browser, page, outcome="tell", seen=seen, reason="Typte ik")

    assert refused.status_code == 422
    assert "intussen iets gewijzigd" in text_of(refused, ".error-summary")
    assert "Typte ik" in refused.text
    session.refresh(review)
    assert review.outcome is None


def test_a_line_without_a_choice_counts_as_left_out_and_its_words_are_not_kept(
    session: Session, as_person: AsPerson, lead: Person, review: SubjectReview
) -> None:
    browser, page = as_person(lead), _page(review)

    done = send(
        browser, page, outcome="tell", seen=_seen(browser, page), reason="Het gaat over anderen."
    )

    assert done.status_code == 303
    [line] = session.exec(select(SubjectLine)).all()
    assert (line.text, bool(line.ground)) == ("", True)
    assert page not in browser.get("/").text


def test_what_a_case_answered_goes_with_the_case_and_the_request_stays(
    session: Session, as_person: AsPerson, lead: Person, review: SubjectReview
) -> None:
    browser, page = as_person(lead), _page(review)
    send(browser, page, outcome="tell", seen=_seen(browser, page), reason="Dit is te veel.")

    counts = belongings.of(session, review.case_id).counts()

    assert (counts["subject_review"], counts["subject_line"]) == (1, 1)
    assert "subject_request" not in counts
