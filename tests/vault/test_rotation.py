"""Rules of mdt.vault.rotation."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import SealedField, SealedPart
from mdt.vault import bodies, fields, rotation
from mdt.vault.keyring import KEYRING, Keyring, VaultClosed
from mdt.web import vault_keys
from tests.conftest import VAULT_KEY
from tests.documents.attached import attached
from tests.factories import Make
from tests.vault.sealed import ADDRESS, kept_sealed

NEWER = "newer:" + "B" * 42 + "A="
FEW = 3


@pytest.fixture
def both() -> Keyring:
    return Keyring(dict(vault_keys.load(NEWER).keys) | dict(vault_keys.load(VAULT_KEY).keys))


def _reads(session: Session, keys: Keyring) -> Iterator[str]:
    for row in session.exec(select(SealedField)):
        yield fields.open_row(keys, row)


def test_everything_is_sealed_anew_and_says_the_same(
    session: Session, engine: Engine, make: Make, both: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "AT_ONCE", FEW)
    for _ in range(FEW):
        kept_sealed(make, make.case(), by=make.person())
    session.commit()

    done = rotation.rotate(engine, both)

    assert done == FEW * len(ADDRESS)
    assert rotation.count(session) == {"newer": done}
    session.expire_all()
    said = sorted(_reads(session, vault_keys.load(NEWER)))
    assert said == sorted(list(ADDRESS.values()) * FEW)
    session.commit()
    assert rotation.rotate(engine, both) == 0


def test_files_are_sealed_anew_too_and_open_under_the_newer_key_alone(
    session: Session, engine: Engine, make: Make, both: Keyring
) -> None:
    item, by = make.convened().items[0], make.person()
    few = rotation.FILES_AT_ONCE + 1
    documents = [attached(make, item, by=by, content=f"file {one}".encode()) for one in range(few)]
    session.commit()

    assert rotation.rotate(engine, both) == few

    assert rotation.count(session) == {"newer": few}
    session.expire_all()
    session.info[KEYRING] = vault_keys.load(NEWER)
    assert [bodies.read(session, one) for one in documents] == [
        f"file {one}".encode() for one in range(few)
    ]


def test_a_change_after_the_newer_key_came_is_sealed_under_it(
    session: Session, make: Make, both: Keyring
) -> None:
    value = kept_sealed(make, make.case(), by=make.person())
    session.info[KEYRING] = both

    fields.write(session, value, {SealedPart.TOWN: "Emmen"})

    assert rotation.count(session) == {"newer": 1}
    assert fields.read(session, value) == {SealedPart.TOWN: "Emmen"}


def test_a_key_that_is_gone_changes_nothing_and_is_said(
    session: Session, engine: Engine, make: Make
) -> None:
    kept_sealed(make, make.case(), by=make.person())
    session.commit()

    with pytest.raises(VaultClosed):
        rotation.rotate(engine, vault_keys.load(NEWER))

    assert rotation.count(session) == {"test": len(ADDRESS)}


@pytest.mark.parametrize(("dies", "kept"), [("at the third step", 2 * FEW), ("when it commits", 0)])
def test_a_kill_loses_nothing_and_the_next_run_goes_on(
    session: Session, make: Make, tmp_path: Path, dies: str, kept: int
) -> None:
    case = make.case()
    for _ in range(FEW):
        kept_sealed(make, case, by=make.person())
    session.commit()
    total = FEW * len(ADDRESS)
    file = tmp_path / "keys"
    file.write_text(f"{NEWER}\n{VAULT_KEY}\n")
    both, engine = vault_keys.load(str(file)), session.get_bind()
    assert isinstance(engine, Engine)
    url = engine.url.render_as_string(hide_password=False)

    killed = subprocess.run([sys.executable, "-c", DYING, url, str(file), dies], check=False)

    assert killed.returncode == -signal.SIGKILL
    counts = rotation.count(session)
    assert (counts.get("newer", 0), counts["test"]) == (kept, total - kept)
    assert len(list(_reads(session, both))) == total
    session.commit()
    assert rotation.rotate(engine, both) == total - kept
    assert rotation.count(session) == {"newer": total}


DYING = f"""
import os, signal, sys
from sqlmodel import Session
from mdt import acting
from mdt import engine as engines
from mdt.vault import keyring, rotation
from mdt.web import vault_keys
_, url, file, dies = sys.argv
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
rotation.AT_ONCE = {FEW}
calls, sealed = [], keyring.Keyring.seal
def seal(*args, **kwargs):
    calls.append(1)
    if len(calls) == 3 * {FEW}:
        die()
    return sealed(*args, **kwargs)
if dies == "when it commits":
    Session.commit = die
else:
    keyring.Keyring.seal = seal
rotation.rotate(acting.portal(engines.connect(url)), vault_keys.load(file))
"""
