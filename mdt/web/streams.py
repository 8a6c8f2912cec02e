"""Streams of server-sent events: a page that is open hears what changes, without asking.

A stream holds no transaction and no session: it looks at the database once a second for a
moment, and for each message it takes the browser's cookie again, so that rights are read
anew. Looking at a page is no activity: a stream ends with the sign-in it was opened under.
A process carries so many streams; whoever comes after that is answered at once and told to
ask again in half a minute, which is polling by the same address.
Source: WHATWG HTML, 9.2 (server-sent events).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from threading import BoundedSemaphore, Event
from typing import Any

from flask import Flask, Response, current_app, g, request

from mdt import acting, clock
from mdt.web import database
from mdt.web.signing_in import STREAM, STREAM_ENDED

STREAMS = "mdt.streams"
LOOK_EVERY = 1.0
"""Seconds between two looks at the database."""
BEAT_EVERY = 15
"""Looks between two beats: a beat finds out that the browser has gone."""
LIVES_FOR = 15 * 60
"""Looks after which a stream ends by itself; the browser opens the next one."""
ASK_AGAIN_MILLISECONDS = 30_000
ENDS_WITHIN = 10.0
"""Seconds in which a stream that is told to end has left; nobody waits longer for one."""


@dataclass(frozen=True)
class Ended:
    """The last message of a stream: what the page must show instead."""

    html: str


class Streams:
    """The streams of one process: so many at once, and all of them ended when it stops."""

    def __init__(self, number: int) -> None:
        """Make room for number streams."""
        self._number = number
        self._room = BoundedSemaphore(number)
        self._closing = Event()

    def enter(self) -> bool:
        """Take a place; tell whether there was one."""
        return self._room.acquire(blocking=False)

    def leave(self) -> None:
        """Give a place back."""
        self._room.release()

    def pause(self, seconds: float) -> bool:
        """Wait; tell whether streams must end now."""
        return self._closing.wait(seconds)

    def close(self) -> None:
        """End every stream, and return when the last one has left, or should have."""
        self._closing.set()
        for _ in range(self._number):
            if not self._room.acquire(timeout=ENDS_WITHIN):
                return  # it hangs in a look at the database


Look = Callable[[], bool]
Tell = Callable[[], str | Ended]


def init_app(app: Flask) -> None:
    """Make room for the streams of this process."""
    app.extensions[STREAMS] = Streams(app.extensions["mdt.settings"].live_streams)


def since() -> datetime | None:
    """Return the instant up to which this browser has heard everything, None when it is unclear."""
    sent = request.headers.get("Last-Event-ID") or request.args.get("since", "")
    try:
        at = datetime.fromisoformat(sent)
    except ValueError:
        return None
    return at if at.tzinfo else None


def answer(look: Look, tell: Tell, heard: Callable[[], datetime]) -> Response:
    """Return a stream that calls look every second, and sends what tell says when it is true.

    look runs without any context and must be cheap; tell runs as the browser's own request,
    with its cookie read anew. heard says up to which instant the last message tells.
    """
    streams: Streams = current_app.extensions[STREAMS]
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    listener = _Listener(app, dict(request.environ), g.acting, look, tell, heard)
    response = Response(listener.messages(streams), mimetype=STREAM)
    response.headers["Cache-Control"] = "no-store, no-transform"
    response.headers["X-Accel-Buffering"] = "no"
    return response


@dataclass(frozen=True)
class _Listener:
    app: Flask
    environ: dict[str, Any]
    who: str
    look: Look
    tell: Tell
    heard: Callable[[], datetime]

    def messages(self, streams: Streams) -> Iterator[str]:
        """Yield what a stream tells, or once what is new where there is no room for another one.

        The place is taken when the first message is asked for: an answer that broke off before it
        was sent holds none.
        """
        if not streams.enter():
            yield from self._once()
            return
        try:
            yield from self._stream(streams)
        finally:
            streams.leave()

    def _stream(self, streams: Streams) -> Iterator[str]:
        """Yield messages until the sign-in or the right has ended, or the stream is old."""
        yield ": open\n\n"
        for number in range(1, LIVES_FOR):
            if self.look():
                said = self._say()
                yield from self._frames(said)
                if isinstance(said, Ended):
                    return
            elif number % BEAT_EVERY == 0:
                yield ": beat\n\n"
            if streams.pause(LOOK_EVERY):
                return

    def _once(self) -> Iterator[str]:
        """Yield what is new, and that the browser asks again in half a minute."""
        if self.look():
            yield from self._frames(self._say())
        yield f"retry: {ASK_AGAIN_MILLISECONDS}\nevent: later\ndata:\n\n"

    def _say(self) -> str | Ended:
        with self.app.request_context(self.environ):
            database.act_as(acting.again(self.who, at=clock.now()))
            return self.tell()

    def _frames(self, said: str | Ended) -> Iterator[str]:
        html = said.html if isinstance(said, Ended) else said
        if html:
            lines = "".join(f"data: {line}\n" for line in html.splitlines())
            yield f"id: {self.heard().isoformat()}\n{lines}\n"
        if isinstance(said, Ended):
            yield STREAM_ENDED
