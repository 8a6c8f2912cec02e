"""Rules of mdt.vault.leaks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import SealedPart
from mdt.vault import leaks
from tests.vault.sealed import ADDRESS

FINDER = leaks.finder(ADDRESS)


@pytest.mark.parametrize(
    "text",
    [
        "Zij zit nu aan het Kwartelpad 12b.",
        "kwartelpad12B",
        "KWARTELPAD nr. 14",
        "K w a r t e l p a d",
        "post naar 9876zx graag",
        "9876-ZX",
        "9876\u00a0ZX",
        "\uff19\uff18\uff17\uff16 ZX",
        "\u0669\u0668\u0667\u0666 zx",
        "ze is in Oosterwolde",
        "ÓOSTERWOLDE!",
        "Ooster-wolde",
        "bel 0698765432",
        "bel +31 6 98 76 54 32",
        "bel 0031698765432",
        "+31 (0)6 98765432",
    ],
)
def test_it_is_found_however_it_is_spelt(text: str) -> None:
    assert FINDER.places(text) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zij zit op een veilige plek.",
        "Kwartelpadden",
        "Oosterwoldenaar",
        "19876 ZXY",
        "zaak 1234",
    ],
)
def test_it_is_not_found_within_a_longer_word_or_number(text: str) -> None:
    assert FINDER.places(text) == 0


@pytest.mark.parametrize(
    "text", ["Eline belde.", "Elines melding", "zus ELINE", "E l i n e", "mevrouw Jansen", "Éline"]
)
def test_of_a_source_each_name_is_found_by_itself_and_with_an_s(text: str) -> None:
    assert leaks.finder({SealedPart.SOURCE: "Eline van Jansen"}).places(text) == 1


@pytest.mark.parametrize("text", ["Noor van Dalen", "van haar zus", "een lijn", "Angeline"])
def test_what_a_source_shares_with_the_victim_or_with_every_text_is_not_found(text: str) -> None:
    known = leaks.words("Noor van Dalen")

    assert not leaks.finder({SealedPart.SOURCE: "Eline van Dalen"}, known=known).places(text)


def test_a_short_town_is_found_as_a_word_only() -> None:
    town = leaks.finder({SealedPart.TOWN: "Ede"})

    assert town.places("een goede vrede") == 0
    assert town.places("Woont in Ede, bij haar zus.") == 1


def test_places_are_counted_and_what_touches_is_one() -> None:
    assert FINDER.places("Kwartelpad 12b, en nog eens Oosterwolde") == 2
    assert FINDER.places("Kwartelpad 12b") == 1


def test_a_redacted_text_holds_nothing_of_it_and_keeps_the_rest() -> None:
    text = "Post naar Kwartelpad 12b, 9876 ZX Oosterwolde, of bel 06-98765432. Groet"

    redacted = FINDER.redact(text)

    assert FINDER.places(redacted) == 0
    assert redacted.startswith(f"Post naar {leaks.GONE}, ")
    assert redacted.endswith(". Groet")


def test_a_finder_does_not_say_what_it_looks_for() -> None:
    assert "kwartelpad" not in repr(FINDER).lower()


SPACES = st.text(" -.,\u00a0\u200b\u00ad", max_size=3)
SAID = st.text("abcdefghijklmnopqrstuvwxyzëéABC0123456789", min_size=2, max_size=12)


@given(SAID, st.data())
def test_spacing_and_case_hide_nothing(plain: str, data: st.DataObject) -> None:
    drawn = (data.draw(st.sampled_from([one, one.upper()])) + data.draw(SPACES) for one in plain)
    written = "".join(drawn)

    assert leaks.finder({SealedPart.TOWN: plain}).places(f"zie: {written} .") >= 1


@given(st.text(max_size=60), SAID)
def test_redacting_leaves_nothing_to_find(text: str, plain: str) -> None:
    found = leaks.finder({SealedPart.NAME: plain})

    assert found.places(found.redact(f"{text} {plain} {text}")) == 0 or plain in leaks.GONE
