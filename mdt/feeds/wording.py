"""What a feed says, in each language: a moment, a link and nothing else.

Places, and the names of what is hidden, are those of the invitations by mail.
"""

from dataclasses import dataclass

from mdt.models import FeedKind, Language


@dataclass(frozen=True)
class Wording:
    """The words of one language."""

    names: dict[FeedKind, str]
    agreed: str
    unanswered: str
    held: str
    task: str
    open_task: str


WORDINGS = {
    Language.NL: Wording(
        names={
            FeedKind.CONFERENCES: "Overlegportaal",
            FeedKind.TASKS: "Overlegportaal: acties",
        },
        agreed="Open het portaal om te zien wat u nodig heeft.",
        unanswered="Nog niet zeker. Open het portaal om te antwoorden.",
        held="Houd dit moment vrij. U hoort nog of het overleg dan is.",
        task="Actie (besloten)",
        open_task="Open het portaal om te zien wat u zou doen.",
    ),
    Language.EN: Wording(
        names={
            FeedKind.CONFERENCES: "Conference portal",
            FeedKind.TASKS: "Conference portal: actions",
        },
        agreed="Open the portal to see what you need.",
        unanswered="Not certain yet. Open the portal to answer.",
        held="Please keep this moment free. You will hear whether the conference is then.",
        task="Action (closed)",
        open_task="Open the portal to see what you would do.",
    ),
}
