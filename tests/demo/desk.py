"""The subject-access desk through pages: who asks, what the case lead tells, and the pack."""

from io import BytesIO

from pypdf import PdfReader
from werkzeug.test import TestResponse

from mdt import clock
from mdt.web import csrf
from tests import pages
from tests.pages import Browser

BORN = "1989-04-02"


def asked(officer: Browser, name: str, born_on: str = BORN) -> str:
    """Register a request and return its page."""
    form = pages.soup(officer.get("/subject-requests/new"))
    region = form.select_one("[name=region_id]")
    assert region
    today = clock.now().date().isoformat()
    answer = pages.send(
        officer,
        "/subject-requests/",
        region_id=str(region["value"]),
        name=name,
        born_on=born_on,
        received_on=today,
    )
    assert answer.status_code == 303
    return str(answer.location)


def page_of_lead(lead: Browser) -> str:
    """Return the address of the review, as Vandaag of the case lead leads there."""
    home = pages.soup(lead.get("/"))
    links = [str(one["href"]) for one in home.select("a[href^='/subject-reviews/']")]
    assert len(links) == 1, "Vandaag of the case lead has one line for it"
    return links[0]


def told(
    lead: Browser, page: str, outcome: str, *, left_out: str = "", **fields: str
) -> TestResponse:
    """Decide: lines whose text has left_out in it are not told, the others are as proposed."""
    shown = pages.soup(lead.get(page))
    chosen = {}
    for select_ in shown.select("select[name^=line-]"):
        text = select_.find_parent("div").find_previous_sibling("p").get_text(" ")  # type: ignore[union-attr]
        option = select_.select_one("option[selected]")
        usual = str(option["value"]) if option else ""
        is_out = left_out and left_out in text
        chosen[str(select_["name"])] = "investigation" if is_out else usual
    seen = shown.select_one("[name=seen]")
    assert seen
    sent = {"outcome": outcome, "seen": str(seen["value"]), "reason": "", **chosen, **fields}
    return lead.post(page, data={csrf.FIELD: pages.token(lead), **sent})


def words_of(answer: TestResponse) -> str:
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(answer.data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())
