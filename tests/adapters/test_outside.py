"""Rules of mdt.adapters.outside: nobody reads our network through the portal."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.adapters import outside
from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import NotRead

INSIDE = [
    "127.0.0.1",
    "127.9.9.9",
    "0.0.0.0",  # noqa: S104 - it is refused
    "10.0.0.1",
    "172.16.5.5",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd00:ec2::254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:1::1",
    "ff02::1",
    "2001:db8::1",
    "no address",
]


@pytest.mark.parametrize("ip", INSIDE)
def test_an_address_of_a_network_of_our_own_is_not_public(ip: str) -> None:
    assert not outside.is_public(ip)


@pytest.mark.parametrize("ip", ["9.9.9.9", "2620:fe::fe", "::ffff:9.9.9.9"])
def test_an_address_of_the_internet_is_public(ip: str) -> None:
    assert outside.is_public(ip)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_is_judged_the_same_in_its_ipv6_disguise(
    ip: ipaddress.IPv4Address,
) -> None:
    assert outside.is_public(f"::ffff:{ip}") == outside.is_public(str(ip))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/a.ics",
        "https://[::1]/a.ics",
        "https://[::ffff:127.0.0.1]/a.ics",
        "https://2130706433/a.ics",
        "https://0x7f000001/a.ics",
        "https://127.1/a.ics",
        "https://localhost/a.ics",
        "http://9.9.9.9/a.ics",
        "ftp://9.9.9.9/a.ics",
        "file:///etc/passwd",
        "https:///a.ics",
        "https://9.9.9.9:hundred/a.ics",
        "gopher://127.0.0.1:25/",
    ],
)
def test_an_address_that_leads_inside_or_is_not_secure_is_forbidden(address: str) -> None:
    with pytest.raises(NotRead) as refusal:
        outside.target(address, ())

    assert refusal.value.problem is BusyProblem.FORBIDDEN_ADDRESS


def test_a_name_with_one_address_inside_is_forbidden_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [(0, 0, 0, "", ("9.9.9.9", 443)), (0, 0, 0, "", ("10.0.0.1", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(NotRead):
        outside.target("https://agenda.partner.example/a.ics", ())


def test_what_was_checked_is_what_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["9.9.9.9", "10.0.0.1"])
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (next(answers), 443))]
    )

    found = outside.target("https://agenda.partner.example/a.ics?key=1", ())

    assert (found.ip, found.host, found.port) == ("9.9.9.9", "agenda.partner.example", 443)
    assert found.path == "/a.ics?key=1"


def test_a_server_inside_is_opened_when_the_installation_names_it_with_its_port() -> None:
    assert outside.target("http://127.0.0.1:5232/anna/", {"127.0.0.1:5232"}).ip == "127.0.0.1"
    with pytest.raises(NotRead):
        outside.target("http://127.0.0.1:5233/anna/", {"127.0.0.1:5232"})


def test_a_name_that_nobody_knows_cannot_be_reached() -> None:
    with pytest.raises(NotRead) as refusal:
        outside.target(f"https://{'a' * 64}.example/a.ics", ())

    assert refusal.value.problem is BusyProblem.UNREACHABLE
