"""The region of scenario "Zilverberk" on the Sunday of the emergency, for tests that look at it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlmodel import Session, select

from mdt import acting, clock
from mdt import engine as engines
from mdt.config import Settings
from mdt.demo import merwestad, script, zilverberk
from mdt.demo.merwestad import World
from mdt.demo.stage import Stage
from mdt.directory import people
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    Organisation,
    Panel,
    Person,
    Role,
    SeatDomain,
)
from mdt.web import database as web_database
from tests.conftest import AsPerson
from tests.pages import Browser

BEFORE = datetime(2026, 10, 24, 13, 50, tzinfo=UTC)
"""The nurse has reported; Veilig Thuis opens the case in five minutes."""

LOOKING = datetime(2026, 10, 25, 9, 20, tzinfo=UTC)
"""Ten minutes before the table begins: everybody has been asked, and a judge was replaced."""


@dataclass
class Region:
    """The region on that Sunday, and who looks."""

    app: Flask
    session: Session
    world: World
    settings: Settings
    as_person: AsPerson

    def person(self, key: str) -> Person:
        return self.session.get_one(Person, self.world.people[key].id)

    def browser(self, key: str) -> Browser:
        return self.as_person(self.person(key))

    def case(self) -> Case:
        return self.session.exec(select(Case)).one()

    def emergency(self) -> Conference:
        return self.session.exec(select(Conference)).one()

    def item(self) -> AgendaItem:
        return self.emergency().items[0]

    def join(self, who: str | Person, domain: SeatDomain, role: Role) -> Person:
        """Give somebody a post with which they would see, or take part in, what others do."""
        person, now = who if isinstance(who, Person) else self.person(who), clock.now()
        place = self.session.get_one(Organisation, self.world.organisations[domain].id)
        by = self.person("joost")
        people.join(self.session, person, place, role, function="", by=by, now=now)
        return person

    def enlist(self, name: str, domain: SeatDomain) -> Person:
        """Let a coordinator in whom nobody knew when the case was shut."""
        mail, by, now = merwestad.mail_of(name), self.person("joost"), clock.now()
        person = people.enlist(self.session, name=name, mail=mail, by=by, now=now)
        return self.join(person, domain, Role.COORDINATOR)

    def plays_on(self) -> None:
        """Let the story go on from where it stood to the moment of looking."""
        engine = acting.portal(engines.writing(self.app.extensions[web_database.ENGINE]))
        self.session.commit()
        with web_database.open_session(engine, self.settings) as session:
            stage = Stage(session, self.world, timedelta(0))
            table = session.exec(select(Panel).where(Panel.name == zilverberk.TABLE)).one()
            stage.panels[zilverberk.TABLE] = table
            ahead = [line for line in zilverberk.lines() if stage.at(line[0]) > BEFORE]
            script.play(stage, ahead, LOOKING)
            session.commit()
        self.session.expire_all()
