"""The words on screen for every member of an enumeration, in one place (glossary).

Templates use `{{ member|word }}`; seats have a short word too, for chips and pips.
"""

from enum import StrEnum

from flask import Flask
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from mdt.models import (
    ActionState,
    BusyKind,
    BusyProblem,
    CasePhase,
    CaseRole,
    Channel,
    ConferenceKind,
    ConferenceState,
    DutyPeriod,
    Every,
    FeedKind,
    Language,
    LegalStatus,
    MeasureKind,
    MessageKind,
    NoteKind,
    OutboxState,
    PartKind,
    PlaceKind,
    PlanHeading,
    Regime,
    Reply,
    Role,
    SeatDomain,
    SeatFill,
    SeeksFor,
)

WORDS: tuple[tuple[StrEnum, LazyString], ...] = (
    (ActionState.OPEN, _l("Nog niet")),
    (ActionState.BUSY, _l("Bezig")),
    (ActionState.DONE, _l("Klaar")),
    (ActionState.NOT_DONE, _l("Lukt niet")),
    (BusyKind.CALDAV, _l("CalDAV")),
    (BusyKind.ICS, _l("Abonnement (ICS)")),
    (BusyProblem.FORBIDDEN_ADDRESS, _l("Dit adres is niet openbaar of niet beveiligd.")),
    (BusyProblem.NO_CALENDAR, _l("Op dit adres staat geen agenda die het portaal kan lezen.")),
    (BusyProblem.NOT_FOUND, _l("Op dit adres is niets te vinden.")),
    (
        BusyProblem.RECURRENCE,
        _l("Een afspraak komt elk uur of vaker terug, of elke dag sinds voor 1990. Haal die weg."),
    ),
    (BusyProblem.REFUSED, _l("De agenda laat ons niet toe. Kijk naam en wachtwoord na.")),
    (BusyProblem.SEAL, _l("Het adres is niet meer te lezen. Haal het weg en vul het opnieuw in.")),
    (BusyProblem.TOO_LARGE, _l("De agenda is te groot: meer dan 5 MB of 5.000 afspraken.")),
    (BusyProblem.TOO_SLOW, _l("De agenda lezen duurde te lang.")),
    (BusyProblem.UNREACHABLE, _l("De agenda was niet bereikbaar.")),
    (CasePhase.DIRECTE_VEILIGHEID, _l("Directe veiligheid")),
    (CasePhase.STABILISEREN, _l("Stabiliseren")),
    (CasePhase.HERSTEL, _l("Herstel")),
    (CasePhase.SLUIMEREND, _l("Sluimerend")),
    (CasePhase.GESLOTEN, _l("Gesloten")),
    (CaseRole.VICTIM, _l("slachtoffer")),
    (CaseRole.SUSPECT, _l("verdachte")),
    (CaseRole.CHILD, _l("kind")),
    (CaseRole.OTHER, _l("ander")),
    (Channel.COORDINATOR, _l("via de coördinator")),
    (Channel.LINK, _l("via de link")),
    (Channel.MAIL, _l("vanuit de agenda")),
    (Channel.PORTAL, _l("in het portaal")),
    (ConferenceKind.EMERGENCY, _l("Spoedoverleg")),
    (ConferenceKind.FIRST, _l("Eerste overleg")),
    (ConferenceKind.REVIEW, _l("Vervolgoverleg")),
    (ConferenceKind.CLOSING, _l("Afsluitend overleg")),
    (ConferenceState.DRAFT, _l("In voorbereiding")),
    (ConferenceState.CONVENED, _l("Uitgenodigd")),
    (ConferenceState.IN_SESSION, _l("Bezig")),
    (ConferenceState.HELD, _l("Gehouden")),
    (ConferenceState.CANCELLED, _l("Gaat niet door")),
    (DutyPeriod.DAY, _l("Dag")),
    (DutyPeriod.NIGHT, _l("Nacht")),
    (DutyPeriod.ALWAYS, _l("Dag en nacht")),
    (Every.WEEK, _l("Elke week")),
    (Every.TWO_WEEKS, _l("Elke twee weken")),
    (Every.MONTH, _l("Elke maand")),
    (FeedKind.CONFERENCES, _l("Overleggen")),
    (FeedKind.TASKS, _l("Acties")),
    (Language.NL, _l("Nederlands")),
    (Language.EN, _l("Engels")),
    (LegalStatus.NONE, _l("geen")),
    (LegalStatus.VICTIM, _l("slachtoffer")),
    (LegalStatus.SUSPECT, _l("verdachte")),
    (LegalStatus.CONVICT, _l("veroordeelde")),
    (LegalStatus.WITNESS, _l("getuige")),
    (LegalStatus.MINOR, _l("minderjarige")),
    (MeasureKind.HOUSE_BAN, _l("Huisverbod")),
    (MeasureKind.NO_CONTACT, _l("Contactverbod")),
    (MeasureKind.AREA_BAN, _l("Gebiedsverbod")),
    (MeasureKind.ORDER_509HH, _l("Gedragsaanwijzing")),
    (MeasureKind.BAIL_CONDITIONS, _l("Schorsing onder voorwaarden")),
    (MeasureKind.CUSTODY, _l("Voorlopige hechtenis")),
    (MeasureKind.ELECTRONIC_MONITORING, _l("Enkelband")),
    (MeasureKind.MEASURE_38V, _l("Maatregel 38v")),
    (MeasureKind.AWARE, _l("AWARE-knop")),
    (MeasureKind.AOL, _l("Afspraak op locatie")),
    (MeasureKind.SHELTER, _l("Opvang")),
    (MeasureKind.ADDRESS_SECRET, _l("Geheim adres")),
    (MeasureKind.OTS, _l("Ondertoezichtstelling")),
    (MeasureKind.CONTACT_ARRANGEMENT, _l("Omgangsregeling")),
    (MeasureKind.OTHER, _l("Andere maatregel")),
    (MessageKind.CODE, _l("sms met een code")),
    (MessageKind.DECLINED_MOMENT, _l("bericht over een ander moment")),
    (MessageKind.HOLD, _l("vrijgehouden moment")),
    (MessageKind.INVITATION, _l("uitnodiging")),
    (MessageKind.ONE_TIME_LINK, _l("link om in te loggen")),
    (MessageKind.POLL, _l("vraag wanneer iemand kan")),
    (MessageKind.POLL_NEWS, _l("bericht over een vraag naar momenten")),
    (MessageKind.REMINDER, _l("herinnering")),
    (MessageKind.SEAT, _l("bericht over een stoel")),
    (MessageKind.TASK, _l("bericht over acties")),
    (MessageKind.URGENT, _l("sms bij spoed")),
    (NoteKind.DECISION, _l("Besluit")),
    (NoteKind.FINDING, _l("Bevinding")),
    (NoteKind.NOTE, _l("Notitie")),
    (OutboxState.HELD, _l("vastgehouden")),
    (OutboxState.PENDING, _l("onderweg")),
    (OutboxState.SENT, _l("verstuurd")),
    (OutboxState.DEAD, _l("niet bezorgd")),
    (OutboxState.SUPERSEDED, _l("vervangen door een nieuwer bericht")),
    (OutboxState.TAKEN_BACK, _l("teruggenomen")),
    (PartKind.PROCEDURES, _l("Procedures")),
    (PartKind.VOICE, _l("Haar eigen woorden")),
    (PartKind.SHARING, _l("Delen")),
    (PartKind.RISKS, _l("Risico's")),
    (PartKind.ACTIONS, _l("Acties")),
    (PartKind.TELLING, _l("Wat zij te horen krijgen")),
    (PlaceKind.ROOM, _l("Zaal")),
    (PlaceKind.VIDEO, _l("Videogesprek")),
    (PlanHeading.SAFE_NOW, _l("Veilig vandaag")),
    (PlanHeading.CHILDREN, _l("De kinderen")),
    (PlanHeading.HER_LIFE, _l("Haar leven weer op orde")),
    (PlanHeading.HIS_HELP, _l("Hulp voor wie geweld gebruikt")),
    (PlanHeading.LAW, _l("Recht en regels")),
    (Regime.ANONIEM_ADVIES, _l("Anoniem advies")),
    (Regime.JEUGD, _l("Jeugdwet")),
    (Regime.STRAF_OM, _l("Strafrecht (OM)")),
    (Regime.TOESTEMMING, _l("Met toestemming")),
    (Regime.WGS_ZVH, _l("Wgs, Zorg- en Veiligheidshuis")),
    (Regime.WMO_VT, _l("Wmo, Veilig Thuis")),
    (Reply.YES, _l("ja")),
    (Reply.MAYBE, _l("misschien")),
    (Reply.NO, _l("nee")),
    (Role.ADMINISTRATOR, _l("Beheerder")),
    (Role.AUDITOR, _l("Auditor")),
    (Role.CHAIR, _l("Voorzitter")),
    (Role.COORDINATOR, _l("Coördinator")),
    (Role.DPO, _l("Functionaris gegevensbescherming")),
    (Role.JUDGE, _l("Rechter")),
    (Role.PROFESSIONAL, _l("Professional")),
    (Role.SPECIALIST, _l("Specialist")),
    (SeatDomain.CENTRE, _l("Superregionaal centrum")),
    (SeatDomain.FORENSIC, _l("Forensisch arts")),
    (SeatDomain.FORENSIC_CLINIC, _l("Forensische polikliniek")),
    (SeatDomain.GGZ, _l("GGZ")),
    (SeatDomain.GI, _l("Gecertificeerde instelling")),
    (SeatDomain.JUDICIARY, _l("Rechtspraak")),
    (SeatDomain.LOCAL_TEAM, _l("Lokaal team")),
    (SeatDomain.MEDICAL, _l("Huisarts of ziekenhuis")),
    (SeatDomain.MUNICIPALITY, _l("Gemeente")),
    (SeatDomain.OM, _l("OM")),
    (SeatDomain.POLICE, _l("Politie")),
    (SeatDomain.PROBATION, _l("Reclassering")),
    (SeatDomain.PROCESS, _l("Zorg- en Veiligheidshuis")),
    (SeatDomain.RVDK, _l("Raad voor de Kinderbescherming")),
    (SeatDomain.SCHOOL, _l("School of jeugdgezondheidszorg")),
    (SeatDomain.SHELTER, _l("Vrouwenopvang")),
    (SeatDomain.SHN, _l("Slachtofferhulp")),
    (SeatDomain.VICTIM_CONTACT, _l("Vaste contactpersoon")),
    (SeatDomain.VLAW, _l("Slachtofferadvocaat")),
    (SeatDomain.VT, _l("Veilig Thuis")),
    (SeatFill.PERSON, _l("Een vaste persoon")),
    (SeatFill.ORGANISATION, _l("Iemand van de organisatie")),
    (SeatFill.DUTY, _l("Wie dan dienst heeft")),
    (SeeksFor.POOLS, _l("Ja, voor stoelen uit een groep of van een rooster")),
    (SeeksFor.EVERY_SEAT, _l("Ja, voor elke stoel")),
    (SeeksFor.NO_SEAT, _l("Nee, ik begin zelf met zoeken")),
)

_BY_MEMBER = {(type(member), member.value): text for member, text in WORDS}

SHORT: dict[SeatDomain, LazyString] = {
    SeatDomain.CENTRE: _l("Centrum"),
    SeatDomain.FORENSIC: _l("Arts"),
    SeatDomain.FORENSIC_CLINIC: _l("Polikliniek"),
    SeatDomain.GI: _l("GI"),
    SeatDomain.JUDICIARY: _l("Rechter"),
    SeatDomain.MEDICAL: _l("Medisch"),
    SeatDomain.PROCESS: _l("ZVH"),
    SeatDomain.RVDK: _l("Raad"),
    SeatDomain.SCHOOL: _l("School"),
    SeatDomain.SHELTER: _l("Opvang"),
    SeatDomain.VICTIM_CONTACT: _l("Contact"),
    SeatDomain.VLAW: _l("Advocaat"),
}

DEFINITE: dict[SeatDomain, LazyString] = {
    SeatDomain.CENTRE: _l("het superregionale centrum"),
    SeatDomain.FORENSIC: _l("de forensisch arts"),
    SeatDomain.FORENSIC_CLINIC: _l("de polikliniek"),
    SeatDomain.GGZ: _l("de GGZ"),
    SeatDomain.GI: _l("de GI"),
    SeatDomain.JUDICIARY: _l("de rechter"),
    SeatDomain.LOCAL_TEAM: _l("het lokale team"),
    SeatDomain.MEDICAL: _l("de huisarts of het ziekenhuis"),
    SeatDomain.MUNICIPALITY: _l("de gemeente"),
    SeatDomain.OM: _l("het OM"),
    SeatDomain.POLICE: _l("de politie"),
    SeatDomain.PROBATION: _l("de reclassering"),
    SeatDomain.PROCESS: _l("het Zorg- en Veiligheidshuis"),
    SeatDomain.RVDK: _l("de Raad"),
    SeatDomain.SCHOOL: _l("de school"),
    SeatDomain.SHELTER: _l("de opvang"),
    SeatDomain.SHN: _l("Slachtofferhulp"),
    SeatDomain.VICTIM_CONTACT: _l("de vaste contactpersoon"),
    SeatDomain.VLAW: _l("de advocaat"),
    SeatDomain.VT: _l("Veilig Thuis"),
}


def init_app(app: Flask) -> None:
    """Offer the words to the templates."""
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["short"] = short
    app.jinja_env.filters["definite"] = definite


def word(member: StrEnum) -> str:
    """Return the word on screen for a member of one of our enumerations.

    Members of different enumerations may share a value (StrEnum compares as text), so
    the look-up goes by type and value.
    """
    return str(_BY_MEMBER[type(member), member.value])


def short(domain: SeatDomain) -> str:
    """Return the word that fits on a chip."""
    return str(SHORT.get(domain) or word(domain))


def definite(domain: SeatDomain) -> str:
    """Return the words by which a sentence names whoever sits there: «de rechter»."""
    return str(DEFINITE[domain])


def options(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return (value, word) of every member that has a word, in the order of WORDS."""
    return [(value, str(text)) for (owner, value), text in _BY_MEMBER.items() if owner is kind]
