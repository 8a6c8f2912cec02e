"""One process that guesses a code, and says how often its guess would have been looked at."""

import sys

from sqlalchemy import Engine
from sqlmodel import Session

from mdt import acting, clock
from mdt import engine as engines
from mdt.identity import throttle
from mdt.identity.throttle import TooManyAttempts

SECRET = "t" * 32


def guess(engine: Engine, number: int) -> int:
    """Guess one person's code so often; return how often it would have been looked at."""
    looked_at = 0
    for _ in range(number):
        with Session(engines.writing(engine)) as session:
            try:
                throttle.claim(
                    session,
                    "code",
                    account="anna",
                    address="192.0.2.1",
                    secret=SECRET,
                    now=clock.now(),
                )
            except TooManyAttempts:
                continue
            session.commit()
            looked_at += 1
    return looked_at


if __name__ == "__main__":
    print(guess(acting.portal(engines.connect(sys.argv[1])), int(sys.argv[2])))
