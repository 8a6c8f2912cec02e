"""A test in a browser that fails is run once more; the run names it, and bears only a few."""

import pytest

MOST = 3
"""So many browser tests of one run may need their second look before the run itself fails."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test that asks for a browser a second look."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail a run in which too many tests needed one: then it is no accident."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:  # a worker: its controller counts
        return
    again = reporter.stats.get("rerun", [])
    if len(again) > MOST:
        reporter.write_line(f"\n{len(again)} tests were run a second time; {MOST} may be.")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
