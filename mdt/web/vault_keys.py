"""The keys of the vault as this installation was told of them, in a setting or a file."""

from functools import lru_cache
from pathlib import Path

from mdt.config import ConfigError
from mdt.vault import keyring
from mdt.vault.keyring import Keyring


@lru_cache(maxsize=8)
def load(setting: str) -> Keyring:
    """Return the keys that MDT_VAULT_KEY gives; none when it is not set. Raises ConfigError."""
    if not setting:
        return Keyring()
    return keyring.read(setting if keyring.is_line(setting) else _text_of(Path(setting)))


def require(setting: str) -> Keyring:
    """Return the keys. Raises ConfigError when there is none."""
    keys = load(setting)
    if not keys.keys:
        raise ConfigError(
            "MDT_VAULT_KEY is missing: put what `mdt vault key` prints in a file and name it."
        )
    return keys


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        raise ConfigError(
            "MDT_VAULT_KEY is wrong: give a line of `mdt vault key`, or a file that holds some."
        ) from None
