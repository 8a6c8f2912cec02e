"""Rules of mdt.vault.keyring."""

import re
from pathlib import Path

import pytest

from mdt.config import ConfigError
from mdt.vault import keyring
from mdt.vault.keyring import VaultClosed
from mdt.web import vault_keys


def test_what_is_sealed_opens_in_its_place_only() -> None:
    keys = vault_keys.load(keyring.new_line())
    name, sealed = keys.seal("Kwartelpad 12b", place="row 1")

    assert keys.unseal(name, sealed, place="row 1") == "Kwartelpad 12b"
    with pytest.raises(VaultClosed):
        keys.unseal(name, sealed, place="row 2")


def test_what_was_changed_does_not_open() -> None:
    keys = vault_keys.load(keyring.new_line())
    name, sealed = keys.seal("Kwartelpad 12b", place="row 1")
    other = "B" if sealed[20] == "A" else "A"

    with pytest.raises(VaultClosed):
        keys.unseal(name, sealed[:20] + other + sealed[21:], place="row 1")


def test_the_same_words_are_sealed_differently_each_time() -> None:
    keys = vault_keys.load(keyring.new_line())

    assert keys.seal("Emmen", place="row 1") != keys.seal("Emmen", place="row 1")


def test_the_first_line_seals_and_the_others_still_open(tmp_path: Path) -> None:
    older, newer = keyring.new_line(), keyring.new_line()
    name, sealed = vault_keys.load(older).seal("Emmen", place="row 1")
    file = tmp_path / "keys"
    file.write_text(f"{newer}\n{older}\n")

    both = vault_keys.load(str(file))

    assert both.current == newer.partition(":")[0]
    assert both.unseal(name, sealed, place="row 1") == "Emmen"
    with pytest.raises(VaultClosed):
        vault_keys.load(newer).unseal(name, sealed, place="row 1")


def test_without_a_key_nothing_is_sealed() -> None:
    with pytest.raises(VaultClosed):
        vault_keys.load("").seal("Emmen", place="row 1")


@pytest.mark.parametrize("content", ["", "nonsense", "a:short", "A:" + "A" * 43 + "="])
def test_a_file_without_proper_keys_stops_the_start(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys"
    file.write_text(content)

    with pytest.raises(ConfigError, match="MDT_VAULT_KEY"):
        vault_keys.load(str(file))


def test_a_name_that_stands_twice_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    same = [f"a:{keyring.new_line().partition(':')[2]}" for _ in range(2)]
    file.write_text("\n".join(same))

    with pytest.raises(ConfigError, match="twice"):
        vault_keys.load(str(file))


def test_a_file_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="MDT_VAULT_KEY"):
        vault_keys.load(str(tmp_path / "none"))


def test_serving_others_without_a_key_is_refused() -> None:
    with pytest.raises(ConfigError, match="MDT_VAULT_KEY is missing"):
        vault_keys.require("")


def test_a_key_never_stands_in_what_a_keyring_says_of_itself() -> None:
    line = keyring.new_line()

    assert re.fullmatch(r"[0-9a-f]{8}:[A-Za-z0-9_-]{43}=", line)
    assert "keys" not in repr(vault_keys.load(line))
