"""Which page of a long list somebody asks for."""

from flask import request

MOST = 10_000
"""No list has more; a number that is larger than a database can count never reaches one."""


def number() -> int:
    """Return the number of the page in the address, from 1; the first for what is no number."""
    return min(max(request.args.get("page", 1, type=int), 1), MOST)
