"""People who can sign in: a password, an app, and the code it shows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlmodel import Session

from mdt import clock
from mdt.identity import credentials, passwords, totp
from mdt.models import Person
from tests.conftest import NOON

PASSWORD = "paard kaas toren vijver"
SECRET = "t" * 32
"""The secret of tests/conftest.py's settings."""


@dataclass(frozen=True)
class App:
    """The app on someone's telephone."""

    seed: str

    def code(self, *, steps: int = 0, at: datetime | None = None) -> str:
        """Return what it shows at a real time (else now), so many half minutes later."""
        when = (at or clock.unshifted()) + timedelta(seconds=30 * steps)
        return pyotp.TOTP(self.seed).at(when)

    def wrong_code(self, *, at: datetime | None = None) -> str:
        """Return a code that it shows at no time near: "000000" is right once in a while."""
        near = {self.code(steps=steps, at=at) for steps in range(-3, 4)}
        return next(code for code in map("{:06}".format, range(8)) if code not in near)


def enrol(session: Session, person: Person, password: str = PASSWORD) -> App:
    """Let person sign in from now on; return their app."""
    passwords.choose(session, person, passwords.hashed(password), now=NOON)
    app = totp.enrol(session, person, secret=SECRET, now=NOON)
    credentials.confirm(session, app, now=NOON)
    return App(totp.seed(app, secret=SECRET))
