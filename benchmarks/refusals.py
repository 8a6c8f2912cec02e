"""Whether the time of an answer tells what exists: what is shut beside what does not exist.

Both are the same bytes (tests/web/test_guard_walls.py, tests/web/test_errors.py) and ask as much of
the database (tests/web/test_guard_even.py). Here requests for a row that is there and not for the
asker are mixed with requests for one that is not there, in a random order: the median CPU time of
both, and how often the first takes longer; a half is the toss of a coin. And likewise signing in
with an address that somebody has and with one that nobody has, where argon2 must work all the same.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from statistics import median
from typing import Any
from uuid import UUID, uuid4

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from benchmarks import region, visits
from benchmarks.cast import NOW
from benchmarks.harness import Figure, cpu_ms
from benchmarks.region import Filled
from mdt import engine as engines
from mdt.identity import passwords
from mdt.models import (
    AgendaItem,
    Credential,
    CredentialKind,
    Membership,
    Organisation,
    Person,
    Region,
    Role,
    SeatDomain,
    Wall,
)

CONFERENCES = 100
ROUNDS, SIGN_INS = 300, 40
RATIO, OFTEN = 1.1, 0.7
"""What is left: a row that is there is made into an object, a twentieth of the time."""
SEED = 2026
SIGN_IN, WRONG = "/account/sign-in", 422
WORDS = "een heel ander wachtwoord"

Work = Callable[[], Any]


def figures() -> Iterator[Figure]:
    """Yield, of each page and asker, how alike the two refusals are; and of signing in."""
    with region.filled(CONFERENCES) as filled:
        app = visits.portal(filled.url, filled.engine)
        for name, shut, unknown in refusals(app, filled):
            yield from _figures_of(name, *in_turn(shut, unknown, rounds=ROUNDS))
        known, nobody = sign_ins(app, filled.engine, SIGN_INS)
        yield from _figures_of("signing in", *mixed(known, nobody))


def refusals(app: Flask, filled: Filled) -> Iterator[tuple[str, Work, Work]]:
    """Yield each page and asker: what asks for what is shut, and for what does not exist."""
    for who, person_id in _askers(filled).items():
        cookie = visits.as_person(app, filled.engine, person_id)
        for endpoint, key in _rows(filled).items():
            shut, unknown = (
                visits.visit(app, _path(app, endpoint, one), cookie) for one in (key, uuid4())
            )
            yield f"{endpoint} to {who}", shut, unknown


def _askers(filled: Filled) -> Mapping[str, UUID]:
    """Add a colleague, a coordinator, both behind a wall, and somebody of another region."""
    with Session(engines.writing(filled.engine)) as session:
        elsewhere = Region(name="Elders")
        session.add(elsewhere)
        session.flush()
        away = Organisation(region_id=elsewhere.id, name="Elders", domain=SeatDomain.POLICE)
        session.add(away)
        session.flush()
        here = filled.cast.organisations
        found = {
            "a stranger": _person(session, away.id, Role.PROFESSIONAL),
            "a colleague": _person(session, here[SeatDomain.POLICE], Role.PROFESSIONAL),
            "a walled colleague": _person(session, here[SeatDomain.POLICE], Role.PROFESSIONAL),
            "a walled coordinator": _person(session, here[SeatDomain.PROCESS], Role.COORDINATOR),
        }
        by = filled.cast.coordinator_id
        for who, person_id in found.items():
            if "walled" in who:
                case_id = filled.own.case_id
                wall = Wall(case_id=case_id, person_id=person_id, set_at=NOW, set_by_id=by)
                session.add(wall)
        session.commit()
        return found


def _person(session: Session, organisation_id: UUID, role: Role) -> UUID:
    person = Person(name="Persoon", mail=f"{uuid4().hex}@partner.example")
    session.add(person)
    session.flush()
    post = Membership(person_id=person.id, organisation_id=organisation_id, role=role, from_at=NOW)
    session.add(post)
    return person.id


def _rows(filled: Filled) -> Mapping[str, UUID]:
    """Return the key of the row that each page is of, by its endpoint."""
    own = filled.own
    with Session(filled.engine) as session:
        of_it = select(AgendaItem.id).where(AgendaItem.conference_id == own.conference_id)
        item_id = session.exec(of_it).one()
    return {
        "cases.show": own.case_id,
        "plan.show": own.case_id,
        "conferences.show": own.conference_id,
        "documents.index": item_id,
    }


def _path(app: Flask, endpoint: str, key: UUID) -> str:
    [rule] = [one for one in app.url_map.iter_rules(endpoint) if "GET" in (one.methods or ())]
    [name] = rule.arguments
    return app.url_map.bind("localhost").build(endpoint, {name: key})


def sign_ins(app: Flask, engine: Engine, number: int) -> tuple[list[Work], list[Work]]:
    """Return so many tries with a wrong password of people who are known, and of nobody."""
    kept = passwords.hashed(WORDS)
    passwords.matches(None, WORDS)  # what is made once in a process is made
    with Session(engines.writing(engine)) as session:
        people = [Person(name="Persoon", mail=f"a{one}@partner.example") for one in range(number)]
        session.add_all(people)
        session.flush()
        session.add_all(_password(person, kept) for person in people)
        session.commit()
    known, nobody = ([_try(app, f"{who}{one}") for one in range(number)] for who in "an")
    return known, nobody


def _password(person: Person, kept: str) -> Credential:
    kind = CredentialKind.PASSWORD
    return Credential(person_id=person.id, kind=kind, secret=kept, created_at=NOW, confirmed_at=NOW)


def _try(app: Flask, name: str) -> Work:
    """Return what tries once, from an address of its own, in a browser that saw the page."""
    browser = app.test_client()
    page = BeautifulSoup(browser.get(SIGN_IN, base_url=visits.LOCAL).text, "html.parser")
    token = str(page.select("[name=csrf_token]")[0]["value"])
    typed = {"mail": f"{name}@partner.example", "password": f"{WORDS} x", "csrf_token": token}
    place = {"REMOTE_ADDR": name}

    def work() -> None:
        answer = browser.post(SIGN_IN, base_url=visits.LOCAL, data=typed, environ_base=place)
        assert answer.status_code == WRONG, answer.status_code

    return work


def in_turn(*works: Work, rounds: int) -> list[list[float]]:
    """Return the CPU milliseconds of each time that each was done; which goes first is chance."""
    return mixed(*([work] * rounds for work in works))


def mixed(*works: Sequence[Work]) -> list[list[float]]:
    """Return the CPU milliseconds of each of the works, all done in a random order."""
    order = [(kind, work) for kind, these in enumerate(works) for work in these]
    Random(SEED).shuffle(order)  # noqa: S311 - the same order in every run
    taken: list[list[float]] = [[] for _ in works]
    for kind, work in order:
        taken[kind].append(cpu_ms(work, repeat=1))
    return taken


def how_often_longer(some: Sequence[float], others: Sequence[float]) -> float:
    """Return the chance that one of some is more than one of the others; equal counts half."""
    ranked = sorted(others)
    more = sum(bisect_left(ranked, one) + bisect_right(ranked, one) for one in some)
    return more / (2 * len(some) * len(ranked))


def _figures_of(name: str, shut: Sequence[float], unknown: Sequence[float]) -> Iterator[Figure]:
    slow, fast = sorted([median(shut), median(unknown)], reverse=True)
    yield Figure(
        name=f"{name}: the longer of the two medians",
        value=slow,
        yardstick="the other",
        yardstick_value=fast,
        ratio_at_most=RATIO,
    )
    often = how_often_longer(shut, unknown)
    yield Figure(
        name=f"{name}: how often the guess is right that the longer one exists",
        value=max(often, 1 - often),
        yardstick="a coin",
        yardstick_value=0.5,
        unit="of 1",
        at_most=OFTEN,
    )
