"""An SMTP server on loopback that behaves as badly as a test wants."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

ACCEPTED = "250 OK"
Answer = Callable[[Envelope], str]


@dataclass
class Behaviour:
    """What the server answers; it keeps the mail that it accepted.

    hang: seconds before it answers the mail; drop: cut the line after it accepted.
    """

    to_recipient: str = ACCEPTED
    to_mail: str | Answer = ACCEPTED
    hang: float = 0.0
    drop: bool = False
    accepted: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd looks the method up by this name
        self, _server: SMTP, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if self.to_recipient == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_DATA(self, server: SMTP, _session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd looks the method up by this name
        await asyncio.sleep(self.hang)
        answer = self.to_mail if isinstance(self.to_mail, str) else self.to_mail(envelope)
        if answer.startswith("250"):
            self.accepted.append(envelope)
        if self.drop and server.transport:
            server.transport.close()
        return answer


@contextmanager
def serving(behaviour: Behaviour, **options: Any) -> Iterator[int]:
    """Let a server behave so while the block runs; yields its port."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        listening = asyncio.run_coroutine_threadsafe(_listen(behaviour, options), loop).result()
        yield listening.sockets[0].getsockname()[1]
        asyncio.run_coroutine_threadsafe(_hang_up(listening), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _listen(behaviour: Behaviour, options: dict[str, Any]) -> asyncio.Server:
    loop = asyncio.get_running_loop()
    return await loop.create_server(lambda: SMTP(behaviour, loop=loop, **options), "127.0.0.1", 0)


async def _hang_up(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def only(user: str, password: str, trust: ssl.SSLContext) -> dict[str, Any]:
    """Return the options of a server that wants TLS and this account."""

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=is_right, handled=False)

    return {
        "tls_context": trust,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": check,
    }
