"""A region where nothing happened yet: its people, one case, and a sitting or two."""

from sqlmodel import Session

from mdt import clock
from mdt.demo import merwestad
from mdt.models import ConferenceState
from tests.browser.full_region import DAY, NOW, Region
from tests.factories import Make


def build(session: Session, make: Make) -> Region:
    """Return a region with its people, one case and one conference, and nothing else."""
    clock.shift(NOW - clock.now() + clock.offset())
    world = merwestad.set_up(session, now=NOW - 40 * DAY)
    lead = world.people["ruud"]
    case = make.case(region_id=world.region.id, lead_id=lead.id, victim_contact_id=lead.id)
    conference = make.conference(
        case, region_id=world.region.id, coordinator_id=world.people["samira"].id
    )
    sitting = make.convened(
        case, region_id=world.region.id, state=ConferenceState.IN_SESSION, starts_at=NOW
    )
    panel = make.panel(region_id=world.region.id)
    session.commit()
    return Region(
        world.people,
        {
            "case_id": case.id,
            "conference_id:draft": conference.id,
            "conference_id:review": sitting.id,
            "item_id:draft": conference.items[0].id,
            "panel_id": panel.id,
            "person_id": world.people["dennis"].id,
            "region_id": world.region.id,
        },
    )
