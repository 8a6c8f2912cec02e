"""People's own calendars, read as busy time; the Calendars of mdt.scheduling.busy_reading."""

from collections.abc import Sequence

from mdt.adapters import caldav, ics, time_limit
from mdt.adapters.fetching import Request, Web
from mdt.models import BusyKind, BusyProblem
from mdt.scheduling.busy_reading import Asked, Busy, Found, NotRead

EXPAND_SECONDS = 5.0

_OK, _UNCHANGED = 200, 304
_REFUSALS = {
    401: BusyProblem.REFUSED,
    403: BusyProblem.REFUSED,
    404: BusyProblem.NOT_FOUND,
    410: BusyProblem.NOT_FOUND,
}
_MOST_ETAG = 200


class OwnCalendars:
    """Reads one calendar at a time, in the main thread."""

    def __init__(self, web: Web, *, expand_seconds: float = EXPAND_SECONDS) -> None:
        """Go out through web; expand_seconds: for the work on what it brought."""
        self._web = web
        self._expand_seconds = expand_seconds

    def read(self, asked: Asked) -> Found:
        """Return when the owner of the calendar is busy. Raises NotRead."""
        if asked.kind is BusyKind.CALDAV:
            return Found(self._busy(asked, caldav.texts(self._web, asked)))
        return self._subscribed(asked)

    def _subscribed(self, asked: Asked) -> Found:
        headers = {"If-None-Match": asked.etag} if asked.etag else {}
        answer = self._web.ask(Request(asked.place.address, headers=headers))
        if answer.status == _UNCHANGED and asked.etag:
            return Found(None, asked.etag)
        if answer.status != _OK:
            raise NotRead(_REFUSALS.get(answer.status, BusyProblem.UNREACHABLE))
        busy = self._busy(asked, [answer.body])
        return Found(busy, answer.etag if len(answer.etag) <= _MOST_ETAG else "")

    def _busy(self, asked: Asked, texts: Sequence[bytes]) -> list[Busy]:
        try:
            with time_limit.at_most(self._expand_seconds):
                return [one for text in texts for one in ics.busy(text, asked.within, asked.ours)]
        except time_limit.TooLong:
            raise NotRead(BusyProblem.TOO_SLOW) from None
