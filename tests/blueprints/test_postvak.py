"""Pages of mdt.blueprints.postvak: the demo's mail, caught from a real worker's hand."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import clock, events
from mdt.adapters import catcher
from mdt.adapters.letters import Letters
from mdt.adapters.sms_gateway import SmsGateway
from mdt.adapters.smtp import SmtpTransport
from mdt.adapters.texts import Texts
from mdt.config import Settings
from mdt.identity import text_codes
from mdt.invitations import links
from mdt.models import OutboxChannel, Person
from mdt.outbox import delivery, queue
from mdt.outbox.delivery import Post
from mdt.outbox.queue import Terms
from tests import pages
from tests.factories import Make
from tests.invitations.cast import TOMORROW, cancel, convened, happen, invitation_of
from tests.pages import Browser

Deliver = Callable[[], None]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """Return the settings of a demo whose mail is kept in an empty folder."""
    return replace(settings, demo=True, catcher_dir=tmp_path / "postvak")


@pytest.fixture
def deliver(session: Session, engine: Engine, settings: Settings, app: Flask) -> Deliver:  # noqa: ARG001 - the app's clock
    """Return what hands everything over to the catcher, by SMTP."""

    def run() -> None:
        session.commit()
        loop = asyncio.new_event_loop()
        thread = Thread(target=loop.run_forever)
        thread.start()
        listening = asyncio.run_coroutine_threadsafe(
            catcher.listen(settings.catcher_dir, 0), loop
        ).result()
        port = listening.sockets[0].getsockname()[1]
        transport = SmtpTransport(f"smtp://127.0.0.1:{port}", greet_as="portaal.example")
        later = timedelta(hours=12)
        post = Post(engine, Letters(settings).compose, transport, lambda: clock.now() + later)
        delivery.deliver_due(post, Event())
        loop.call_soon_threadsafe(listening.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        session.expire_all()

    return run


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(name="Dennis Kok")


def box(person: Person) -> str:
    return f"/postvak/{person.id}"


def test_the_newest_mail_of_everybody_stands_in_one_list(
    session: Session, make: Make, deliver: Deliver, officer: Person, client: Browser
) -> None:
    convened(session, make, officer, make.person(name="Anouk Terpstra"))
    deliver()

    shown = pages.text_of(client.get("/postvak/"), "#all-mail")

    assert "Dennis Kok" in shown
    assert "Anouk Terpstra" in shown
    assert "Overleg (besloten)" in shown


def test_a_person_sees_the_mail_with_a_live_link_and_the_calendar_item(
    session: Session,
    make: Make,
    deliver: Deliver,
    officer: Person,
    client: Browser,
) -> None:
    convened(session, make, officer)
    deliver()
    address = f"/u/{links.locator(invitation_of(session, officer), 't' * 32)}"

    page = client.get(box(officer))

    assert [a["href"] for a in pages.soup(page).select(".mail-text a")] == [
        f"http://localhost:5000{address}"
    ]
    assert client.get(address).status_code == 200
    item = pages.text_of(page, ".mail-invite")
    assert "Overleg (besloten)" in item
    assert "wo 11 feb, 13.00 tot 14.00 uur" in item
    assert "Online (link in portaal)" in item


def test_the_newest_mail_is_shown_and_any_other_can_be_chosen(
    session: Session, make: Make, deliver: Deliver, officer: Person, client: Browser
) -> None:
    conference = convened(session, make, officer)
    deliver()
    conference.starts_at = TOMORROW + timedelta(hours=1)
    happen(session, events.ConferenceMoved, conference, after=timedelta(hours=2))
    deliver()

    newest = client.get(box(officer))
    older = pages.soup(newest).select("#mails a")[-1]["href"]

    assert "Gewijzigd: " in pages.text_of(newest, "article h2")
    assert "Gewijzigd: " not in pages.text_of(client.get(str(older)), "article h2")


def test_a_withdrawn_invitation_is_struck_out(
    session: Session, make: Make, deliver: Deliver, officer: Person, client: Browser
) -> None:
    conference = convened(session, make, officer)
    deliver()
    cancel(session, conference)
    deliver()

    item = pages.soup(client.get(box(officer))).select_one(".mail-invite")

    assert item is not None
    assert item.select_one("s")
    assert "vervallen" in item.text


def test_the_lists_renew_themselves(
    session: Session, make: Make, deliver: Deliver, officer: Person, client: Browser
) -> None:
    convened(session, make, officer)
    deliver()

    for path, region in (("/postvak/", "all-mail"), (box(officer), "mails")):
        part = client.get(path, headers={"HX-Request": "true"})
        assert [tag["id"] for tag in pages.soup(part).find_all(recursive=False)] == [region]


def test_an_empty_box_says_what_will_come(
    session: Session, officer: Person, client: Browser
) -> None:
    session.commit()

    assert "Nog geen mail" in client.get("/postvak/").text
    assert "Deze persoon kreeg nog niets." in client.get(box(officer)).text


def test_mail_of_somebody_unknown_is_no_page(client: Browser, make: Make) -> None:
    make.session.commit()

    assert client.get(f"/postvak/{make.region.id}").status_code == 404


@pytest.mark.parametrize("path", ["/postvak/", "/postvak/00000000-0000-4000-8000-000000000000"])
def test_outside_the_demo_there_is_no_such_page(app: Flask, client: Browser, path: str) -> None:
    app.extensions["mdt.settings"] = replace(app.extensions["mdt.settings"], demo=False)

    outside = client.get(path)

    assert outside.status_code == 404
    assert outside.data == client.get("/no-such-page").data


def test_a_text_message_is_caught_and_stands_among_the_mail(
    session: Session, engine: Engine, settings: Settings, make: Make, client: Browser
) -> None:
    guest = make.person(name="Noor van Dijk", phone="+31612345678")
    session.info[queue.TERMS] = Terms(can_text=True)
    text_codes.send(session, guest, "90817263", secret=settings.secret_key, now=clock.now())
    session.commit()
    settings.catcher_dir.mkdir(parents=True)
    gateway = catcher.TextCatcher(settings.catcher_dir, 0)
    thread = Thread(target=gateway.serve_forever)
    thread.start()
    reachable = replace(settings, sms_url=f"http://127.0.0.1:{gateway.server_address[1]}/")
    pen, way = Texts(reachable).compose, SmsGateway(reachable)
    delivery.deliver_due(Post(engine, pen, way, clock.now, OutboxChannel.TEXT), Event())
    gateway.shutdown()
    gateway.server_close()
    thread.join()

    everybody, own = client.get("/postvak/"), client.get(box(guest))

    assert "Noor van Dijk" in pages.text_of(everybody, "#all-mail")
    assert "Uw code is 90817263" in pages.text_of(own, ".mail-text")
    assert "Sms" in pages.text_of(own, "#mail-h")
