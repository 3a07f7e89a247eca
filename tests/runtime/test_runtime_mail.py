"""The mail server among the settings."""

import pytest

from ackline.runtime.settings import SettingsError, is_bare, read_settings


def test_a_mail_server_is_read_at_the_start_and_never_printed():
    settings = read_settings({"ACKLINE_SMTP_URL": " smtps://u:canary@mail.example?from=ackline@mail.example\n"})
    assert settings.mail is not None
    assert settings.mail.host == "mail.example"
    assert "canary" not in repr(settings) + repr(settings.mail)


def test_without_one_there_is_none():
    assert read_settings({}).mail is None
    assert is_bare({"ACKLINE_SMTP_URL": "smtp://relay"}), "mail alone does not say which Slack"


def test_one_that_cannot_be_meant_stops_the_start_without_its_password():
    with pytest.raises(SettingsError, match=r"ACKLINE_SMTP_URL.*who e-mail is from") as error:
        read_settings({"ACKLINE_SMTP_URL": "smtps://u:canary@mail.example"})
    assert "canary" not in str(error.value)
