"""What a browser needs to make a passkey that stays on its device and asks for its owner."""

from collections.abc import Sequence

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mdt.models import Person

NAME = "Veiligheidsoverleg"


def to_make(
    person: Person, user_id: bytes, host: str, challenge: bytes, *, kept: Sequence[str]
) -> str:
    """Return it as JSON.

    user_id: a device keeps one passkey of each at our address. kept: the passkeys there are, by
    their own keys; a device that has one of them makes no other.
    """
    options = webauthn.generate_registration_options(
        rp_id=host,
        rp_name=NAME,
        user_id=user_id,
        user_name=person.mail,
        user_display_name=person.name,
        challenge=challenge,
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in kept
        ],
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
    )
    return webauthn.options_to_json(options)
