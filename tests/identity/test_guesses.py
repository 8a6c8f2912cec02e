"""Rules of mdt.identity.guesses."""

import pytest

from mdt.identity import guesses

SAMIRA = ("Samira el Idrissi", "samira@merwestad.example")


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012",
        "abcdefghijklmn",
        "qwertyuiop12345",
        "Wachtwoord2026!!",
        "Welkom123456789",
        "Samira-Idrissi-26",
        "merwestad.Samira1",
        "Zomer2026Zomer2026",
        "Veiligheidsoverleg!",
    ],
)
def test_what_others_would_think_of_first_is_easy(password: str) -> None:
    assert guesses.is_easy(password, known=SAMIRA)


@pytest.mark.parametrize(
    "password",
    [
        "paard kaas toren vijver",
        "Samira fietst naar Deventer",
        "tR7#kq9!mWz2",
        "drie oude klokken aan zee",
    ],
)
def test_four_loose_words_are_not_easy(password: str) -> None:
    assert not guesses.is_easy(password, known=SAMIRA)


def test_a_name_is_only_easy_for_its_owner() -> None:
    assert guesses.is_easy("Idrissi-Samira-x", known=SAMIRA)
    assert not guesses.is_easy("Idrissi-Samira-x", known=("Joost Verkerk", "j@v.example"))
