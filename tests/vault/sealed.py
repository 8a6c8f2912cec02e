"""A sealed address to try things with."""

from typing import Any

from mdt.cases import confidential
from mdt.cases.confidential import Terms
from mdt.models import Case, CasePerson, CaseRole, Person, SealedKind, SealedPart, SealedValue
from tests.factories import Make

ADDRESS = {
    SealedPart.STREET: "Kwartelpad 12b",
    SealedPart.POSTCODE: "9876 ZX",
    SealedPart.TOWN: "Óosterwolde",
    SealedPart.PHONE: "06-98 76 54 32",
}


def somebody(make: Make, case: Case) -> CasePerson:
    """Return a victim in the case."""
    return make.add(CasePerson(case_id=case.id, case_role=CaseRole.VICTIM, name="Ilse Kuiper"))


def kept_sealed(make: Make, case: Case, *, by: Person, **terms: Any) -> SealedValue:
    """Return the address of somebody in the case; whoever sealed it keeps it."""
    holder = {} if "holder_organisation_id" in terms else {"holder_person_id": by.id}
    return confidential.keep(
        make.session,
        somebody(make, case),
        Terms(**({"kind": SealedKind.ADDRESS, "label": "Locatie 7"} | holder | terms)),
        ADDRESS,
        by=by,
        now=make.now,
    )
