"""Pages of mdt.blueprints.delivery."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.directory import undelivered
from mdt.models import (
    EventRecord,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
    Role,
)
from mdt.web import words
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send, soup, text_of

PAGE = "/delivery/"
pytestmark = pytest.mark.usefixtures("at_noon")


def dead(make: Make, mail: str, **columns: Any) -> OutboxMessage:
    values = {"state": OutboxState.DEAD, "attempts": 1, "last_error": "550 5.1.1"} | columns
    return make.message(make.person(mail=mail, name="Dennis Kok"), **values)


def administrator(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


def test_an_administrator_sees_what_waits_and_what_a_server_said_but_not_who(
    make: Make, as_person: AsPerson
) -> None:
    dead(make, "d.kok@politie.example")
    make.message(
        make.person(mail="lam@arts.example"),
        attempts=3,
        last_error="451 4.7.1",
        due_at=NOON + timedelta(minutes=4),
    )

    answer = as_person(administrator(make)).get(PAGE)

    page = text_of(answer)
    assert "Niet aangekomen bij politie.example" in page
    assert "Dit mailadres bestaat niet. 550 5.1.1" in page
    assert "arts.example" in text_of(answer, "#again")
    assert "451 4.7.1" in text_of(answer, "#again")
    assert "Er wordt nu geen mail verstuurd" not in page
    for secret in ("Dennis", "d.kok", "lam@"):
        assert secret not in answer.text


def test_texts_that_did_not_arrive_stand_together_and_a_code_has_no_button(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    text: dict[str, Any] = {"channel": OutboxChannel.TEXT, "last_error": "HTTP 422"}
    urgent = dead(make, "d.kok@politie.example", kind=MessageKind.URGENT, **text)
    code = dead(make, "lam@arts.example", kind=MessageKind.CODE, **text)
    browser = as_person(administrator(make))

    answer = browser.get(PAGE)
    send(browser, f"{PAGE}messages/{code.id}/repeat")
    send(browser, f"{PAGE}repeats", domain="sms")

    assert "Sms die niet aankwam" in text_of(answer)
    assert "De sms-dienst weigert dit bericht. HTTP 422" in text_of(answer)
    assert "politie.example" not in answer.text
    assert [form["action"] for form in soup(answer).select("#d-1 td form")] == [
        f"{PAGE}messages/{urgent.id}/repeat"
    ]
    session.expire_all()
    assert (urgent.state, code.state) == (OutboxState.PENDING, OutboxState.DEAD)


def test_the_page_keeps_itself_up_to_date(make: Make, as_person: AsPerson) -> None:
    browser = as_person(administrator(make))
    region = soup(browser.get(PAGE)).select_one("#standing")
    assert region
    dead(make, "d.kok@politie.example")

    news = browser.get(str(region["hx-get"]), headers={"HX-Request": "true"})

    assert [part["id"] for part in soup(news).find_all(recursive=False)] == ["standing"]
    assert "politie.example" in text_of(news)
    assert as_person(make.person()).get(str(region["hx-get"])).status_code == 404


def test_the_page_says_whether_there_is_a_gateway_for_texts(
    make: Make, as_person: AsPerson
) -> None:
    assert "uit: er is geen sms-dienst" in text_of(as_person(administrator(make)).get(PAGE))


def test_when_mail_waits_past_its_time_the_page_says_so(make: Make, as_person: AsPerson) -> None:
    make.message(due_at=NOON - timedelta(minutes=6))

    page = as_person(administrator(make)).get(PAGE)

    assert "Er wordt nu geen mail verstuurd" in text_of(page, ".notice-bad")
    assert "di 10 feb, 12.54 uur" in text_of(page, ".notice-bad")


def test_without_trouble_the_page_says_that_all_mail_arrived(
    make: Make, as_person: AsPerson
) -> None:
    page = text_of(as_person(administrator(make)).get(PAGE))

    assert "Alle mail kwam aan" in page
    assert "niets wacht" in page


def test_one_or_all_of_a_domain_leave_again_and_a_second_click_does_nothing(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    one, *others = [dead(make, f"{name}@politie.example") for name in ("a", "b", "c")]
    browser = as_person(administrator(make))

    for said in ("De mail gaat opnieuw weg.", "Er is niets om opnieuw te versturen."):
        assert send(browser, f"/delivery/messages/{one.id}/repeat").location == PAGE
        assert said in text_of(browser.get(PAGE))
    [button] = soup(browser.get(PAGE)).select('form[action="/delivery/repeats"] button')
    assert "Alle 2 opnieuw" in button.get_text()
    for said in ("2 mails gaan opnieuw weg.", "Er is niets om opnieuw te versturen."):
        assert send(browser, "/delivery/repeats", domain="politie.example").location == PAGE
        assert said in text_of(browser.get(PAGE))

    assert {row.state for row in (one, *others)} == {OutboxState.PENDING}
    repeated = session.exec(select(EventRecord).where(EventRecord.name == "MailTriedAgain")).all()
    assert len(repeated) == 3


def test_what_has_no_use_any_more_has_no_button(make: Make, as_person: AsPerson) -> None:
    dead(make, "a@politie.example", starts_at=NOON - timedelta(hours=1), ends_at=NOON)

    page = as_person(administrator(make)).get(PAGE)

    assert "Dit moment is voorbij." in text_of(page, "#d-1")
    assert not soup(page).select("#d-1 button")


def test_a_long_list_is_folded_and_says_how_much_and_the_whole_is_one_click_away(
    make: Make, as_person: AsPerson
) -> None:
    for number in range(12):
        dead(make, f"a@d{number:02}.example")
    for number in range(9):
        dead(make, f"p{number}@politie.example")
        dead(make, f"z{number}@zorg.example", state=OutboxState.PENDING)
    for number in range(12):
        dead(make, f"o{number}@om.example", state=OutboxState.PENDING)
    browser = as_person(administrator(make))

    page = browser.get(PAGE)

    assert "Niet aangekomen bij politie.example" in text_of(page, "#d-1"), "the largest first"
    assert len(soup(page).select("#d-1 tbody tr")) == 5
    assert "Nog 4 berichten" in text_of(page, "#d-1 .card-foot")
    assert "Alle 9 opnieuw" in text_of(page, "#d-1 form")
    assert len(soup(page).select("section[id^=d-]")) == 10
    assert "met 3 berichten" in text_of(page, "#standing > p.card")
    assert "Nog 3 domeinen" in text_of(page, "#standing > p.card a")
    assert len(soup(page).select("#again tbody tr")) == 5
    assert "Nog 16 berichten" in text_of(page, "#again .card-foot")

    whole = browser.get(str(soup(page).select("#d-1 .card-foot a")[0]["href"]))

    assert len(soup(whole).select("section[id^=d-] tbody tr")) == 21
    assert len(soup(whole).select("#again tbody tr")) == 21
    assert "Nog 4" not in text_of(whole)
    assert soup(whole).select('a[href="/delivery/"]')[-1].get_text() == "Toon minder"


def test_whoever_sees_the_whole_list_goes_on_seeing_it(make: Make, as_person: AsPerson) -> None:
    message = dead(make, "a@politie.example")
    browser = as_person(administrator(make))
    [region] = soup(browser.get(f"{PAGE}?show=all")).select("#standing")

    assert region["hx-get"] == f"{PAGE}news?show=all"
    [form] = region.select("td form")
    assert form["action"] == f"{PAGE}messages/{message.id}/repeat?show=all"
    assert send(browser, str(form["action"])).location == f"{PAGE}?show=all"
    assert send(browser, f"{PAGE}repeats?show=x", domain="a.example").location == PAGE


def test_of_more_than_are_shown_the_page_says_so_and_all_leave_again(
    make: Make, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(undelivered, "SHOWN", 3)
    for number in range(4):
        dead(make, f"p{number}@politie.example")
    browser = as_person(administrator(make))

    page = browser.get(PAGE)

    assert "Hier staan er ten hoogste 3." in text_of(page)
    assert "Alles opnieuw" in text_of(page, "#d-1 form")
    assert send(browser, f"{PAGE}repeats", domain="politie.example").status_code == 303
    assert "4 mails gaan opnieuw weg." in text_of(browser.get(PAGE))


def test_a_request_without_a_domain_is_refused(make: Make, as_person: AsPerson) -> None:
    assert send(as_person(administrator(make)), "/delivery/repeats").status_code == 422


def test_the_page_is_for_administrators_and_of_their_own_region(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    message = dead(make, "a@politie.example")
    elsewhere = make.organisation(region_id=make.another_region().id)
    neighbour = as_person(make.person(Role.ADMINISTRATOR, elsewhere))

    assert "politie.example" not in neighbour.get(PAGE).text
    assert send(neighbour, f"/delivery/messages/{message.id}/repeat").status_code == 404
    assert send(neighbour, "/delivery/repeats", domain="politie.example").location == PAGE
    session.refresh(message)
    assert message.state is OutboxState.DEAD
    for who in (make.coordinator(), make.person()):
        assert as_person(who).get(PAGE).status_code == 404


@pytest.mark.parametrize("kind", MessageKind)
def test_every_kind_of_message_has_a_word(kind: MessageKind) -> None:
    assert words.word(kind)
