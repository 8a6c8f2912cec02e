"""The words for what leaves the portal: its kinds, and how far a message is; see mdt.web.words."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from mdt.models import MessageKind, OutboxState

MESSAGES: tuple[tuple[StrEnum, LazyString], ...] = (
    (MessageKind.ALERT, _l("waarschuwing")),
    (MessageKind.CODE, _l("sms met een code")),
    (MessageKind.DECLINED_MOMENT, _l("bericht over een ander moment")),
    (MessageKind.HOLD, _l("vrijgehouden moment")),
    (MessageKind.INVITATION, _l("uitnodiging")),
    (MessageKind.LINK, _l("bericht over een link die op slot is")),
    (MessageKind.MORE_TIME, _l("bericht over meer tijd")),
    (MessageKind.ONE_TIME_LINK, _l("link om in te loggen")),
    (MessageKind.POLL, _l("vraag wanneer iemand kan")),
    (MessageKind.POLL_NEWS, _l("bericht over een vraag naar momenten")),
    (MessageKind.REMINDER, _l("herinnering")),
    (MessageKind.SEAT, _l("bericht over een stoel")),
    (MessageKind.SIGN_IN, _l("bericht over inloggen")),
    (MessageKind.TASK, _l("bericht over acties")),
    (MessageKind.URGENT, _l("sms bij spoed")),
    (OutboxState.HELD, _l("vastgehouden")),
    (OutboxState.PENDING, _l("onderweg")),
    (OutboxState.SENT, _l("verstuurd")),
    (OutboxState.DEAD, _l("niet bezorgd")),
    (OutboxState.SUPERSEDED, _l("vervangen door een nieuwer bericht")),
    (OutboxState.TAKEN_BACK, _l("teruggenomen")),
)
