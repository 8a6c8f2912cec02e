"""Rules of mdt.cli.user."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.cli import main
from mdt.models import Membership, Organisation, Person, Region, Role, SeatDomain
from tests.databases import Database
from tests.factories import Make
from tests.identity.people import SECRET
from tests.pages import text_of

ADD = ("user", "add", "--name", "Wout Peeters", "--mail", "Wout@merwestad.example")
HERE = ("--region", "Merwestad", "--organisation", "Zorg- en Veiligheidshuis")


@pytest.fixture(autouse=True)
def environment(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    monkeypatch.setenv("MDT_SECRET_KEY", SECRET)


def test_the_first_administrator_gets_a_region_and_a_link_that_works(
    session: Session, app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main([*ADD, *HERE]) == 0

    link = capsys.readouterr().out.split()[-1]
    page = app.test_client().get(urlsplit(link).path)
    assert "Kies een wachtwoord" in text_of(page)
    person = session.exec(select(Person)).one()
    assert person.mail == "wout@merwestad.example"
    assert session.exec(select(Membership.role)).one() is Role.ADMINISTRATOR
    assert session.exec(select(Region.name)).one() == "Merwestad"
    assert session.exec(select(Organisation.domain)).one() is SeatDomain.PROCESS


def test_a_next_one_joins_what_there_is(session: Session, make: Make) -> None:
    organisation = make.organisation(name="Veilig Thuis")
    session.commit()
    where = ("--region", make.region.name.upper(), "--organisation", "veilig thuis")
    session.commit()

    assert main.main([*ADD, *where, "--role", "coordinator"]) == 0

    membership = session.exec(select(Membership)).one()
    assert (membership.role, membership.organisation_id) == (Role.COORDINATOR, organisation.id)


def test_an_unknown_place_is_told_with_the_known_ones(
    session: Session, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make.organisation(name="Veilig Thuis")
    region = make.region.name
    session.commit()

    assert main.main([*ADD, *HERE]) == 2
    assert f"no region 'Merwestad'. Known: {region}." in capsys.readouterr().err
    assert main.main([*ADD, "--region", region, "--organisation", "Politie"]) == 2
    assert "no organisation 'Politie'. Known: Veilig Thuis." in capsys.readouterr().err
    assert not session.exec(select(Person)).all()


@pytest.mark.parametrize("mail", ["wout", "@merwestad.example", "wout@merwestad"])
def test_what_is_no_address_is_refused(
    session: Session, mail: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.main(["user", "add", "--name", "Wout", "--mail", mail, *HERE]) == 2
    assert "is no mail address" in capsys.readouterr().err
    assert not session.exec(select(Region)).all()


def test_an_address_that_is_taken_is_refused(
    session: Session, make: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    make.person(mail="wout@merwestad.example", organisation=make.organisation(name="VT"))
    where = ("--region", make.region.name, "--organisation", "VT")
    session.commit()

    assert main.main([*ADD, *where]) == 2
    assert "somebody's already" in capsys.readouterr().err
