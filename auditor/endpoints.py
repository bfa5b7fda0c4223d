"""`[endpoints.NAME]` and `[mcp.NAME]`: what a replay may contact, as people write it.

Nothing else is ever contacted: no transcript, no redirect and no environment names a host.
"""

import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from auditor.contract import Strict

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")


def _as_name(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name: letters, digits, `_` and `-`, as files are called by it"
        )
    return name


def _as_address(url: str) -> str:
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        known = False
    if not known:
        raise ValueError(f"{url!r} is no http or https URL")
    if parts.username or parts.password:
        raise ValueError("a URL with a key in it would be written down; use api_key_env")
    if parts.query or parts.fragment:
        raise ValueError(f"{url!r} has a query or fragment")
    return url


Name = Annotated[str, AfterValidator(_as_name)]
Address = Annotated[str, AfterValidator(_as_address)]


class Endpoint(Strict):
    """`[endpoints.NAME]`: an OpenAI-compatible server and a model on it.

    Attributes:
        base_url: Up to the path before `/chat/completions`.
        model: As the server calls it.
        api_key_env: The environment variable that holds the key; no key is sent where empty.
        timeout: Seconds that one request may take.
        per_minute: The most requests a minute.
        concurrency: Requests at a time.
        price_prompt, price_completion: What a million tokens cost, for `--max-cost`.
        max_response: The most bytes of a response.
        extra: Further parameters of each request, as the server spells them.
        proxy: An HTTP proxy on the way to it; those of the environment are not used.
        ca_file: Certificates to trust instead of the usual ones.
    """

    base_url: Address
    model: str = Field(min_length=1)
    api_key_env: str = ""
    timeout: float = Field(default=120.0, gt=0)
    per_minute: float | None = Field(default=None, gt=0)
    concurrency: int = Field(default=4, ge=1, le=256)
    price_prompt: float | None = Field(default=None, ge=0)
    price_completion: float | None = Field(default=None, ge=0)
    max_response: int = Field(default=16 * 1024 * 1024, ge=1024)
    extra: dict[str, Any] = Field(default={})
    proxy: Address | None = None
    ca_file: str | None = None


class ToolServer(Strict):
    """`[mcp.NAME]`: an MCP server whose tools a live replay may use.

    Attributes:
        command: Starts it over stdio.
        url: Where it listens (streamable HTTP); either this or `command`.
        allow: The tools that may be called; all others are answered from the record or not at all.
        env: Environment variables for the command, by name; their values are those of ours.
        timeout: Seconds that one call may take.
    """

    command: tuple[str, ...] = ()
    url: Address | None = None
    allow: tuple[str, ...] = Field(min_length=1)
    env: tuple[str, ...] = ()
    timeout: float = Field(default=60.0, gt=0)

    @model_validator(mode="after")
    def _one_way(self) -> "ToolServer":
        if bool(self.command) == bool(self.url):
            raise ValueError("give either command or url")
        return self
