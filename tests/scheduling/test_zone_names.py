"""Rules of mdt.scheduling.zone_names."""

import pytest

from mdt.scheduling import zone_names


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("/freeassociation.sourceforge.net/Europe/Amsterdam", "Europe/Amsterdam"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Romance Standard Time", "Europe/Paris"),
        ("GMT Standard Time", "Europe/London"),
        ("West-Europa (standaardtijd)", "Europe/Amsterdam"),
        ("(UTC+01:00) Amsterdam, Berlijn, Bern, Rome, Stockholm, Wenen", "Europe/Amsterdam"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Amsterdam"),
        ("(UTC+01:00) Brussel, Kopenhagen, Madrid, Parijs", "Europe/Amsterdam"),
        ("(UTC+00:00) Dublin, Edinburgh, Lissabon, Londen", "Europe/London"),
        ("tzone://Microsoft/Utc", "UTC"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_known_by_the_names_that_calendars_use(name: str, zone: str) -> None:
    assert zone_names.find(name) == zone


@pytest.mark.parametrize(
    "name", ["", "Customized Time Zone", "Ergens", "(x) y", "../../etc/passwd"]
)
def test_a_zone_that_nobody_knows_is_not_guessed(name: str) -> None:
    assert zone_names.find(name) is None
