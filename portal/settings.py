"""Settings from the environment (PORTAL_...) and the file `.env`, checked once at start; secrets from a file of mode 600.

Every name is explained in docs/operating.md.
"""

import os
import secrets
import stat
import tomllib
from email.utils import parseaddr
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict, SettingsError

from portal.i18n import Language

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


class BadSettings(Exception):
    """The portal refuses to start; the text says what is wrong and how to mend it."""


class Secrets(BaseModel):
    """Keys of this installation, hexadecimal, made by `python -m portal init` or the first start."""

    cookie_key: str = Field(min_length=64, pattern="^[0-9a-f]+$")
    audit_key: str = Field(min_length=64, pattern="^[0-9a-f]+$")
    index_key: str = Field(min_length=64, pattern="^[0-9a-f]+$")
    data_keys: dict[str, str] = Field(min_length=1)

    @field_validator("cookie_key", "audit_key", "index_key")
    @classmethod
    def _must_be_random(cls, value: str) -> str:
        if len(set(value)) < 8:
            raise ValueError("is not random: generate it with `python -m portal init`")
        return value

    @field_validator("data_keys")
    @classmethod
    def _must_be_numbered_keys(cls, value: dict[str, str]) -> dict[str, str]:
        for number, key in value.items():
            if not number.isdigit() or not 1 <= int(number) <= 255:
                raise ValueError("data keys are numbered 1 to 255")
            if len(bytes.fromhex(key)) != 32 or len(set(key)) < 8:
                raise ValueError(f"data key {number} is not 32 random bytes")
        return value


class Settings(BaseSettings):
    """Where this installation keeps its data, where it listens, and in which language it starts."""

    model_config = SettingsConfigDict(env_prefix="PORTAL_", env_file=".env", extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    secrets_file: Path | None = None
    address: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65535)
    public_url: str = ""
    language: Language = "zh_CN"
    time_zone: str = "Asia/Shanghai"
    demonstration: bool = False
    demonstration_open: bool = False
    idle_minutes: int = Field(default=60, ge=5, le=1440)
    session_hours: int = Field(default=12, ge=1, le=72)
    upload_megabytes: int = Field(default=20, ge=1, le=200)
    # Further names under which browsers reach the portal, and the proxies whose word about the browser's address counts.
    # Outgoing mail: the evening digests. Without a host nothing is sent; they stand in the portal all the same.
    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str = ""
    jobs: bool = True
    allowed_hosts: list[str] = []
    trusted_proxies: list[str] = []

    @field_validator("time_zone")
    @classmethod
    def _must_exist(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as unknown:
            raise ValueError(f"{value!r} is not a time zone") from unknown
        return value

    @property
    def mail_address(self) -> str:
        """The bare address in PORTAL_MAIL_FROM; empty where there is none."""
        return parseaddr(self.mail_from)[1]

    @property
    def database(self) -> str:
        """The SQLAlchemy address: PORTAL_DATABASE_URL, or the embedded database in the data folder."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'portal.db').absolute()}"

    @property
    def hosts(self) -> frozenset[str]:
        """The names by which this portal may be asked for; anything else in a Host header is refused."""
        named = {urlsplit(self.public_url).hostname or "", *(host.lower() for host in self.allowed_hosts)}
        own = set() if self.address in EVERYWHERE else {self.address}
        return frozenset({*LOOPBACK, *named, *own} - {""})

    @property
    def files(self) -> Path:
        """The folder of attachments."""
        return self.data_dir / "files"

    @property
    def secrets_path(self) -> Path:
        """The file that holds this installation's keys; it belongs outside every backup of the database."""
        return self.secrets_file or self.data_dir / "secrets.toml"


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once. Raises BadSettings with a sentence for each that is wrong."""
    try:
        return Settings()
    except (ValidationError, SettingsError) as wrong:
        raise BadSettings(_wrong_settings(wrong)) from wrong


def _wrong_settings(wrong: ValidationError | SettingsError) -> str:
    if isinstance(wrong, SettingsError):
        return f"A setting cannot be read: {wrong}. Lists are written as JSON: PORTAL_ALLOWED_HOSTS='[\"portal.example\"]'"
    lines = [f"PORTAL_{str(error['loc'][0]).upper()}: {error['msg']} (it is {error['input']!r})" for error in wrong.errors()]
    return "Settings that cannot be used:\n  " + "\n  ".join(lines) + "\nEach is explained in docs/operating.md."


def check_settings() -> None:
    """Refuse to start where a setting is unsafe or secrets are missing or weak. Raises BadSettings."""
    own = settings()
    installation_secrets()
    _check_mail(own)
    if own.public_url and (urlsplit(own.public_url).scheme not in {"http", "https"} or not urlsplit(own.public_url).hostname):
        raise BadSettings(f"PORTAL_PUBLIC_URL is {own.public_url!r}; write it as browsers do: https://portal.example")
    if own.demonstration and own.address not in LOOPBACK and not own.demonstration_open:
        raise BadSettings(
            f"The demonstration department would be open to everybody who reaches {own.address}. Listen on 127.0.0.1, "
            "or say that you want it: PORTAL_DEMONSTRATION_OPEN=true"
        )
    if own.address in EVERYWHERE and not own.public_url and not own.allowed_hosts:
        raise BadSettings(
            f"The portal would listen on {own.address} but not know its name, and refuse everybody. "
            "Set PORTAL_PUBLIC_URL to the address that people type."
        )


def _check_mail(own: Settings) -> None:
    if not own.smtp_host:
        return
    name, at, domain = own.mail_address.rpartition("@")
    if not (name and at and domain) or any(sign in own.mail_from for sign in "\r\n"):
        raise BadSettings(
            f"PORTAL_SMTP_HOST is set, and PORTAL_MAIL_FROM is {own.mail_from!r}: write the address that mail comes from, "
            "such as service@example.com or Customer service <service@example.com>"
        )
    password = bool(own.smtp_password.get_secret_value())
    if bool(own.smtp_user) is not password:
        raise BadSettings("PORTAL_SMTP_USER and PORTAL_SMTP_PASSWORD belong together: set both or neither.")
    if password and own.smtp_tls == "none" and own.smtp_host not in LOOPBACK:
        raise BadSettings(f"The mail password would go to {own.smtp_host} in the clear. Set PORTAL_SMTP_TLS to starttls or tls.")


@lru_cache
def installation_secrets() -> Secrets:
    """This installation's keys. Raises BadSettings where they are missing, weak or readable by others."""
    path = settings().secrets_path
    if not path.exists():
        raise BadSettings(f"No keys at {path}. Make them with: python -m portal init")
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise BadSettings(f"Others can read the keys. Mend it with: chmod 600 {path}")
    try:
        return Secrets.model_validate(tomllib.loads(path.read_text()))
    except ValueError as bad:
        raise BadSettings(f"The keys in {path} cannot be used: {bad}") from bad


def make_secrets() -> None:
    """Write fresh keys, readable by the owner only, unless this installation has some. Two starts at once make one set."""
    path = settings().secrets_path
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = "".join(f'{name} = "{secrets.token_hex(32)}"\n' for name in ("cookie_key", "audit_key", "index_key"))
    text += f'\n[data_keys]\n1 = "{secrets.token_hex(32)}"\n'
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    installation_secrets.cache_clear()
