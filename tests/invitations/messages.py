"""Messages to try an invitation with, one by hand and many at random."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from mdt.invitations.itip import Message, Participation
from mdt.models import Language, Method, PlaceKind

POPULIER = Message(
    method=Method.REQUEST,
    uid="5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11",
    sequence=0,
    stamped_at=datetime(2026, 2, 10, 8, 41, tzinfo=UTC),
    starts_at=datetime(2026, 2, 12, 12, 0, tzinfo=UTC),
    ends_at=datetime(2026, 2, 12, 12, 45, tzinfo=UTC),
    organizer="overleg+w7jq2m5k8x3n6c9vb4tz1a@portaal.example",
    attendee="hester.zijlstra@rechtbank.example",
    place=PlaceKind.VIDEO,
    url="https://portaal.example/uitnodiging/Qm9vbSBpbiBkZSB6b24",
)
"""The first conference of scenario Populier, Thursday 12 February 2026, 13:00-13:45."""


def message(**changes: Any) -> Message:
    return replace(POPULIER, **changes)


INSTANTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2036, 12, 31),  # noqa: DTZ001 - hypothesis wants naive bounds
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(second=0, microsecond=0))

NAMES = st.from_regex(r"[a-z0-9]([a-z0-9_'-]|\.[a-z0-9]){0,48}", fullmatch=True)


WITH_A_MOMENT = (Method.CANCEL, Method.REQUEST)
"""What a calendar shows; that a proposal was declined is only said."""


@st.composite
def messages(draw: st.DrawFn, methods: Sequence[Method] = tuple(Method)) -> Message:
    starts_at = draw(INSTANTS)
    return Message(
        method=draw(st.sampled_from(methods)),
        uid=str(draw(st.uuids())),
        sequence=draw(st.integers(0, 99)),
        stamped_at=draw(INSTANTS),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=draw(st.integers(5, 480))),
        organizer=f"overleg+{draw(NAMES)}@portaal.example",
        attendee=f"{draw(NAMES)}@gast.example",
        place=draw(st.sampled_from(PlaceKind)),
        url=f"https://portaal.example/uitnodiging/{draw(NAMES)}",
        language=draw(st.sampled_from(Language)),
        is_hold=draw(st.booleans()),
        may_counter=draw(st.booleans()),
        participation=draw(st.sampled_from(Participation)),
    )
