"""Rules of mdt.web.devices."""

import pytest

from mdt.web import devices

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0": "Edge, Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0": "Firefox, Linux",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/19.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 "
    "Mobile Safari/537.36": "Chrome, Android",
    "curl/8.0": "",
    "": "",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_is_called_by_a_name_that_its_owner_knows(agent: str) -> None:
    assert devices.describe(agent) == AGENTS[agent]
