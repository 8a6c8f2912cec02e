"""Lines of mdt.feeds.facts to try a feed with, by hand and at random."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from mdt.feeds.facts import LINE, SECTION, VALUE
from mdt.models import ActionState, PlaceKind, Reply

BASE = "https://portaal.example"
START = datetime(2026, 2, 12, 12, tzinfo=UTC)
UID = "5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11"
CONFERENCE = "b3aea7e9-bf36-4ad9-aefa-da9e04174613"


def seconds(at: datetime | None) -> str:
    return str(int(at.timestamp())) if at else ""


def invitation(
    *,
    uid: str = UID,
    sequence: int = 0,
    stamped_at: datetime = START - timedelta(days=2),
    starts_at: datetime = START,
    minutes: int = 45,
    place: str = PlaceKind.VIDEO.value,
    reply: Reply | None = None,
    replied_at: datetime | None = None,
    withdrawn_at: datetime | None = None,
) -> str:
    ends_at = starts_at + timedelta(minutes=minutes)
    instants = [seconds(at) for at in (stamped_at, starts_at, ends_at)]
    later = [seconds(at) for at in (replied_at, withdrawn_at)]
    return VALUE.join([uid, str(sequence), *instants, place, CONFERENCE, reply or "", *later])


def kept(starts_at: datetime = START) -> str:
    ends_at = starts_at + timedelta(minutes=45)
    instants = [seconds(at) for at in (starts_at - timedelta(days=9), starts_at, ends_at)]
    return VALUE.join([UID, "0", *instants, PlaceKind.VIDEO.value, CONFERENCE])


def action(
    *,
    due_on: str = "",
    due_at: datetime | None = None,
    state: ActionState = ActionState.OPEN,
    version: int = 1,
) -> str:
    created_at = seconds(START - timedelta(days=1))
    return VALUE.join([CONFERENCE, str(version), created_at, due_on, seconds(due_at), state])


def conferences(*invitations: str, holds: tuple[str, ...] = ()) -> str:
    return SECTION.join([LINE.join(invitations), LINE.join(holds)])


INSTANTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    datetime(2036, 12, 31),  # noqa: DTZ001 - hypothesis wants naive bounds
    timezones=st.just(UTC),
).map(lambda instant: instant.replace(second=0, microsecond=0))


@st.composite
def invitations(draw: st.DrawFn) -> str:
    return invitation(
        uid=str(draw(st.uuids())),
        sequence=draw(st.integers(0, 9)),
        stamped_at=draw(INSTANTS),
        starts_at=draw(INSTANTS),
        minutes=draw(st.integers(5, 480)),
        place=draw(st.sampled_from(["video", "room", f"room:{UID}"])),
        reply=draw(st.sampled_from([None, Reply.YES, Reply.MAYBE])),
        replied_at=draw(st.none() | INSTANTS),
        withdrawn_at=draw(st.none() | INSTANTS),
    )
