"""The words for requests of people to see what is kept of them."""

from enum import StrEnum

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from mdt.models import IdentityCheck, SubjectGround, SubjectOutcome, SubjectSection

ANSWERS: tuple[tuple[StrEnum, LazyString], ...] = (
    (IdentityCheck.DOCUMENT, _l("Aan de balie, met een geldig document")),
    (IdentityCheck.DIGID, _l("Via een veilige inlog, zoals DigiD")),
    (IdentityCheck.REPRESENTATIVE, _l("Een gemachtigde, met machtiging en document")),
    (SubjectOutcome.TELL, _l("Vertellen wat hieronder op «Vertellen» staat")),
    (SubjectOutcome.NOTHING, _l("Niets vertellen, ook niet dat deze zaak er is")),
    (SubjectOutcome.OTHER_PERSON, _l("Dit is iemand anders")),
    (
        SubjectGround.RIGHTS_OF_OTHERS,
        _l("rechten en vrijheden van anderen (AVG art. 15 lid 4)"),
    ),
    (
        SubjectGround.SAFETY,
        _l("veiligheid van een ander of van uzelf (UAVG art. 41 lid 1 onder i)"),
    ),
    (
        SubjectGround.INVESTIGATION,
        _l("opsporing en vervolging van strafbare feiten (UAVG art. 41 lid 1 onder d)"),
    ),
    (SubjectGround.POLICE_DATA, _l("politiegegevens (Wpg art. 27)")),
    (SubjectSection.PERSON, _l("Wie u bent in de zaak")),
    (SubjectSection.PROCEDURES, _l("Procedures")),
    (SubjectSection.CONTACT, _l("Afspraken over contact")),
    (SubjectSection.MEASURES, _l("Maatregelen")),
    (SubjectSection.RISKS, _l("Risico's")),
    (SubjectSection.NOTES, _l("Notities en besluiten")),
)
"""On screen for the lead of a case and the officer, and in the pack for who asks."""
