"""Rules of mdt.config."""

from datetime import time
from pathlib import Path

import pytest

from mdt import config
from mdt.config import ConfigError, Settings


def test_without_settings_the_defaults_are_for_development() -> None:
    assert config.load({"LANG": "nl_NL.UTF-8"}) == Settings()


def test_settings_are_typed() -> None:
    found = config.load({"MDT_DEMO": "yes", "MDT_UNDO_SECONDS": "5", "MDT_CATCHER_DIR": "a/b"})

    assert found.demo is True
    assert found.undo_seconds == 5
    assert found.catcher_dir.parts == ("a", "b")


def test_office_hours_are_two_times_of_the_wall_clock() -> None:
    assert Settings().office == (time(8, 30), time(17))
    assert config.load({"MDT_OFFICE_HOURS": "9:00 - 16:45"}).office == (time(9), time(16, 45))


def test_a_gateway_for_texts_is_secure_or_on_this_machine() -> None:
    for url in ("https://sms.example/v1", "http://127.0.0.1:8080/", "http://localhost:1/"):
        assert config.load({"MDT_SMS_URL": url}).sms_url == url


def test_the_secret_of_a_gateway_is_given_or_in_a_file_but_not_both(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("geheim\n")
    in_file = {"MDT_SMS_SECRET_FILE": str(file)}

    assert config.load({"MDT_SMS_SECRET": "geheim"}).text_secret == "geheim"
    assert config.load(in_file).text_secret == "geheim"
    with pytest.raises(ConfigError, match="not both"):
        config.load(in_file | {"MDT_SMS_SECRET": "geheim"})


def test_weights_are_four_whole_numbers() -> None:
    assert Settings().weights == (10, 5, 3, 1)
    assert config.load({"MDT_WAITING_WEIGHTS": "8-4-2-2"}).weights == (8, 4, 2, 2)


def test_reminders_come_so_many_working_days_before() -> None:
    assert Settings().before_due == (1,)
    assert config.load({"MDT_REMIND_BEFORE_DUE": "3-1"}).before_due == (3, 1)
    assert config.load({"MDT_REMIND_BEFORE_DUE": ""}).before_due == ()
    assert config.load({"MDT_REMIND_UNANSWERED": "5"}).unanswered == (5,)


def test_the_review_ladder_is_days_that_rise() -> None:
    assert Settings().ladder == (7, 30, 90, 180, 365, 540)
    assert config.load({"MDT_REVIEW_LADDER": "14-60"}).ladder == (14, 60)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MDT_SMS_URL", "http://sms.example/"),
        ("MDT_SMS_URL", "https://"),
        ("MDT_SMS_URL", "https://name:word@sms.example/"),
        ("MDT_SMS_SECRET_FILE", "/nowhere/secret"),
        ("MDT_SMS_HEADER", "Authorization: Bearer"),
        ("MDT_SMS_HEADER", "Authorization: {secret}\r\nHost: x"),
        ("MDT_SMS_FIELDS", "to from text"),
        ("MDT_SMS_FIELDS", "- from text reference"),
        ("MDT_SMS_FIELDS", "to from - reference"),
        ("MDT_REMIND_BEFORE_DUE", "1-x"),
        ("MDT_REMIND_BEFORE_DUE", "0"),
        ("MDT_REMIND_LATE_DAYS", "0"),
        ("MDT_REMIND_UNANSWERED", "twee"),
        ("MDT_DOCUMENT_MEGABYTES", "51"),
        ("MDT_CLAMD", "127.0.0.1:3310"),
        ("MDT_REVIEW_LADDER", "30-7"),
        ("MDT_REVIEW_LADDER", "0-7"),
        ("MDT_REVIEW_LADDER", "week"),
        ("MDT_WAITING_WEIGHTS", "10-5-3"),
        ("MDT_WAITING_WEIGHTS", "10-5-3-0"),
        ("MDT_WAITING_WEIGHTS", "veel-5-3-1"),
        ("MDT_BASE_URL", "portaal.example"),
        ("MDT_DATABASE_URL", "mysql://x"),
        ("MDT_DEMO", "perhaps"),
        ("MDT_DKIM_KEY", "dkim.pem"),
        ("MDT_DKIM_SELECTOR", "mdt1"),
        ("MDT_MAIL_DOMAIN", "a@b.example"),
        ("MDT_NOTICE_HOURS", "a day"),
        ("MDT_PATIENCE_MINUTES", "0"),
        ("MDT_SPAN_MARGIN_MINUTES", "61"),
        ("MDT_CALENDAR_HOSTS", "https://agenda.example/"),
        ("MDT_SIGN_IN_HOSTS", "https://login.example/"),
        ("MDT_OFFICE_HOURS", "always"),
        ("MDT_OFFICE_HOURS", "17.00-08.30"),
        ("MDT_OFFICE_HOURS", "08.30-24.30"),
        ("MDT_SECRET_KEY", "short"),
        ("MDT_IMAP_URL", "https://post.example"),
        ("MDT_SMTP_URL", "http://x"),
        ("MDT_UNDO_SECONDS", "soon"),
    ],
)
def test_a_wrong_setting_is_named(name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=name):
        config.load({name: text})


def test_a_setting_that_is_none_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(ConfigError, match=r"MDT_BASEURL is no setting.*MDT_BASE_URL"):
        config.load({"MDT_BASEURL": "http://localhost"})


def test_a_judge_is_asked_in_modes_that_exist() -> None:
    assert Settings().agreed_modes == ("kennis", "proces")
    assert "rc" in config.load({"MDT_JUDGE_MODES": "kennis-proces-rc"}).agreed_modes
    with pytest.raises(ConfigError, match="MDT_JUDGE_MODES"):
        config.load({"MDT_JUDGE_MODES": "kennis-vonnis"})
