"""What cannot wait for whoever watches over access: on Vandaag, above everything else."""

from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from flask_babel import gettext

from mdt import clock
from mdt.access.actor import Actor
from mdt.audit.curiosity import Burst
from mdt.cases import canaries, curious, emergency_access
from mdt.cases.canaries import Seen
from mdt.cases.emergency_access import Told
from mdt.web import account_wish_page, dates, subject_alerts
from mdt.web.at_hand import AtHand
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.todo import Task


@dataclass(frozen=True)
class Alert:
    """One thing to look at now, and the case that it is about, None for more than one."""

    task: Task
    case_id: UUID | None


def of(who: Actor, here: AtHand) -> list[Alert]:
    """Return the actor's own emergency access that runs, and then what they must look at or do."""
    session = get_session()
    seen = [_canary(one) for one in canaries.opened(session, who)]
    own = [_own(one) for one in emergency_access.own(session, who, now=clock.now())]
    others = [_others(one) for one in emergency_access.to_check(session, who)]
    at_least: int = current_app.extensions["mdt.settings"].curious_cases
    bursts = curious.lately(session, who, at_least=at_least, now=clock.now())
    invite = [Alert(task, None) for task in account_wish_page.to_invite(who)]
    requests = [Alert(task, case_id) for task, case_id in subject_alerts.of(who, here)]
    return [*own, *seen, *others, *map(_curious, bursts), *invite, *requests]


def _own(one: Told) -> Alert:
    task = Task(
        tone="bad",
        icon="warning",
        title=gettext("U hebt noodtoegang tot %(clock)s uur", clock=_until(one)),
        text=gettext("Zaak %(alias)s. Beëindig het als u klaar bent.", alias=one.case.alias),
        verb=gettext("Bekijk de zaak"),
        href=link("cases.show", case_id=one.case.id),
    )
    return Alert(task, one.case.id)


def _others(one: Told) -> Alert:
    text = gettext("Zaak met kenmerk %(reference)s.", reference=one.case.reference)
    if one.access.runs(clock.now()):
        text = f"{text} {gettext('De toegang loopt tot %(clock)s uur.', clock=_until(one))}"
    task = Task(
        tone="bad",
        icon="warning",
        title=gettext("%(who)s opende een zaak met noodtoegang", who=one.who),
        text=text,
        verb=gettext("Bekijk waarom"),
        href=link("audit.case", case_id=one.case.id),
    )
    return Alert(task, one.case.id)


def _canary(one: Seen) -> Alert:
    task = Task(
        tone="bad",
        icon="eye",
        title=gettext("%(who)s opende de lokzaak", who=one.who),
        text=gettext("Zaak met kenmerk %(reference)s.", reference=one.case.reference),
        verb=gettext("Bekijk wie en wanneer"),
        href=link("audit.case", case_id=one.case.id),
    )
    return Alert(task, one.case.id)


def _curious(one: Burst) -> Alert:
    task = Task(
        tone="wait",
        icon="eye",
        title=gettext("%(who)s opende %(number)s zaken in een uur", who=one.who, number=one.cases),
        text=gettext("Dat kan bij het werk horen: vraag het na."),
        verb=gettext("Bekijk wanneer"),
        href=link("audit.curious"),
    )
    return Alert(task, None)


def _until(one: Told) -> str:
    return dates.clock(one.access.until_at)
