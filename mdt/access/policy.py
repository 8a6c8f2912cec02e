"""The access policy, whole, as data. Nothing else in mdt/ decides access.

Read a row as: the action is open to whoever has one of the roles in the region of the
thing, and to whoever stands in one of the relations to it. docs/access.md and the help
page are rendered from this table. People see parts of a case, not the whole: every
section of a case is an action of its own.
"""

from enum import StrEnum

from mdt.access.rules import Rule
from mdt.access.rules import rule as _rule
from mdt.access.standing import Relation
from mdt.models import Role

__all__ = ["POLICY", "Action", "Relation", "Rule"]


class Action(StrEnum):
    """What can be permitted, as <subject>:<verb>. Keep in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    ACTION_ASK_TIME = "action:ask_time"
    ACTION_EDIT = "action:edit"
    ACTION_LIST = "action:list"
    ACTION_MOVE = "action:move"
    ACTION_VIEW = "action:view"
    AUDIT_CASE = "audit:case"
    AUDIT_VIEW = "audit:view"
    AVAILABILITY_EDIT = "availability:edit"
    BAR_ASK = "bar:ask"
    CASE_CLOSE = "case:close"
    CASE_EDIT = "case:edit"
    CASE_HAND_OVER = "case:hand_over"
    CASE_HISTORY = "case:history"
    CASE_LIST = "case:list"
    CASE_MOVE = "case:move"
    CASE_OPEN = "case:open"
    CASE_VIEW = "case:view"
    CERTIFICATE_VIEW = "certificate:view"
    CONFERENCE_ADOPT = "conference:adopt"
    CONFERENCE_ARRANGE = "conference:arrange"
    CONFERENCE_CREATE = "conference:create"
    CONFERENCE_LIST = "conference:list"
    CONFERENCE_RUN = "conference:run"
    CONFERENCE_VIEW = "conference:view"
    DELIVERY_MANAGE = "delivery:manage"
    DOCUMENT_ATTACH = "document:attach"
    DOCUMENT_VIEW = "document:view"
    DOCUMENT_WITHDRAW = "document:withdraw"
    DUTY_MANAGE = "duty:manage"
    DUTY_SWAP = "duty:swap"
    EMERGENCY_CHECK = "emergency:check"
    EMERGENCY_END = "emergency:end"
    EMERGENCY_OPEN = "emergency:open"
    FALLBACK_MANAGE = "fallback:manage"
    FEED_MANAGE = "feed:manage"
    FINDING_LEAVE = "finding:leave"
    HOME_VIEW = "home:view"
    IMPEDIMENT_KEEP = "impediment:keep"
    INCIDENTS_EDIT = "incidents:edit"
    INCIDENTS_VIEW = "incidents:view"
    INCOMING_CHECK = "incoming:check"
    INCOMING_SORT = "incoming:sort"
    INVITATION_ANSWER = "invitation:answer"
    ITEM_VIEW = "item:view"
    JOIN_ADMIT = "join:admit"
    JOIN_ENTER = "join:enter"
    MEASURES_EDIT = "measures:edit"
    MINUTES_VIEW = "minutes:view"
    MINUTES_WRITE = "minutes:write"
    ORGANISATION_MANAGE = "organisation:manage"
    PANEL_MANAGE = "panel:manage"
    PERSONS_EDIT = "persons:edit"
    PERSONS_VIEW = "persons:view"
    PERSON_MANAGE = "person:manage"
    PLAN_EDIT = "plan:edit"
    PLAN_VIEW = "plan:view"
    POLL_ANSWER = "poll:answer"
    PROCEDURES_EDIT = "procedures:edit"
    PROCEDURES_VIEW = "procedures:view"
    RECOVERY_APPROVE = "recovery:approve"
    RECOVERY_ASK = "recovery:ask"
    RETENTION_MANAGE = "retention:manage"
    REVIEW_PLAN = "review:plan"
    RISKS_EDIT = "risks:edit"
    RISKS_VIEW = "risks:view"
    SUBJECT_MANAGE = "subject:manage"
    SUBJECT_REVIEW = "subject:review"
    VAULT_KEEP = "vault:keep"
    VAULT_OPEN = "vault:open"
    WALL_LIFT = "wall:lift"
    WALL_MANAGE = "wall:manage"


_COORDINATION = {Role.COORDINATOR}
_TABLE = {Role.COORDINATOR, Role.CHAIR}
_CASE_KEEPERS = {Relation.LEAD, Relation.VICTIM_CONTACT}
_SEES = {*_CASE_KEEPERS, Relation.EMERGENCY_ACCESS}
_SITS = {Relation.SEAT, Relation.CHAIRS}
_IN_ATTENDANCE = Relation.JUDGE_NIET_ZITTEND
_JUDGES = {Relation.JUDGE_NIET_ZITTEND, Relation.JUDGE_PROCES, Relation.JUDGE_RC}
_ACTING = {Role.CHAIR, Role.COORDINATOR, Role.PROFESSIONAL, Role.SPECIALIST}
_EVERYBODY = set(Role)

POLICY: dict[Action, Rule] = {
    Action.ACCOUNT_MANAGE: _rule(set(), {Relation.SELF}, "eigen account"),
    Action.ACTION_ASK_TIME: _rule(
        set(), {Relation.OWNER}, "eigenaar vraagt meer tijd; wie het plan bijhoudt beslist"
    ),
    Action.ACTION_EDIT: _rule(
        _TABLE, {Relation.LEAD, Relation.CHAIRS}, "casusregisseur houdt het plan bij (domein 13)"
    ),
    Action.ACTION_LIST: _rule(
        _ACTING, set(), "eigen acties; coördinator en voorzitter ook wat te laat is in de regio"
    ),
    Action.ACTION_MOVE: _rule(
        _TABLE, {Relation.OWNER, Relation.LEAD}, "eigenaar houdt eigen actie bij"
    ),
    Action.ACTION_VIEW: _rule(
        _TABLE,
        {Relation.OWNER, Relation.SEAT, Relation.CHAIRS, *_SEES},
        "één veiligheidsplan; een open actie geeft zicht op die actie",
    ),
    Action.AUDIT_CASE: _rule(
        {Role.DPO}, {Relation.LEAD}, "wie keek mee in een zaak (NEN 7513; AVG art. 15)"
    ),
    Action.AUDIT_VIEW: _rule({Role.AUDITOR, Role.DPO}, set(), "NEN 7513; AVG art. 39"),
    Action.AVAILABILITY_EDIT: _rule(
        {Role.ADMINISTRATOR}, {Relation.SELF}, "eigen werktijden; de beheerder helpt"
    ),
    Action.BAR_ASK: _rule(
        {Role.COORDINATOR, Role.DPO},
        set(),
        "wie aan tafel zat, behandelt de zaak niet (art. 268 Sv; domein 3.4)",
    ),
    Action.CASE_CLOSE: _rule(_COORDINATION, {Relation.LEAD}, "regie ligt vast (domein 13)"),
    Action.CASE_EDIT: _rule(
        _COORDINATION, {Relation.LEAD}, "naam en grondslag van de zaak (domein 3.2)"
    ),
    Action.CASE_HAND_OVER: _rule(
        _COORDINATION, {Relation.LEAD}, "regie valt nooit weg (domein 13)"
    ),
    Action.CASE_HISTORY: _rule(
        _TABLE, {Relation.SEAT, *_CASE_KEEPERS}, "wie wijzigde wat en wanneer"
    ),
    Action.CASE_LIST: _rule(
        _TABLE, {Relation.SEAT, *_CASE_KEEPERS}, "alleen zaken die men mag zien"
    ),
    Action.CASE_MOVE: _rule(_TABLE, {Relation.LEAD}, "fase van de zaak (domein 3.7)"),
    Action.CASE_OPEN: _rule(_COORDINATION, set(), "weging door de procesregisseur"),
    Action.CASE_VIEW: _rule(
        _TABLE, {Relation.SEAT, *_SEES, _IN_ATTENDANCE}, "aan tafel of verantwoordelijk"
    ),
    Action.CERTIFICATE_VIEW: _rule(
        {Role.COORDINATOR, Role.DPO},
        set(),
        "de rechtbank kan tonen wat een rechter zag (art. 6 EVRM; domein 3.4)",
    ),
    Action.CONFERENCE_ADOPT: _rule(
        {Role.CHAIR}, {Relation.CHAIRS}, "voorzitter stelt het verslag vast"
    ),
    Action.CONFERENCE_ARRANGE: _rule(_COORDINATION, set(), "procesregisseur organiseert"),
    Action.CONFERENCE_CREATE: _rule(_COORDINATION, set(), "procesregisseur organiseert"),
    Action.CONFERENCE_LIST: _rule(
        _EVERYBODY - {Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO},
        {Relation.INVITED},
        "eigen overleggen; coördinator en voorzitter die van de regio",
    ),
    Action.CONFERENCE_RUN: _rule(_TABLE, {Relation.CHAIRS}, "voorzitter leidt, coördinator helpt"),
    Action.CONFERENCE_VIEW: _rule(
        _TABLE, {Relation.INVITED, Relation.CHAIRS}, "wie gevraagd is ziet moment en plaats"
    ),
    Action.DELIVERY_MANAGE: _rule(
        {Role.ADMINISTRATOR}, set(), "mail komt aan of iemand merkt het (security.md 5)"
    ),
    Action.DOCUMENT_ATTACH: _rule(_TABLE, {Relation.SEAT, Relation.CHAIRS}, "wie aan tafel zit"),
    Action.DOCUMENT_VIEW: _rule(
        _TABLE,
        {Relation.SEAT, Relation.CHAIRS, *_CASE_KEEPERS, *_JUDGES},
        "alleen met het recht op het onderdeel, en als ontvanger (domein 3.2)",
    ),
    Action.DOCUMENT_WITHDRAW: _rule(_TABLE, {Relation.SELF}, "wie het inbracht trekt het in"),
    Action.DUTY_MANAGE: _rule({Role.ADMINISTRATOR}, set(), "inrichting van de roosters"),
    Action.DUTY_SWAP: _rule(
        {Role.ADMINISTRATOR, Role.COORDINATOR}, set(), "procesregisseur houdt de dienst gevuld"
    ),
    Action.EMERGENCY_CHECK: _rule(
        {Role.DPO}, {Relation.LEAD}, "noodtoegang wordt achteraf bekeken (NEN 7513)"
    ),
    Action.EMERGENCY_END: _rule(
        {Role.DPO}, {Relation.LEAD, Relation.SELF}, "noodtoegang duurt niet langer dan nodig"
    ),
    Action.EMERGENCY_OPEN: _rule(
        set(), {Relation.EMERGENCY_ACCESS}, "acuut gevaar, met een reden (AVG art. 6; NEN 7513)"
    ),
    Action.FALLBACK_MANAGE: _rule(
        {Role.ADMINISTRATOR, Role.COORDINATOR}, set(), "een stoel blijft niet leeg (scenario 2)"
    ),
    Action.FEED_MANAGE: _rule(_EVERYBODY, set(), "eigen overleggen en acties in de eigen agenda"),
    Action.FINDING_LEAVE: _rule(
        set(), {Relation.GUEST}, "de deskundige schrijft op wat hij vond, bij de eigen zaak"
    ),
    Action.HOME_VIEW: _rule(_EVERYBODY, {Relation.SELF}, "eigen werk van vandaag"),
    Action.IMPEDIMENT_KEEP: _rule(
        {Role.JUDGE}, set(), "alleen de rechter zelf, en niemand leest het terug (domein 3.4)"
    ),
    Action.INCIDENTS_EDIT: _rule(
        _TABLE, {Relation.LEAD, Relation.SEAT}, "wie aan tafel zit hoort wat er gebeurt (1.8)"
    ),
    Action.INCIDENTS_VIEW: _rule(
        _TABLE, {*_SITS, *_SEES}, "een incident raakt het plan; feiten, dus geen rechter (3.4)"
    ),
    Action.INCOMING_CHECK: _rule(
        _COORDINATION, set(), "procesregisseur kijkt na wat bij een overleg terugkwam"
    ),
    Action.INCOMING_SORT: _rule(
        {Role.ADMINISTRATOR, Role.COORDINATOR}, set(), "post die nergens bij hoort raakt niet weg"
    ),
    Action.INVITATION_ANSWER: _rule(set(), {Relation.SELF}, "alleen de genodigde antwoordt"),
    Action.ITEM_VIEW: _rule(
        _TABLE,
        {Relation.SEAT, Relation.GUEST, Relation.CHAIRS, _IN_ATTENDANCE},
        "niemand leert van zaken zonder eigen stoel",
    ),
    Action.JOIN_ADMIT: _rule(
        _COORDINATION, set(), "procesregisseur leest een code voor en ziet wie binnen is"
    ),
    Action.JOIN_ENTER: _rule(set(), {Relation.SELF}, "de genodigde, met link en code"),
    Action.MEASURES_EDIT: _rule(
        _TABLE, {Relation.LEAD, Relation.SEAT}, "maatregelen van de organisaties aan tafel"
    ),
    Action.MINUTES_VIEW: _rule(_TABLE, {*_SITS, *_CASE_KEEPERS}, "lezers van eigen zaken"),
    Action.MINUTES_WRITE: _rule(_TABLE, {Relation.CHAIRS}, "voorzitter en secretaris schrijven"),
    Action.ORGANISATION_MANAGE: _rule({Role.ADMINISTRATOR}, set(), "inrichting van de regio"),
    Action.PANEL_MANAGE: _rule(
        {Role.ADMINISTRATOR, Role.COORDINATOR}, set(), "inrichting van de tafels"
    ),
    Action.PERSONS_EDIT: _rule(_COORDINATION, {Relation.LEAD}, "minimale gegevens (AVG art. 5)"),
    Action.PERSONS_VIEW: _rule(
        _TABLE, {Relation.SEAT, *_SEES, _IN_ATTENDANCE}, "nodig om over te spreken"
    ),
    Action.PERSON_MANAGE: _rule({Role.ADMINISTRATOR}, set(), "inrichting van de regio"),
    Action.PLAN_EDIT: _rule(
        _TABLE, {Relation.LEAD, Relation.CHAIRS}, "acties ontstaan aan tafel en bij de regie"
    ),
    Action.PLAN_VIEW: _rule(
        _TABLE, {_IN_ATTENDANCE, *_SITS, *_SEES}, "één gedeeld veiligheidsplan"
    ),
    Action.POLL_ANSWER: _rule(set(), {Relation.SELF}, "alleen wie gevraagd is zegt wanneer"),
    Action.PROCEDURES_EDIT: _rule(
        _TABLE, {Relation.LEAD, Relation.SEAT}, "wie aan tafel zit weet wat er loopt (domein 3.4)"
    ),
    Action.PROCEDURES_VIEW: _rule(
        _TABLE,
        {Relation.SEAT, Relation.CHAIRS, *_SEES, *_JUDGES},
        "lopende procedures, data en tegenspraak; geen feiten (domein 3.4)",
    ),
    Action.RECOVERY_APPROVE: _rule(
        {Role.ADMINISTRATOR, Role.CHAIR, Role.COORDINATOR, Role.DPO},
        set(),
        "een tweede persoon geeft akkoord (ASVS 2.3.5)",
    ),
    Action.RECOVERY_ASK: _rule({Role.ADMINISTRATOR}, set(), "inrichting van de regio"),
    Action.RETENTION_MANAGE: _rule(
        {Role.COORDINATOR, Role.DPO}, set(), "twee mensen vernietigen wat over de termijn is (3.2)"
    ),
    Action.REVIEW_PLAN: _rule(
        _TABLE, {Relation.CHAIRS}, "het effect van het plan wordt nagegaan (domein 3.7)"
    ),
    Action.RISKS_EDIT: _rule(_TABLE, {Relation.LEAD}, "risico's van de zaak"),
    Action.RISKS_VIEW: _rule(
        _TABLE, {_IN_ATTENDANCE, *_SITS, *_SEES}, "plan verlaagt benoemde risico's"
    ),
    Action.SUBJECT_MANAGE: _rule({Role.DPO}, set(), "één contactpunt voor inzage (BGS art. 1.1)"),
    Action.SUBJECT_REVIEW: _rule(set(), {Relation.LEAD}, "wie de zaak kent, beslist (AVG art. 15)"),
    Action.VAULT_KEEP: _rule(
        _COORDINATION,
        {Relation.SEAT, *_CASE_KEEPERS},
        "wie een geheim adres kent, bewaart het in de kluis (scenario 2)",
    ),
    Action.VAULT_OPEN: _rule(
        set(),
        {Relation.HOLDER},
        "wie het gegeven bewaart, en van een bron de casusregisseur, met een reden (scenario 2)",
    ),
    Action.WALL_LIFT: _rule(
        {Role.CHAIR, Role.DPO}, set(), "twee mensen heffen een afscherming op (scenario 2)"
    ),
    Action.WALL_MANAGE: _rule(
        _TABLE, set(), "een collega van wie het betreft leert niet dat er een zaak is (scenario 2)"
    ),
}
