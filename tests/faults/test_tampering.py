"""A short form of faults/tampering.py: what the chain and its anchor find."""

from random import Random

import pytest
from sqlmodel import Session

from faults import tampering
from faults.tampering import ROWS, WAYS, Tamper
from mdt.audit import chain
from tests.audit.tampering import disarm
from tests.databases import Database


def test_random_tampers_are_all_found(database: Database, request: pytest.FixtureRequest) -> None:
    verdict = tampering.trial(request.node.name, database, tampers=150)

    assert verdict.holds, str(verdict)
    assert verdict.counted["ways"] == len(WAYS)


@pytest.mark.parametrize("way", [tampering.cut_the_end, tampering.write_it_anew])
def test_what_the_chain_cannot_tell_the_anchor_tells(session: Session, way: Tamper) -> None:
    random = Random(1)  # noqa: S311 - the same luck every time
    session.add_all(tampering.row(random) for _ in range(ROWS))
    session.commit()
    anchor = chain.head(session)
    disarm(session)
    way(session, random)

    assert not list(chain.faults(session))
    assert list(chain.missing(session, [anchor]))
