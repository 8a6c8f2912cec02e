"""Rules of mdt.conferences.doors."""

from datetime import timedelta

import pytest

from mdt.conferences import doors
from mdt.conferences.doors import OpensEarly
from tests.conftest import NOON
from tests.factories import Make

MOMENT = timedelta(microseconds=1)
HOUR = timedelta(hours=1)


def test_a_sitting_opens_without_a_question_from_an_hour_before_its_moment(make: Make) -> None:
    conference = make.convened(starts_at=NOON)

    with pytest.raises(OpensEarly):
        doors.require_open(conference, is_meant=False, now=NOON - HOUR - MOMENT)

    assert doors.is_early(conference, now=NOON - HOUR - MOMENT)
    assert not doors.is_early(conference, now=NOON - HOUR)
    doors.require_open(conference, is_meant=False, now=NOON - HOUR)
    doors.require_open(conference, is_meant=True, now=NOON - 24 * HOUR)
