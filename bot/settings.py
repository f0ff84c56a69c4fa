"""The settings: from the environment, or from `.env` in the folder where the program is started."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, field_validator
from pydantic_core.core_schema import ValidationInfo
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from storage.errors import ZhuqiError

TELEGRAM = "https://api.telegram.org"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class LogFormat(StrEnum):
    """How a record is written: a line for people, or a JSON object for machines."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least severity that is written."""

    DEBUG = "DEBUG"
    INFO = "INFO"
    WARNING = "WARNING"
    ERROR = "ERROR"
    CRITICAL = "CRITICAL"


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `host:port`, an IPv6 host in brackets. Raises ValueError for anything else."""
        parts = urlsplit(f"//{text.strip()}")
        if parts.hostname is None or parts.port is None or parts.netloc != text.strip() or "@" in text:
            raise ValueError(text)
        return cls(host=parts.hostname, port=parts.port)

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, kw_only=True)
class SettingsProblem:
    """One wrong or missing setting. Never holds the value, which may be a secret."""

    name: str
    expected: str

    def __str__(self) -> str:
        return f"{self.name}：{self.expected}"


class SettingsError(ZhuqiError):
    """设置有误，请检查环境变量或 .env：{listing}"""

    def __init__(self, problems: Sequence[SettingsProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__(listing="".join(f"\n  {problem}" for problem in self.problems))


def _url(*schemes: str) -> AfterValidator:
    """Check an address: one of the schemes, a host, and a port that is one. A trailing slash goes."""

    def check(text: str) -> str:
        parts = urlsplit(text)
        # Reading the port is what checks it.
        if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
            raise ValueError
        return text.rstrip("/")

    return AfterValidator(check)


def _matches(pattern: str) -> Callable[[SecretStr], SecretStr]:
    """Check a secret as a whole, without its value getting into the error."""

    def check(secret: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, secret.get_secret_value(), re.ASCII):
            raise ValueError
        return secret

    return check


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _address(value: object) -> object:
    return Address.parse(value) if isinstance(value, str) else value


class Settings(BaseSettings):
    """All settings. Each description says what is expected; it is what a wrong value is answered with."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8",
        # `NAME=` in .env means "not set".
        env_ignore_empty=True,
        # A misspelled name in .env would otherwise silently be the default.
        extra="forbid",
        frozen=True,
    )

    bot_token: Annotated[SecretStr, AfterValidator(_matches(r"\d+:[\w-]+"))] | None = Field(
        default=None, description="应为 BotFather 给的令牌，形如 数字:字母数字"
    )
    bot_api_url: Annotated[str, _url("http", "https")] = Field(
        default=TELEGRAM, description="应为 Bot API 服务器地址，以 http:// 或 https:// 开头"
    )
    proxy_url: Annotated[str, _url("http", "https", "socks5", "socks5h")] | None = Field(
        default=None,
        repr=False,
        description="应为代理地址，以 http://、https://、socks5:// 或 socks5h:// 开头",
    )
    database_url: str = Field(
        default="sqlite:///data/zhuqi.db",
        repr=False,
        description="应为 sqlite:///文件路径 或 postgresql://用户:密码@主机/库名",
    )
    files_dir: Path = Field(default=Path("data/files"), description="应为存放附件的文件夹（可以尚未建立）")
    policy_file: Path | None = Field(default=None, description="应为一个已有的政策文件（.toml）")
    webhook_url: str | None = Field(default=None, description="应为 Telegram 能访问的 https:// 地址")
    webhook_secret: Annotated[SecretStr, AfterValidator(_matches(r"[\w-]{1,256}"))] | None = Field(
        default=None,
        description="设了 WEBHOOK_URL 就须填，1–256 个字母、数字、下划线或连字符",
    )
    listen: Annotated[Address, NoDecode, BeforeValidator(_address)] = Field(
        default=Address(host="127.0.0.1", port=8080), description="应为 主机:端口，如 127.0.0.1:8080"
    )
    log_level: Annotated[LogLevel, BeforeValidator(_upper)] = Field(
        default=LogLevel.INFO, description=f"应为 {'、'.join(LogLevel)} 之一"
    )
    log_format: LogFormat = Field(default=LogFormat.CONSOLE, description=f"应为 {'、'.join(LogFormat)} 之一")

    @field_validator("database_url")
    @classmethod
    def _names_a_database(cls, url: str) -> str:
        parts = urlsplit(url)
        match parts.scheme:
            # A ledger in memory would be lost with the process.
            case "sqlite" if not parts.netloc and len(parts.path) > 1 and ":memory:" not in url:
                return url
            case "postgresql" if parts.hostname and len(parts.path) > 1 and parts.port != 0:
                return url
        raise ValueError

    @field_validator("files_dir")
    @classmethod
    def _can_be_a_folder(cls, path: Path) -> Path:
        if path.exists() and not path.is_dir():
            raise ValueError
        return path

    @field_validator("policy_file")
    @classmethod
    def _is_a_file(cls, path: Path | None) -> Path | None:
        if path is not None and not path.is_file():
            raise ValueError
        return path

    @field_validator("webhook_url")
    @classmethod
    def _can_be_reached(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "")
        # Telegram insists on https; a Bot API server on this machine does not.
        if url is None or (
            parts.hostname
            and parts.port != 0
            and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))
        ):
            return url
        raise ValueError

    @field_validator("webhook_secret")
    @classmethod
    def _goes_with_its_url(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        # Without it anybody who finds the address could speak for everybody.
        if secret is None and info.data.get("webhook_url") is not None:
            raise ValueError
        return secret

    def require_token(self) -> str:
        """The bot's token, for the commands that talk to Telegram.

        Raises:
            SettingsError: It is not set.
        """
        if self.bot_token is None:
            raise SettingsError([_problem("bot_token")])
        return self.bot_token.get_secret_value()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be written anywhere: token, webhook secret, passwords inside addresses."""
        given = [secret.get_secret_value() for secret in (self.bot_token, self.webhook_secret) if secret]
        for url in (self.proxy_url, self.database_url):
            password = urlsplit(url).password if url else None
            given += [password, unquote(password)] if password else []
        return tuple(dict.fromkeys(given))


def load_settings() -> Settings:
    """Read and check all settings.

    Raises:
        SettingsError: Some are wrong; it names every one of them and what is expected, and no value.
    """
    try:
        return Settings()
    except ValidationError as error:
        names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors(include_input=False))
        raise SettingsError([_problem(name) for name in names]) from None
    except UnicodeDecodeError:
        raise SettingsError([SettingsProblem(name=".env", expected="应为 UTF-8 编码的文本")]) from None


def _problem(name: str) -> SettingsProblem:
    field = Settings.model_fields.get(name)
    expected = field.description if field else None
    return SettingsProblem(name=name.upper(), expected=expected or "没有这个设置，请看 .env.example")
