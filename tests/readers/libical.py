"""Ask libical, the reader inside Evolution, whether a calendar keeps the rules of iTIP.

It is a library of the machine and in no Python package: `make faults` asks it, `make test` does
not. Debian has it as libical3.

Source: RFC 5546 3.2 (which property each method needs, and which it must not have).
"""

import ctypes
from ctypes.util import find_library

MISSING = "libical is not on this machine: install libical3 (Debian)"

DECLINED_COUNTER_NUMBER = (
    "Failed iTIP restrictions for SEQUENCE property. Expected 0 instances of the property and got 1"
)
"""Its table forgets that DECLINECOUNTER has a SEQUENCE above 0 (RFC 5546 3.2.8)."""


class LibicalMissing(Exception):
    """This machine has no libical."""


class Libical:
    """The library, as far as we ask it."""

    def __init__(self) -> None:
        """Open it. Raises LibicalMissing."""
        name = find_library("ical")
        if name is None:
            raise LibicalMissing(MISSING)
        self._library = ctypes.CDLL(name)
        for function, given, back in (
            ("icalparser_parse_string", ctypes.c_char_p, ctypes.c_void_p),
            ("icalrestriction_check", ctypes.c_void_p, ctypes.c_int),
            ("icalcomponent_as_ical_string", ctypes.c_void_p, ctypes.c_char_p),
            ("icalcomponent_free", ctypes.c_void_p, None),
        ):
            found = getattr(self._library, function)
            found.argtypes, found.restype = [given], back

    def complaints(self, calendar: bytes) -> list[str]:
        """Return what it says is wrong, with what it could not parse."""
        parsed = self._library.icalparser_parse_string(calendar)
        if not parsed:
            return ["no calendar"]
        self._library.icalrestriction_check(parsed)
        written: bytes = self._library.icalcomponent_as_ical_string(parsed)
        self._library.icalcomponent_free(parsed)
        lines = written.decode().replace("\r\n ", "").splitlines()
        return [line.partition(":")[2] for line in lines if line.startswith("X-LIC-ERROR")]
