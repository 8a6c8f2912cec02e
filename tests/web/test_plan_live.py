"""The live stream of a plan: what a page that is open hears, and when it stops hearing."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask, Response
from sqlalchemy import Engine
from sqlmodel import Session, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.identity import sessions
from mdt.judiciary import procedures
from mdt.models import (
    ActionState,
    AuditRecord,
    Case,
    MeasureKind,
    Membership,
    Person,
    ProcedureKind,
    ProcedureStage,
    Role,
    SafetyAction,
    WebSession,
)
from mdt.safety_plan import actions, folding, measures
from mdt.web import streams
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser, send, soup

LATER = NOON + timedelta(seconds=30)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look ten times a second; a test waits for what it expects only."""
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.1)


def listen(browser: Browser, case: Case, **query: str) -> TestResponse:
    """Open the stream as the page of the case does; read its answer by messages()."""
    since = query or {"since": NOON.isoformat()}
    return browser.get(f"/cases/{case.id}/plan/live?{urlencode(since)}", buffered=False)


def messages(stream: TestResponse) -> Iterator[dict[str, str]]:
    """Yield each message of the stream: its fields, the data in one text."""
    text = ""
    for chunk in stream.response:
        text += chunk.decode() if isinstance(chunk, bytes) else chunk
        while "\n\n" in text:
            block, text = text.split("\n\n", 1)
            fields: dict[str, str] = {}
            for line in block.splitlines():
                name, _, value = line.partition(":")
                joined = f"{fields[name]}\n{value[1:]}" if name in fields else value[1:]
                fields[name] = joined
            if set(fields) - {""}:
                yield fields


def parts(message: dict[str, str]) -> dict[str, Tag]:
    """Return the parts of the page that a message brings, by their target."""
    found = BeautifulSoup(message["data"], "html.parser").select("hx-partial")
    return {str(part["hx-target"]): part for part in found}


def heard(stream: TestResponse, number: int = 1) -> list[dict[str, str]]:
    """Return the first messages of the stream, and close it."""
    found = list(islice(messages(stream), number))
    stream.close()
    return found


def done(session: Session, action: SafetyAction, by: Person) -> None:
    """Move an action in a transaction of its own, as another browser would."""
    version = action.version
    actions.move(session, action, ActionState.DONE, version=version, by=by, now=clock.now())
    session.commit()


def test_a_move_brings_its_row_and_where_the_plan_stands(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person(name="Dennis Kok")
    action, other = make.action(case, owner, title="Slot"), make.action(case)
    stream = listen(as_person(make.coordinator()), case)
    assert stream.mimetype == "text/event-stream"
    done(session, action, owner)

    [message] = heard(stream)

    brought = parts(message)
    assert set(brought) == {f"#action-{action.id}", "#plan-standing", "#plan-said"}
    row = brought[f"#action-{action.id}"].select_one("tr.flash")
    assert row is not None
    assert row.select_one("option[selected]").text == "Klaar"  # type: ignore[union-attr]
    assert "1 van 2 acties klaar" in brought["#plan-standing"].text
    assert "Dennis Kok zette ‘Slot’ op klaar." in brought["#plan-said"].text
    assert str(other.id) not in message["data"]


@pytest.mark.parametrize(
    ("target", "cause"),
    [
        ("#plan-actions", "agree"),
        ("#plan-actions", "change"),
        ("#plan-measures", "measure"),
        ("#plan-procedures", "measure"),
        ("#plan-procedures", "procedure"),
    ],
)
def test_what_rearranges_the_page_brings_the_whole_region(
    session: Session, make: Make, as_person: AsPerson, target: str, cause: str
) -> None:
    case, by = make.case(), make.coordinator()
    action = make.action(case, title="Stond er al")
    stream = listen(as_person(make.coordinator()), case)
    terms = actions.Terms(
        title="Nieuw",
        heading=action.heading,
        owner_id=by.id,
        risk_id=action.risk_id,
        due=NOON.date(),
    )
    if cause == "agree":
        actions.agree(session, case, terms, by=by, now=LATER)
    elif cause == "change":
        actions.change(session, action, terms, version=1, by=by, now=LATER)
    elif cause == "procedure":
        running = ProcedureStage.RUNNING
        filed = procedures.Terms(kind=ProcedureKind.FAMILY, stage=running)
        procedures.add(session, case, filed, by=by, now=LATER)
    else:
        aware = measures.Terms(kind=MeasureKind.AWARE, starts_at=NOON)
        measures.add(session, case, aware, by=by, now=LATER)
    session.commit()

    [message] = heard(stream)

    assert target in parts(message)
    assert f"id={target[1:]}" in message["data"].replace('"', "")


def test_a_long_plan_that_changes_is_folded_anew_as_the_page_asked(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    risk = make.risk(case)
    due = [NOON + timedelta(days=1 + number) for number in range(folding.FITS + 2)]
    rows = [make.action(case, owner, risk_id=risk.id, due_at=at, late_after=at) for at in due]
    browser = as_person(make.coordinator())
    page = soup(browser.get(f"/cases/{case.id}/plan?show=safe_now"))
    unfolded = str(page.select_one("[hx-sse\\:connect]")["hx-sse:connect"])  # type: ignore[index]
    streams_ = listen(browser, case), browser.get(unfolded, buffered=False)
    done(session, rows[0], owner)

    folded, whole = (parts(heard(stream)[0])["#plan-actions"] for stream in streams_)

    assert [row["id"] for row in folded.select("tr[id^=action-]")] == [
        f"action-{row.id}" for row in rows[: folding.FITS + 1]
    ]
    assert len(whole.select("tr[id^=action-]")) == len(rows)
    assert whole.select_one(f"#action-{rows[0].id}.flash")


def test_a_stream_that_comes_back_has_missed_nothing_and_hears_nothing_twice(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    first, second, third = (make.action(case, owner) for _ in range(3))
    browser = as_person(make.coordinator())
    done(session, first, owner)  # while the page was on its way
    stream = listen(browser, case)
    told = messages(stream)
    assert f"#action-{first.id}" in parts(next(told))
    done(session, second, owner)
    message = next(told)
    assert set(parts(message)) >= {f"#action-{second.id}"}
    assert f"#action-{first.id}" not in parts(message)
    stream.close()
    done(session, third, owner)

    path = f"/cases/{case.id}/plan/live?{urlencode({'since': NOON.isoformat()})}"
    again = browser.get(path, headers={"Last-Event-ID": message["id"]}, buffered=False)

    [missed] = heard(again)
    assert f"#action-{third.id}" in parts(missed)


def test_another_case_is_never_heard(session: Session, make: Make, as_person: AsPerson) -> None:
    case, owner = make.case(), make.person()
    elsewhere, action = make.action(make.case(), owner), make.action(case, owner)
    stream = listen(as_person(make.coordinator()), case)
    done(session, elsewhere, owner)
    done(session, action, owner)

    [message] = heard(stream)

    assert str(elsewhere.id) not in message["data"]


def test_the_stream_ends_when_its_reader_signs_out_and_the_page_empties(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    make.action(case, title="Geheim")
    browser = as_person(make.coordinator())
    other_tab = browser.application.test_client()
    with browser.session_transaction() as mine, other_tab.session_transaction() as theirs:
        theirs.update(mine)
    stream = listen(browser, case)
    send(other_tab, "/account/sign-out")

    told = list(messages(stream))

    assert [message.get("event") for message in told] == [None, "ended"]
    assert "U bent uitgelogd." in parts(told[0])["#inhoud"].text
    assert "Geheim" not in told[0]["data"]
    stream.close()


def test_the_stream_ends_with_the_right_to_see_the_plan(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    action = make.action(case, owner, title="Geheim")
    reader = make.coordinator()
    stream = listen(as_person(reader), case)
    membership = session.exec(select(Membership).where(Membership.person_id == reader.id)).one()
    membership.until_at = NOON
    done(session, action, owner)

    told = list(messages(stream))

    assert told[-1]["event"] == "ended"
    assert "Geheim" not in told[0]["data"]
    assert "niet voor u" in told[0]["data"]
    stream.close()


def test_the_stream_ends_for_whom_the_case_is_shut_to_and_says_nothing_of_it(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(alias="Kanarie"), make.person()
    action = make.action(case, owner, title="Geheim")
    reader = make.coordinator()
    stream = listen(as_person(reader), case)
    make.wall(case, reader)
    done(session, action, owner)

    told = list(messages(stream))

    assert [one.get("event") for one in told][-1] == "ended"
    assert all(word not in str(told) for word in ("Geheim", "Kanarie"))
    stream.close()


def test_an_idle_sign_in_ends_its_stream_and_the_stream_keeps_nobody_signed_in(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    row = session.exec(select(WebSession)).one()
    row.seen_at = clock.now() - timedelta(minutes=5)
    seen_at = row.seen_at
    stream = listen(browser, case)
    next(iter(stream.response))
    session.refresh(row)
    assert row.seen_at == seen_at, "a stream is no activity"
    row.seen_at = clock.now() - sessions.IDLE
    session.commit()

    assert [message.get("event") for message in messages(stream)][-1] == "ended"
    stream.close()


def test_who_is_signed_out_already_is_told_to_stop(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    browser.delete_cookie("s")

    answer = listen(browser, case)

    assert (answer.status_code, answer.mimetype) == (200, "text/event-stream")
    assert [message["event"] for message in messages(answer)] == ["ended"]
    assert not session.exec(select(AuditRecord).where(AuditRecord.case_id == case.id)).all()


def test_a_stranger_and_a_judge_get_a_404(make: Make, as_person: AsPerson) -> None:
    case, judge = make.case(), make.person(Role.JUDGE)
    make.seated(make.convened(case), judge)

    for person in (make.stranger(), judge):
        assert listen(as_person(person), case).status_code == 404


def test_one_audit_row_is_left_when_it_opens_and_none_for_its_messages(
    session: Session, make: Make, as_person: AsPerson
) -> None:
    case, owner, reader = make.case(), make.person(), make.coordinator()
    action = make.action(case, owner)
    stream = listen(as_person(reader), case)
    done(session, action, owner)
    heard(stream)

    rows = session.exec(select(AuditRecord).where(AuditRecord.actor_id == reader.id)).all()

    assert [(row.action, row.case_id, row.allowed) for row in rows] == [
        ("plan:view", case.id, True)
    ]


def test_between_messages_no_transaction_is_open(
    session: Session, engine: Engine, make: Make, as_person: AsPerson
) -> None:
    case, owner = make.case(), make.person()
    action = make.action(case, owner)
    stream = listen(as_person(make.coordinator()), case)
    told = messages(stream)
    done(session, action, owner)
    next(told)

    assert engine.pool.checkedout() == 0  # type: ignore[attr-defined] # a QueuePool
    stream.close()


def test_one_too_many_is_answered_at_once_and_asks_again_later(
    monkeypatch: pytest.MonkeyPatch,
    session: Session,
    app: Flask,
    make: Make,
    as_person: AsPerson,
) -> None:
    monkeypatch.setattr(streams, "LIVES_FOR", 3)  # without a bound it is a stream like the others
    case, owner = make.case(), make.person()
    action = make.action(case, owner)
    browser = as_person(make.coordinator())
    open_ones = [listen(browser, case) for _ in range(app.extensions["mdt.settings"].live_streams)]
    done(session, action, owner)

    told = list(messages(listen(browser, case)))

    assert f"#action-{action.id}" in parts(told[0])
    assert (told[-1]["event"], told[-1]["retry"]) == ("later", "30000")
    for stream in open_ones:
        stream.close()
    assert next(messages(listen(browser, case)))["data"], "closed streams make room"


def test_an_answer_that_breaks_off_before_it_is_sent_holds_no_place(
    app: Flask, make: Make, as_person: AsPerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, browser = make.case(), as_person(make.coordinator())
    places = app.extensions[streams.STREAMS] = streams.Streams(1)

    def break_off(_: Response) -> Response:
        raise OSError("the disk is full")

    monkeypatch.setitem(app.after_request_funcs, None, [break_off])
    with pytest.raises(OSError, match="full"):
        listen(browser, case)

    assert places.enter()


def test_the_page_opens_its_stream_from_the_instant_it_was_made(
    make: Make, as_person: AsPerson
) -> None:
    case = make.case()
    browser = as_person(make.coordinator())
    element = soup(browser.get(f"/cases/{case.id}/plan")).select_one("[hx-sse\\:connect]")

    assert element is not None
    path = str(element["hx-sse:connect"])
    assert path.startswith(f"/cases/{case.id}/plan/live?since=2026-02-10T12")
    opened: Any = browser.get(path, buffered=False)
    assert opened.headers["Cache-Control"] == "no-store, no-transform"
    assert "Content-Encoding" not in opened.headers
    opened.close()
