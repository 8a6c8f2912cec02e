"""A story as lines: when, and what somebody does then. Played until an instant, and no further."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial

from mdt.demo import acts
from mdt.demo.facts import Agreed
from mdt.demo.stage import Stage
from mdt.models import ActionState, Reply

Step = Callable[[Stage, datetime], None]
Line = tuple[str, Step]
Answers = Sequence[tuple[str, str, Reply]]
"""When somebody answered, who, and what."""


def play(stage: Stage, script: Iterable[Line], until: datetime) -> None:
    """Let every step that lies before until happen, each at its own moment."""
    lines = [(stage.at(moment), step) for moment, step in script]
    for now, step in sorted(lines, key=lambda line: line[0]):
        if now > until:
            break
        step(stage, now)
        stage.session.flush()


def answers(key: str, given: Answers) -> Iterator[Line]:
    """Return how people answer an invitation, one after the other."""
    for moment, who, reply in given:
        yield moment, partial(acts.answer, key=key, who=who, reply=reply)


def progress(agreed: Iterable[Agreed]) -> Iterator[Line]:
    """Return how the owners say how far their actions are."""
    for one in agreed:
        if one.busy:
            yield one.busy, partial(acts.move, key=one.key, state=ActionState.BUSY)
        if one.done:
            yield one.done, partial(acts.move, key=one.key, state=ActionState.DONE)
        if one.undone:
            moment, why = one.undone
            yield (
                moment,
                partial(acts.move, key=one.key, state=ActionState.NOT_DONE, remark=why),
            )
