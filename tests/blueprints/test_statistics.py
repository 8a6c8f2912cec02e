"""The page of figures, which anybody may read."""

from datetime import UTC, date, datetime

from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.models import AuditRecord, FigureName, PublicFigure
from mdt.statistics import publishing
from tests import pages
from tests.factories import Make

PUBLISHED = datetime(2026, 7, 1, tzinfo=UTC)


def test_without_figures_the_page_says_when_there_will_be_some(client: FlaskClient) -> None:
    answer = client.get("/statistics/")

    assert answer.status_code == 200
    assert "Nog geen cijfers" in answer.text
    assert "Een kwartaal komt hier te staan als er nog een heel kwartaal voorbij is." in answer.text


def test_anybody_reads_what_was_published_and_leaves_no_trace(
    client: FlaskClient, session: Session, make: Make
) -> None:
    values = {
        FigureName.CASES: 15,
        FigureName.CONFERENCES: 30,
        FigureName.WITH_JUDGE: None,
        FigureName.WAIT_DAYS: 1,
    }
    for name, value in values.items():
        make.add(
            PublicFigure(
                region_id=make.region.id,
                quarter=date(2026, 1, 1),
                name=name,
                value=value,
                published_at=PUBLISHED,
            )
        )
    session.commit()

    answer = client.get("/statistics/")

    said = pages.text_of(answer)
    assert make.region.name in said
    assert "1e kwartaal 2026 15 30 minder dan 5 1 dag" in said
    assert session.exec(select(AuditRecord)).all() == []


def test_of_a_region_in_which_too_little_happened_one_sentence_is_said(
    client: FlaskClient, session: Session, make: Make
) -> None:
    publishing.publish(session, make.region.id, date(2026, 1, 1), now=PUBLISHED)
    session.commit()

    answer = client.get("/statistics/")

    assert "In geen van deze kwartalen was er genoeg om een getal te geven." in answer.text
    assert "minder dan 5" not in pages.text_of(answer)


def test_figures_are_linked_from_where_one_signs_in(client: FlaskClient) -> None:
    assert 'href="/statistics/"' in client.get("/account/sign-in").text
