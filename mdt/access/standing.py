"""What somebody can be to a case or a conference: the other half of the policy's rows."""

from enum import StrEnum


class Relation(StrEnum):
    """What someone can be to a case or a conference, apart from their role.

    EMERGENCY_ACCESS: broke the glass of this case within the hour (mdt.access.emergency_access).
    SEAT: holds a seat at a convened sitting whose minutes are not adopted, and did not decline.
    GUEST: the same, for a specialist who joins by invitation. INVITED: is asked to a
    conference, in whatever mode. HOLDER: keeps this sealed value, oneself or by one's
    organisation, or it is a source and one leads the case; and sees the people of its case.
    OWNER: owns this action while it is open, and for a day after settling it, so that a slip can
    be put right; for a case: owns an open action of it. JUDGE_...: a judge on a seat in that mode,
    who said that nothing stands in the way and opened what it gives; KENNIS gives nothing of a
    case.
    """

    CHAIRS = "chairs"
    EMERGENCY_ACCESS = "emergency_access"
    GUEST = "guest"
    HOLDER = "holder"
    INVITED = "invited"
    JUDGE_NIET_ZITTEND = "judge_niet_zittend"
    JUDGE_PROCES = "judge_proces"
    JUDGE_RC = "judge_rc"
    LEAD = "lead"
    OWNER = "owner"
    SEAT = "seat"
    SELF = "self"
    VICTIM_CONTACT = "victim_contact"
