"""Rules of mdt.adapters.mail_server."""

import pytest

from mdt.adapters import mail_server
from mdt.adapters.mail_server import MailServer


@pytest.mark.parametrize(
    ("url", "named"),
    [
        (
            "imaps://jan%40ons.example:a%2Fb@mail.example/Antwoorden/Nieuw/",
            MailServer("imaps", "mail.example", 993, "jan@ons.example", "a/b", "Antwoorden/Nieuw"),
        ),
        ("smtp+starttls://", MailServer("smtp+starttls", "localhost", 587, "", "", "")),
        ("smtp://127.0.0.1:2525", MailServer("smtp", "127.0.0.1", 2525, "", "", "")),
        ("smtps://a:b@post.example", MailServer("smtps", "post.example", 465, "a", "b", "")),
        ("imap://post.example/", MailServer("imap", "post.example", 143, "", "", "")),
        ("imaps://mail.example:1993", MailServer("imaps", "mail.example", 1993, "", "", "")),
    ],
)
def test_an_address_names_a_server_and_who_signs_in(url: str, named: MailServer) -> None:
    assert mail_server.named_by(url) == named
