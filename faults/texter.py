"""A worker of text messages that is killed; the gateway knows whom by the account that it names."""

import sys
from dataclasses import replace

from sqlmodel import Session

from faults import nursery, worker
from faults.worker import CLIENT_POINTS, REPLY_SECONDS, SERVER_POINTS, Job
from mdt.adapters.sms_gateway import SmsGateway
from mdt.adapters.texts import Texts
from mdt.models import OutboxChannel, OutboxMessage
from mdt.outbox.delivery import Mail, Transport

POINTS = CLIENT_POINTS + SERVER_POINTS[1:]
"""A gateway hears the number and the words at once, so it kills at two points only."""


class Texter(worker.Worker):
    """Delivers text messages until it dies or nothing is due."""

    channel = OutboxChannel.TEXT

    def take_up(self, job: Job) -> None:
        """Begin with this job, with a pen that sees its time."""
        self._texts = Texts(worker.SETTINGS, clock=self._now)
        super().take_up(job)

    def _way_out(self, name: str) -> Transport:
        url = f"http://127.0.0.1:{self._job.port}/"
        settings = replace(worker.SETTINGS, sms_url=url, sms_secret=name)
        return SmsGateway(settings, whole_seconds=REPLY_SECONDS)

    def _compose(self, session: Session, message: OutboxMessage) -> Mail:
        return self._texts.compose(session, message)


def main(first: str) -> None:
    """Do the first job, then fork workers as asked, until nobody asks any more."""
    warm = Texter(Job.read(first))
    warm.deliver_one()
    nursery.serve(warm, Job.read)


if __name__ == "__main__":
    main(sys.argv[1])
