"""A result that is kept for as long as the database answers the same questions the same way.

What is worked out from rows is noted together with every question that was asked for it, whoever
asks it and wherever it stands in the code. Before it is used again all of them are asked again, in
the same snapshot as the rest of the page: a change is seen because its answer differs. So nobody
has to tell anybody of a change, in this process or another; and a question that is added tomorrow
is noted as well.

Source: decisions 40 and 129.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, event
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlmodel import Session

from mdt import engine as engines

Result = TypeVar("Result")


class Question(NamedTuple):
    """A statement as the driver of the database takes it."""

    statement: str
    values: Any


Changes = Mapping[int, tuple[Sequence[Any], Sequence[Any]]]
"""By the number of a question, in the order in which they were asked: its answer then, and now."""

Mend = Callable[[Session, Result, Changes], Result | None]
"""What makes of a result and what changed the result of now; None when all is to be done anew."""

Move = Callable[[Result], Result]
"""What makes of a result the one of this instant, without a question; the same when it is."""


class _Kept(NamedTuple):
    result: Any
    given: object
    questions: Sequence[Question]
    answers: Sequence[Sequence[Any]]


class Shelf:
    """The results that were used last, of this process."""

    def __init__(self, most: int) -> None:
        """Keep so many."""
        self._most = most
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._lock = Lock()

    def recall(
        self,
        session: Session,
        key: Hashable,
        work: Callable[[Session], Result],
        *,
        given: object = None,
        mend: Mend[Result] | None = None,
        move: Move[Result] | None = None,
    ) -> Result:
        """Return what work makes of the rows that this session sees.

        work reads only, with the session that it gets, and depends on nothing but its answers, the
        key and what is given, which is the same while it is the same object. mend does less than
        all of it when only some answers changed; whatever it asks, the questions of work have to
        tell as well. move is for what hangs on the clock. Outside a snapshot work always runs.
        """
        connection = session.connection()
        if not engines.is_snapshot(connection):
            return work(session)
        kept = self._kept.get(key)
        if kept is not None:
            kept = _as_of_now(connection, session, kept, mend) if kept.given is given else None
        if kept is None:
            kept = _work(connection, session, work, given)
        elif move is not None:
            kept = kept._replace(result=move(kept.result))
        with self._lock:
            self._kept[key] = kept
        self._use(key)
        result: Result = kept.result
        return result

    def clear(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._kept.clear()

    def _use(self, key: Hashable) -> None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _as_of_now(
    connection: Connection, session: Session, kept: _Kept, mend: Mend[Any] | None
) -> _Kept | None:
    """Return what is kept if all is as it was, or mended; None when it says nothing of now."""
    asked = zip(kept.questions, kept.answers, strict=True)
    if mend is None:
        return kept if all(_ask(connection, one) == answer for one, answer in asked) else None
    answers = [_ask(connection, one) for one in kept.questions]
    both = enumerate(zip(kept.answers, answers, strict=True))
    changes = {number: (then, now) for number, (then, now) in both if then != now}
    if not changes:
        return kept
    with _blank(connection, session) as reading:
        result = mend(reading, kept.result, changes)
    return None if result is None else kept._replace(result=result, answers=answers)


def _work(
    connection: Connection, like: Session, work: Callable[[Session], Any], given: object
) -> _Kept:
    questions: list[Question] = []
    answers: list[Sequence[Any]] = []
    with _noting(connection, questions, answers), _blank(connection, like) as session:
        result = work(session)
    return _Kept(result, given, questions, answers)


def _blank(connection: Connection, like: Session) -> Session:
    """Return a session that knows no rows yet, so that it has to ask for all of them.

    like: the session that it is in the stead of.
    """
    return Session(bind=connection, info=like.info)


@contextmanager
def _noting(
    connection: Connection, questions: list[Question], answers: list[Sequence[Any]]
) -> Iterator[None]:
    """Note every question and its answer, which is taken off the driver here and handed on."""

    def note(_: Any, cursor: Any, statement: str, values: Any, context: Any, *__: Any) -> None:
        rows = list(cursor.fetchall())
        context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
            cursor, cursor.description, rows
        )
        questions.append(Question(statement, values))
        answers.append(rows)

    event.listen(connection, "after_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(connection, "after_cursor_execute", note)


def _ask(connection: Connection, question: Question) -> list[Any]:
    """Return the rows as the driver gives them; nobody makes objects of them."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(question.statement, question.values)
        return list(cursor.fetchall())
    finally:
        cursor.close()
