"""What was done or seen, in words, for the audit trail's page."""

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from mdt.access.policy import Action
from mdt.web.proof import SIGN_IN

LEAK = "vault:leak"
"""A text that says what is sealed was not stored; no action of the policy."""

WORDS: dict[str, LazyString] = {
    Action.ACCOUNT_MANAGE: _l("eigen account"),
    Action.ACTION_ASK_TIME: _l("meer tijd vragen voor een actie"),
    Action.ACTION_EDIT: _l("actie wijzigen"),
    Action.ACTION_LIST: _l("actie in een lijst zien"),
    Action.ACTION_MOVE: _l("stand van een actie wijzigen"),
    Action.ACTION_VIEW: _l("actie bekijken"),
    Action.AUDIT_CASE: _l("bekijken wie meekeek in een zaak"),
    Action.AUDIT_VIEW: _l("logboek bekijken"),
    Action.AVAILABILITY_EDIT: _l("werktijden"),
    Action.BAR_ASK: _l("register van rechters raadplegen"),
    Action.CASE_CLOSE: _l("zaak sluiten"),
    Action.CASE_EDIT: _l("zaak wijzigen"),
    Action.CASE_HAND_OVER: _l("zaak overdragen"),
    Action.CASE_HISTORY: _l("geschiedenis van een zaak bekijken"),
    Action.CASE_LIST: _l("zaak in een lijst zien"),
    Action.CASE_MOVE: _l("fase van een zaak wijzigen"),
    Action.CASE_OPEN: _l("zaak openen"),
    Action.CASE_VIEW: _l("zaak bekijken"),
    Action.CERTIFICATE_VIEW: _l("verklaring van een rechter opvragen"),
    Action.CONFERENCE_ADOPT: _l("verslag vaststellen"),
    Action.CONFERENCE_ARRANGE: _l("overleg regelen"),
    Action.CONFERENCE_CREATE: _l("overleg voorbereiden"),
    Action.CONFERENCE_LIST: _l("overleg in een lijst zien"),
    Action.CONFERENCE_RUN: _l("overleg leiden"),
    Action.CONFERENCE_VIEW: _l("overleg bekijken"),
    Action.DELIVERY_MANAGE: _l("bezorging van mail bekijken en regelen"),
    Action.DOCUMENT_ATTACH: _l("bijlage toevoegen"),
    Action.DOCUMENT_VIEW: _l("bijlage bekijken"),
    Action.DOCUMENT_WITHDRAW: _l("bijlage intrekken of terugzetten"),
    Action.DUTY_MANAGE: _l("rooster inrichten"),
    Action.DUTY_SWAP: _l("rooster bekijken en diensten ruilen"),
    Action.EMERGENCY_CHECK: _l("noodtoegang nakijken"),
    Action.EMERGENCY_END: _l("noodtoegang beëindigen"),
    Action.EMERGENCY_OPEN: _l("noodtoegang vragen"),
    Action.FALLBACK_MANAGE: _l("regelen wie een stoel overneemt"),
    Action.FEED_MANAGE: _l("eigen agenda-adressen"),
    Action.FINDING_LEAVE: _l("bevinding opschrijven"),
    Action.HOME_VIEW: _l("Vandaag bekijken"),
    Action.IMPEDIMENT_KEEP: _l("eigen belemmeringen bijhouden"),
    Action.INCIDENTS_EDIT: _l("incidenten wijzigen"),
    Action.INCIDENTS_VIEW: _l("incidenten bekijken"),
    Action.INCOMING_CHECK: _l("binnengekomen post nakijken"),
    Action.INCOMING_SORT: _l("binnengekomen post in een lijst zien"),
    Action.INVITATION_ANSWER: _l("uitnodiging beantwoorden"),
    Action.ITEM_VIEW: _l("agendapunt bekijken"),
    Action.JOIN_ADMIT: _l("code voor een genodigde maken"),
    Action.JOIN_ENTER: _l("binnenkomen met link en code"),
    Action.MEASURES_EDIT: _l("maatregelen wijzigen"),
    Action.MINUTES_VIEW: _l("verslag bekijken"),
    Action.MINUTES_WRITE: _l("verslag schrijven"),
    Action.ORGANISATION_MANAGE: _l("regio inrichten"),
    Action.PANEL_MANAGE: _l("vaste tafel inrichten"),
    Action.PERSONS_EDIT: _l("mensen in een zaak wijzigen"),
    Action.PERSONS_VIEW: _l("mensen in een zaak bekijken"),
    Action.PERSON_MANAGE: _l("gegevens van iemand beheren"),
    Action.PLAN_EDIT: _l("veiligheidsplan wijzigen"),
    Action.PLAN_VIEW: _l("veiligheidsplan bekijken"),
    Action.POLL_ANSWER: _l("zeggen wanneer men kan"),
    Action.PROCEDURES_EDIT: _l("procedures wijzigen"),
    Action.PROCEDURES_VIEW: _l("procedures bekijken"),
    Action.RECOVERY_APPROVE: _l("herstel van toegang behandelen"),
    Action.RECOVERY_ASK: _l("inloggen van iemand regelen"),
    Action.RETENTION_MANAGE: _l("zaak na de termijn vernietigen of langer bewaren"),
    Action.REVIEW_PLAN: _l("vervolgoverleg plannen"),
    Action.RISKS_EDIT: _l("risico's wijzigen"),
    Action.SUBJECT_MANAGE: _l("verzoek om inzage behandelen"),
    Action.SUBJECT_REVIEW: _l("nakijken wat bij inzage wordt verteld"),
    Action.VAULT_KEEP: _l("afgeschermd gegeven vastleggen"),
    Action.VAULT_OPEN: _l("afgeschermd gegeven openen"),
    LEAK: _l("een tekst met een afgeschermd gegeven bewaren"),
    Action.WALL_LIFT: _l("afscherming opheffen"),
    Action.WALL_MANAGE: _l("zaak afschermen"),
    Action.RISKS_VIEW: _l("risico's bekijken"),
    SIGN_IN: _l("inloggen"),
}


def init_app(app: Flask) -> None:
    """Offer the words to the templates."""
    app.jinja_env.filters["deed"] = word


def word(action: str) -> str:
    """Return the words for an action in the trail; of an action that is no more, its name."""
    return str(WORDS.get(action, action))
