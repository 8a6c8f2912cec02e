"""Rules of mdt.identity.qr."""

import re

import segno

from mdt.identity import qr

TEXT = "otpauth://totp/Veiligheidsoverleg:a@b.example?secret=ABC"


def test_the_path_draws_exactly_the_dark_modules() -> None:
    picture = qr.draw(TEXT)

    drawn = {
        (int(x) + dx, int(y))
        for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", picture.path)
        for dx in range(int(width))
    }
    rows = segno.make(TEXT, micro=False).matrix_iter(border=qr.BORDER)
    expected = {(x, y) for y, row in enumerate(rows) for x, dark in enumerate(row) if dark}
    assert drawn == expected


def test_the_picture_has_its_quiet_zone() -> None:
    picture = qr.draw(TEXT)
    plain = segno.make(TEXT, micro=False).symbol_size(border=0)[0]

    assert picture.size == plain + 2 * qr.BORDER
