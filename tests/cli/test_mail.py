"""Mail settings that cannot work stop the start with a sentence; `doctor` tries the server; `digests` does the evening's work."""

from datetime import timedelta

import pytest
from typer.testing import CliRunner

from portal import clock
from portal.cli import app
from portal.cli.doctor import look_at_mail
from portal.settings import BadSettings, check_settings
from tests.cast import Cast
from tests.conftest import forget_settings
from tests.jobs.post_office import PostOffice
from tests.new_customers import a_department, demanded


def set_to(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    forget_settings()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "PORTAL_MAIL_FROM is ''"),
        ({"MAIL_FROM": "service"}, "PORTAL_MAIL_FROM is 'service'"),
        ({"MAIL_FROM": "a@b.example\r\nBcc: x@y.example"}, "PORTAL_MAIL_FROM"),
        ({"MAIL_FROM": "a@b.example", "SMTP_USER": "portal"}, "belong together"),
        ({"MAIL_FROM": "a@b.example", "SMTP_PASSWORD": "secret"}, "belong together"),
        ({"MAIL_FROM": "a@b.example", "SMTP_USER": "u", "SMTP_PASSWORD": "secret", "SMTP_TLS": "none"}, "in the clear"),
        ({"MAIL_FROM": "a@b.example", "SMTP_TLS": "ssl"}, "PORTAL_SMTP_TLS"),
        ({"MAIL_FROM": "a@b.example", "SMTP_PORT": "0"}, "PORTAL_SMTP_PORT"),
    ],
)
def test_mail_settings_that_cannot_work_stop_the_start_and_never_show_the_password(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str], said: str
) -> None:
    set_to(monkeypatch, SMTP_HOST="mail.example", **settings)
    with pytest.raises(BadSettings) as refused:
        check_settings()
    assert said in str(refused.value)
    assert "secret" not in str(refused.value)


def test_a_whole_set_of_mail_settings_is_fine(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {"MAIL_FROM": "客户服务部 <a@b.example>", "SMTP_USER": "u", "SMTP_PASSWORD": "secret"}
    set_to(monkeypatch, SMTP_HOST="mail.example", **whole)
    check_settings()


def test_doctor_tries_the_mail_server(sqlite_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [finding.well for finding in look_at_mail()] == [True]
    office = PostOffice()
    set_to(monkeypatch, SMTP_HOST="127.0.0.1", SMTP_PORT=str(office.port), SMTP_TLS="none", MAIL_FROM="service@portal.example")
    down = list(look_at_mail())
    assert [finding.well for finding in down] == [False]
    assert str(office.port) in down[0].what
    with office.open():
        assert [finding.well for finding in look_at_mail()] == [True]


@pytest.mark.rule("F-06")
def test_the_command_does_the_evenings_work_once(sqlite_database: str, cast: Cast) -> None:
    demanded(cast, department=a_department(cast), at=clock.now() - timedelta(days=12))
    run = CliRunner()
    assert run.invoke(app, ["digests"]).stdout.strip() == "made: 1"
    assert run.invoke(app, ["digests"]).stdout.strip() == "Nothing was due."
