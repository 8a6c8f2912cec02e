"""What the subject of a mail says, in the words that mail programs use in Dutch and English. Pure.

A subject proves nothing; it only tells a person who looks what the mail seems to be.
"""

import re
from collections.abc import Mapping

from mdt.models import Reply

REPLIES: Mapping[str, Reply] = {
    "geaccepteerd": Reply.YES,
    "aanvaard": Reply.YES,
    "accepted": Reply.YES,
    "ja": Reply.YES,
    "voorlopig": Reply.MAYBE,
    "voorlopig geaccepteerd": Reply.MAYBE,
    "misschien": Reply.MAYBE,
    "tentative": Reply.MAYBE,
    "tentatively accepted": Reply.MAYBE,
    "geweigerd": Reply.NO,
    "afgewezen": Reply.NO,
    "declined": Reply.NO,
}
"""What Outlook, Exchange, Google and Apple write before the subject of what is answered."""

_AWAY = re.compile(
    r"^(automatisch antwoord|automatic reply|automatische reactie|out of office|auto(matic)?[- ]?"
    r"(reply|response)|afwezig|afwezigheid|niet aanwezig|buiten kantoor|ik ben (er )?(even )?niet)",
    re.IGNORECASE,
)


def reply(subject: str) -> Reply | None:
    """Return the answer that a subject such as «Geaccepteerd: Overleg» seems to give."""
    return REPLIES.get(subject.partition(":")[0].strip().lower())


def is_away(subject: str) -> bool:
    """Tell whether a subject says that nobody is there."""
    return _AWAY.match(subject) is not None
