"""The longest names that there is room for, as they come in real organisations and streets."""

from collections.abc import Mapping

from sqlmodel import Session, SQLModel, select

from mdt import models
from mdt.models import (
    AgendaItem,
    Case,
    CasePerson,
    Note,
    Organisation,
    Panel,
    Person,
    Risk,
    Room,
)

LONG = "Maximiliaan-Alexander van Oostenbrugge-Wolterbeek tot Heeswijk-Dinther"
WORD = "Veiligheidsafsprakenoverzichtscoördinatiecommissie"
"""No hyphen, no space: nothing in it says where a line may break."""
SENTENCE = f"{WORD} bespreken met school, de buren en de wijkverpleegkundige van haar zus"

NAMES: Mapping[type[SQLModel], Mapping[str, str]] = {
    AgendaItem: {"question": f"{SENTENCE}? " * 3},
    Case: {"alias": "Populierenlaanhoekhuistuinhekslotklinker"},
    CasePerson: {"name": LONG, "relation": SENTENCE},
    Note: {"text": f"{SENTENCE}. " * 3},
    Organisation: {"name": f"{WORD} Alblasserwaard-Vijfheerenlanden"},
    Panel: {"name": f"Tafel {WORD}"},
    models.Region: {"name": f"Regio {WORD}"},
    Risk: {"name": f"{WORD} en wat daarna komt"},
    Room: {"name": f"Zaal {WORD}", "address": f"{WORD}straat 100"},
}


def give(session: Session) -> None:
    """Let everything have the longest name there is room for; names that must differ end so."""
    for kind, texts in NAMES.items():
        for number, row in enumerate(session.exec(select(kind))):
            for name, text in texts.items():
                room = 40 if name == "alias" else 400
                setattr(row, name, f"{text[: room - 3]} {number}" if name != "text" else text)
            session.add(row)
    for number, person in enumerate(session.exec(select(Person))):
        person.name = f"{LONG} {number}"
        session.add(person)
    session.flush()
