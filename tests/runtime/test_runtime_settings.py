"""Settings: everything that is wrong is named at once, and a mistyped name never looks like a healthy bot."""

import pytest

from ackline.runtime.settings import DECIDING, Mode, SettingsError, is_bare, read_serving, read_settings

COMPLETE = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


def mistakes(environment: dict[str, str]) -> str:
    with pytest.raises(SettingsError) as refused:
        read_serving(environment)
    return str(refused.value)


def test_everything_that_is_wrong_is_named_at_once():
    told = mistakes(
        {
            "SLACK_APP_TOKEN": "xoxb-1",
            "SLACK_API_URL": "slack.com",
            "ACKLINE_CONFIG": "/no/such/folder",
            "ACKLINE_PORT": "70000",
            "ACKLINE_DATABSE_URL": "sqlite:///x.db",
        }
    )
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "ACKLINE_CONFIG", "ACKLINE_PORT"):
        assert name in told
    assert "ACKLINE_DATABSE_URL is no setting of Ackline: did you mean ACKLINE_DATABASE_URL?" in told
    assert len(told.splitlines()) == 6


def test_with_nothing_set_both_ways_to_slack_are_named():
    told = mistakes({})
    assert "SLACK_BOT_TOKEN is missing" in told
    assert "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP mode) is set" in told


def test_an_app_token_means_socket_mode_and_a_signing_secret_alone_means_http():
    assert read_serving(COMPLETE).mode is Mode.HTTP
    assert read_serving(COMPLETE | {"SLACK_APP_TOKEN": "xapp-1"}).mode is Mode.SOCKET
    assert read_serving({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}).mode is Mode.SOCKET


def test_what_is_not_set_has_its_default():
    settings = read_settings({})
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert settings.database_url == "sqlite:///ackline.db"
    assert settings.api_url == "https://slack.com/api/"
    assert settings.config is None


@pytest.mark.parametrize("days", ["0", "-3", "a year", "1.5"])
def test_a_retention_that_is_no_number_of_days_is_named(days):
    told = mistakes(COMPLETE | {"ACKLINE_RETENTION_DAYS": days})
    assert f"ACKLINE_RETENTION_DAYS is no number of days ('{days}')" in told
    assert read_settings({"ACKLINE_RETENTION_DAYS": "400"}).retention_days == 400


def test_a_heartbeat_that_is_no_address_is_named_without_it():
    told = mistakes(COMPLETE | {"ACKLINE_HEARTBEAT_URL": "beats.example/canary"})
    assert "ACKLINE_HEARTBEAT_URL is not an address" in told and "canary" not in told
    assert "canary" not in repr(read_settings({"ACKLINE_HEARTBEAT_URL": "https://beats.example/canary"}))


def test_the_base_of_the_web_api_ends_in_a_slash():
    assert read_settings({"SLACK_API_URL": "http://127.0.0.1:1/api"}).api_url == "http://127.0.0.1:1/api/"


def test_the_line_end_of_a_copied_token_is_no_part_of_it():
    settings = read_serving({"SLACK_BOT_TOKEN": "xoxb-1\n", "SLACK_SIGNING_SECRET": " s "})
    assert (settings.bot_token, settings.signing_secret) == ("xoxb-1", "s")


@pytest.mark.parametrize(
    "name", ["SLACK_BOT_TOKN", "SLACK_SIGNNG_SECRET", "slack_app_token", "ACKLINE_DB", "ackline_config"]
)
def test_a_mistyped_name_starts_neither_the_demo_nor_the_bot(name):
    assert not is_bare({name: "x"})
    assert name in mistakes(COMPLETE | {name: "x"})


def test_other_programs_variables_are_none_of_ours():
    others = {"SLACK_CLI_XAPP": "x", "SLACK_WORKSPACE_THEME": "x", "PATH": "/bin", "DATABASE_URL": "x"}
    assert is_bare(others)
    assert read_serving(COMPLETE | others).mode is Mode.HTTP


@pytest.mark.parametrize("name", DECIDING)
def test_any_slack_database_or_config_variable_ends_a_bare_start(name):
    assert not is_bare({name: "x"})
    assert is_bare({name: " "})


def test_secrets_are_never_printed():
    told = repr(read_serving({"SLACK_BOT_TOKEN": "xoxb-canary", "SLACK_SIGNING_SECRET": "canary"}))
    assert "canary" not in told
    assert "canary" not in mistakes({"SLACK_BOT_TOKEN": "canary", "SLACK_APP_TOKEN": "canary"})
