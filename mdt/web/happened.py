"""What happened, in one sentence each: the words of a case's time line."""

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from mdt.cases.history import Happening

SENTENCES: dict[str, LazyString] = {
    "ActionAgreed": _l("%(who)s legde een actie vast."),
    "ActionChanged": _l("%(who)s wijzigde een actie."),
    "ActionMoved": _l("%(who)s gaf een actie een andere stand."),
    "CaseChanged": _l("%(who)s wijzigde de naam, het kenmerk of de grondslag."),
    "CaseClosed": _l("%(who)s sloot de zaak."),
    "CaseHandedOver": _l("%(who)s droeg de zaak over."),
    "CaseMoved": _l("%(who)s zette de zaak in een andere fase."),
    "DocumentAdded": _l("%(who)s voegde een bijlage toe."),
    "DocumentPutBack": _l("%(who)s zette een bijlage terug."),
    "DocumentWithdrawn": _l("%(who)s trok een bijlage in."),
    "DestructionProposed": _l("%(who)s stelde voor de zaak te vernietigen."),
    "DestructionWithdrawn": _l("%(who)s nam het voorstel om te vernietigen terug."),
    "RetentionExtended": _l("%(who)s bewaart de zaak langer."),
    "CaseOpened": _l("%(who)s opende de zaak."),
    "EmergencyAccessEnded": _l("%(who)s beëindigde noodtoegang."),
    "EmergencyAccessOpened": _l("%(who)s opende de zaak met noodtoegang."),
    "CasePersonChanged": _l("%(who)s werkte de mensen in de zaak bij."),
    "CaseReopened": _l("%(who)s heropende de zaak."),
    "ConferenceCancelled": _l("%(who)s zegde een overleg af."),
    "ConferenceConvened": _l("%(who)s nodigde uit voor een overleg."),
    "ConferenceHeld": _l("%(who)s sloot een overleg af."),
    "ConferenceMoved": _l("%(who)s verplaatste een overleg."),
    "IncidentCorrected": _l("%(who)s verbeterde een incident."),
    "IncidentNoted": _l("%(who)s schreef een incident op."),
    "IncidentPutBack": _l("%(who)s zette een incident terug."),
    "IncidentWithdrawn": _l("%(who)s trok een incident in."),
    "InvitationsTakenBack": _l("%(who)s nam de uitnodigingen terug."),
    "MeasureChanged": _l("%(who)s werkte een maatregel bij."),
    "MinutesAdopted": _l("%(who)s stelde een verslag vast."),
    "PlanFrozen": _l("%(who)s legde een versie van het plan vast."),
    "ProcedureChanged": _l("%(who)s werkte de procedures bij."),
    "RiskChanged": _l("%(who)s werkte de risico's bij."),
    "SealedValueChanged": _l("%(who)s werkte een afgeschermd gegeven bij."),
    "SubjectAnswerGiven": _l("%(who)s gaf iemand inzage in wat de zaak over die persoon vertelt."),
    "SubjectReviewAsked": _l("%(who)s vroeg wat de zaak bij een verzoek om inzage vertelt."),
    "SubjectReviewDecided": _l("%(who)s besliste wat de zaak bij een verzoek om inzage vertelt."),
    "WallLiftAgreed": _l("%(who)s gaf akkoord om een afscherming op te heffen."),
    "WallLiftRefused": _l("%(who)s liet een afscherming staan."),
    "WallLifted": _l("%(who)s gaf als tweede akkoord: een afscherming is opgeheven."),
    "WallSet": _l("%(who)s schermde de zaak af."),
}


def init_app(app: Flask) -> None:
    """Offer the sentences to the templates."""
    app.jinja_env.filters["happened"] = sentence


def sentence(happening: Happening) -> str:
    """Return what happened as a sentence that says who did it."""
    who = happening.who or gettext("Het portaal")
    return str(SENTENCES[happening.name]) % {"who": who}
