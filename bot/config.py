"""Settings, from ``.env`` and the environment.

``.env.example`` lists them all, with a line each; a test compares the two.
"""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from yarl import URL

from bot.errors import StartupError

DISCORD_API_URL = "https://discord.com/api/v10"
DISCORD_GATEWAY_URL = "wss://gateway.discord.gg/"
DISCORD_CDN_URL = "https://cdn.discordapp.com"


def _url_with(*schemes: str) -> AfterValidator:
    def check(value: str) -> str:
        url = URL(value)
        if url.scheme not in schemes or not url.host:
            raise ValueError(f"must be an address that begins with {' or '.join(f'{s}://' for s in schemes)}")
        return value.rstrip("/") if url.path != "/" else value

    return AfterValidator(check)


def _known_database(value: SecretStr) -> SecretStr:
    address = value.get_secret_value()
    if not address:
        return value
    if not address.startswith(("sqlite+aiosqlite:///", "postgresql+asyncpg://")):
        raise ValueError("must begin with sqlite+aiosqlite:/// or postgresql+asyncpg://")
    try:
        named = make_url(address).database
    except (ArgumentError, ValueError):
        raise ValueError("is no address; its parts are USER:PASSWORD@HOST:PORT/NAME") from None
    if named in (None, "", ":memory:"):
        raise ValueError("must name a file or a database")
    return value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


_any_case = BeforeValidator(_lower)
HttpUrl = Annotated[str, _url_with("https", "http")]
WebSocketUrl = Annotated[str, _url_with("wss", "ws")]


Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseSettings):
    """Everything that can be set from outside. Secrets never show in a repr."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    discord_token: SecretStr = SecretStr("")
    data_dir: Path = Path("data")
    database_url: Annotated[SecretStr, AfterValidator(_known_database)] = SecretStr("")
    keys_file: Path = Path("heronry.keys")
    heronry_keys: SecretStr = SecretStr("")
    signposts_file: Path | None = None

    discord_api_url: HttpUrl = DISCORD_API_URL
    discord_gateway_url: WebSocketUrl = DISCORD_GATEWAY_URL
    discord_cdn_url: HttpUrl = DISCORD_CDN_URL

    log_level: Annotated[Literal["debug", "info", "warning", "error"], _any_case] = "info"
    log_format: Annotated[Literal["text", "json"], _any_case] = "text"
    metrics_port: Port | None = None
    public_port: Port | None = None
    public_url: HttpUrl | None = None

    @property
    def database(self) -> str:
        """The database's address: ``DATABASE_URL``, or SQLite in ``DATA_DIR``."""
        return self.database_url.get_secret_value() or f"sqlite+aiosqlite:///{self.data_dir / 'heronry.db'}"

    @property
    def erasures_file(self) -> Path:
        """The record of erasures, beside the keys: outside ``DATA_DIR``, so that no backup or restore touches it."""
        return self.keys_file.with_suffix(".erased")

    @model_validator(mode="after")
    def _keys_apart_from_data(self) -> Self:
        # A copy of the data folder must never carry the key to its private texts with it.
        if self.keys_file.resolve().is_relative_to(self.data_dir.resolve()):
            raise ValueError("KEYS_FILE lies inside DATA_DIR; keep the keys apart from the data they open")
        return self

    @model_validator(mode="after")
    def _site_whole(self) -> Self:
        if (self.public_port is None) != (self.public_url is None):
            raise ValueError("PUBLIC_PORT and PUBLIC_URL go together: where calendars are served, and their address")
        return self


def load_settings(env_file: str | None = ".env", **overrides: object) -> Settings:
    """Read the settings; ``overrides`` (by field name) go before the environment and ``env_file``.

    Raises ``StartupError`` with one line that names the setting, never its value
    (it may be a secret).
    """
    try:
        # pydantic checks the overrides, whatever their type here
        return Settings(_env_file=env_file, **overrides)  # pyright: ignore[reportCallIssue,reportArgumentType]
    except ValidationError as invalid:
        first = invalid.errors(include_input=False, include_url=False)[0]
        reason = first["msg"].removeprefix("Value error, ")
        if first["loc"]:
            reason = f"{str(first['loc'][0]).upper()} is wrong: {reason[:1].lower()}{reason[1:]}"
        raise StartupError(f"{reason}. See .env.example.", exit_code=2) from None
    except UnicodeDecodeError:
        raise StartupError(f"{env_file} isn't plain text (UTF-8); save it again as that.", exit_code=2) from None
