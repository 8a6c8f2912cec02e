"""Rules of mdt.incoming.showing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.incoming import showing

HEAD = "From: =?utf-8?q?Ren=C3=A9e?= <renee@ggz.example>\r\nSubject: Over het\r\n overleg\r\n"


def shown(body: str, charset: str = "utf-8") -> showing.Shown:
    return showing.show((HEAD + body).encode(charset))


def test_a_mail_shows_who_wrote_it_what_about_and_its_words() -> None:
    found = shown(
        "Content-Type: text/plain; charset=utf-8\r\n\r\nHallo,\r\n\r\n\r\n\r\nik kom.\r\n"
    )

    assert (found.sender, found.subject) == ("Renée <renee@ggz.example>", "Over het overleg")
    assert found.text == "Hallo,\n\nik kom."


def test_of_html_only_the_words_are_shown() -> None:
    html = (
        "<html><head><title>x</title><style>p{}</style></head><body><p>Ik kom&nbsp;<b>niet</b></p>"
        "<script>fetch('/')</script> <img src='http://spion.example/x.png' alt='oog'>"
        "<a href='http://spion.example'>klik</a></body></html>"
    )

    text = shown(f"Content-Type: text/html; charset=utf-8\r\n\r\n{html}").text

    assert text.split() == ["Ik", "kom", "niet", "klik"]


def test_marks_that_turn_the_writing_round_are_left_out() -> None:
    turned = "veilig\u202egnp.exe\u200b\u0007"

    assert shown(f"Content-Type: text/plain; charset=utf-8\r\n\r\n{turned}").text == "veiliggnp.exe"


@pytest.mark.parametrize("charset", ["latin-1", "nergens", "idna"])
def test_a_character_set_that_is_wrong_or_unknown_costs_no_words(charset: str) -> None:
    body = f"Content-Type: text/plain; charset={charset}\r\n\r\nRenée komt"

    assert shown(body, "latin-1").text == "Renée komt"


def test_files_are_named_and_never_opened() -> None:
    found = shown(
        "Content-Type: application/ms-tnef\r\n"
        'Content-Disposition: attachment; filename="winmail.dat"\r\n\r\nx'
    )

    assert (found.text, found.files) == ("", ("winmail.dat",))


@given(st.binary(max_size=400))
def test_any_bytes_can_be_shown(raw: bytes) -> None:
    text = showing.show(raw).text

    assert text == showing.clean(text)
