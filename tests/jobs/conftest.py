"""The portal set to a mail server that a test opens and closes."""

import pytest

from tests.conftest import forget_settings
from tests.jobs.post_office import PostOffice


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> PostOffice:
    """A post office, not open yet; the portal's settings name it. Ask for the database before it."""
    office = PostOffice()
    for name, value in {
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(office.port),
        "SMTP_TLS": "none",
        "MAIL_FROM": "客户服务部 <service@portal.example>",
        "LANGUAGE": "zh_CN",
    }.items():
        monkeypatch.setenv(f"PORTAL_{name}", value)
    forget_settings()
    return office
