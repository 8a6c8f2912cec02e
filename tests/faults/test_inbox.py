"""A short form of the thousand killed readers of the mailbox (faults/inbox.py)."""

from faults import inbox
from tests.databases import Database


def test_thirty_killed_readers_lose_no_mail_and_count_no_answer_twice(database: Database) -> None:
    verdict = inbox.trial("this database", database, kills=30)

    assert verdict.holds, str(verdict)
    assert verdict.counted["readers killed"] >= 30
