"""Rules of mdt.cli.run: everything starts, says where it is, and stops together."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from mdt.cli import run
from mdt.cli.problem import Problem
from mdt.incoming import matching

ROOT = Path(__file__).parents[2]
END_SECONDS = 30


@pytest.fixture
def running(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """Return `mdt run` in an empty folder, up to where it says that it is up."""
    environ = {name: text for name, text in os.environ.items() if not name.startswith("MDT_")}
    with closing(socket.create_server(("127.0.0.1", 0))) as trial:
        port = trial.getsockname()[1]  # of its own: another may run beside it
    environ |= {"MDT_BIND": f"127.0.0.1:{port}", "MDT_BASE_URL": f"http://localhost:{port}"}
    with subprocess.Popen(
        [sys.executable, "-m", "mdt.cli.main", "run"],
        cwd=tmp_path,
        env={**environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        yield process
        process.kill()


def said(process: "subprocess.Popen[str]") -> str:
    """Return what it says until it is up, or has ended."""
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if "Ctrl-C" in line:
            break
    return "".join(lines)


def test_it_starts_says_where_it_is_and_stops_at_ctrl_c(
    running: "subprocess.Popen[str]",
) -> None:
    text = said(running)

    port = int(re.findall(r"http://localhost:(\d+) and become", text)[0])
    assert "Samira el Idrissi" in text
    assert "not delivered" not in text, "the worker was there before the mail catcher"
    assert answers(port)

    running.send_signal(signal.SIGINT)
    assert running.wait(END_SECONDS) == 0
    assert not answers(port)


def test_a_part_that_dies_stops_the_rest_with_one_sentence(
    running: "subprocess.Popen[str]",
) -> None:
    port = int(re.findall(r"http://localhost:(\d+) and become", said(running))[0])
    [worker] = [child for child in processes_under(running.pid) if "worker" in child[1]]
    os.kill(worker[0], signal.SIGKILL)

    rest, _ = running.communicate(timeout=END_SECONDS)

    assert running.returncode == 2
    assert "mdt: the worker ended by itself (status -9), so all was stopped." in rest
    assert not answers(port)


def answers(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=END_SECONDS)) as connection:
        try:
            connection.request("GET", "/account/sign-in")
        except ConnectionRefusedError:
            return False
        return connection.getresponse().status == 200


def processes_under(parent: int) -> list[tuple[int, str]]:
    """Return number and command line of each child."""
    listing = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(parent)],  # noqa: S607 - found by the path
        capture_output=True,
        text=True,
        check=True,
    )
    rows = (line.split(maxsplit=1) for line in listing.stdout.splitlines())
    return [(int(number), command) for number, command in rows]


def test_answers_by_mail_count_although_a_mail_server_of_ones_own_signs_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run.development({})["MDT_MAIL_AUTHENTICATOR"] == matching.UNCHECKED


def test_what_the_environment_says_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    environ = run.development({"MDT_DEMO": "0", "MDT_BIND": "127.0.0.1:1"})

    assert (environ["MDT_DEMO"], environ["MDT_BIND"]) == ("0", "127.0.0.1:1")


def test_the_secret_is_made_once_and_for_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    first, second = (run.development({})["MDT_SECRET_KEY"] for _ in range(2))

    assert first == second
    assert len(first) >= 32
    assert run.SECRET_FILE.stat().st_mode & 0o077 == 0


def test_a_taken_port_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(run, "PORTS", (port, 0))

        found = run.development({})["MDT_BASE_URL"]

        assert found != f"http://localhost:{port}"
        monkeypatch.setattr(run, "PORTS", (port,))
        with pytest.raises(Problem, match="set MDT_BIND"):
            run.development({})
