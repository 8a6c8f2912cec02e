"""Rules of mdt.incoming.verdicts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.incoming import verdicts

OURS, DOMAIN = "mx.portaal.example", "partner.example"
PASS = f"dmarc=pass header.from={DOMAIN}"
FAIL = f"dmarc=fail header.from={DOMAIN}"


def is_believed(*headers: str) -> bool:
    return verdicts.is_vouched_for(headers, DOMAIN, by=OURS)


@pytest.mark.parametrize(
    "header",
    [
        f"{OURS}; {PASS}",
        f"{OURS} 1; spf=fail smtp.mailfrom=a@elders.example; {PASS}",
        f'"{OURS}"; dmarc = pass (p=reject (strict)) header.from="{DOMAIN}"',
        "MX.Portaal.Example;\r\n\tDMARC/1=Pass\r\n\theader.from=Partner.Example",
        f'{OURS}; spf=fail reason="dmarc=fail; (\\"" smtp.mailfrom=x; {PASS}',
        f"{OURS}; dmarc=pass",
    ],
)
def test_a_pass_is_read_however_a_server_writes_it(header: str) -> None:
    assert is_believed(header)


@pytest.mark.parametrize(
    "header",
    [
        "",
        f"{OURS}; none",
        f"elders.example; {PASS}",
        f"{OURS}; {FAIL}",
        f"{OURS}; {PASS}; {FAIL}",
        f"{OURS}; {FAIL}; {PASS}",
        f"{OURS}; {PASS} header.from=elders.example",
        f"{OURS}; dmarc=pass header (). from = elders.example",
        f"{OURS}; dkim=pass ({PASS}; )",
        f"{OURS}; dkim=pass (a(b); {PASS}); {FAIL}",
        f'{OURS}; spf=pass smtp.mailfrom="a; {PASS}; x"@elders.example; {FAIL}',
        f'{OURS}; spf=pass smtp.mailfrom="a\\"; {PASS}; x"@elders.example; {FAIL}',
        f'{OURS}; {PASS}; spf=pass smtp.mailfrom="a',
        f"{OURS}; {PASS}; spf=pass (a",
        f"{OURS}; {PASS}; spf=pass a)",
        f"{OURS}; {PASS}; spf=pass \\",
        f"{OURS}; xdmarc=pass header.from={DOMAIN}",
        f"({OURS}; {PASS}",
    ],
)
def test_all_else_vouches_for_nobody(header: str) -> None:
    assert not is_believed(header)


def test_only_the_latest_verdict_of_our_server_counts() -> None:
    assert not is_believed(f"{OURS}; {FAIL}", f"{OURS}; {PASS}")
    assert is_believed("elders.example; dmarc=fail", f"{OURS}; {PASS}", f"{OURS}; {FAIL}")


def test_a_verdict_that_cannot_be_read_hides_no_older_one() -> None:
    assert not is_believed(f'{OURS}; spf=pass smtp.mailfrom="a', f"{OURS}; {PASS}")


@given(st.text(st.sampled_from(f'ab;=.()"\\ {PASS}')), st.sampled_from(["quoted", "comment"]))
def test_no_words_of_a_sender_make_a_pass(words: str, place: str) -> None:
    quoted = words.replace("\\", "\\\\").replace('"', '\\"')
    comment = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    told = f'smtp.mailfrom="{quoted}"@x' if place == "quoted" else f"({comment})"

    assert not is_believed(f"{OURS}; spf=pass {told}")
    assert not is_believed(f"{OURS}; spf=pass {told}; {FAIL}")
    assert is_believed(f"{OURS}; spf=pass {told}; {PASS}")


@given(st.text(st.sampled_from('a;="()\\ ')))
def test_any_text_is_read_or_unclear(text: str) -> None:
    try:
        assert not set('"()\\') & set(verdicts.bare(text))
    except verdicts.Unclear:
        assert set('"()\\') & set(text)
