"""What keeps the dashboard closed: which address it may listen on, whom it answers, what it loads.

A page shows what a model or an attacker wrote. It is text, so nothing should ever be loaded or
sent; the policy here makes the browser refuse it all the same.
"""

import ipaddress
import os
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from auditor.errors import UsageError

SECRETS = os.path.join(".streamlit", "secrets.toml")
LOCAL = ("localhost", "127.0.0.1", "::1")

_AUTH_KEYS = ("redirect_uri", "cookie_secret", "client_id", "client_secret", "server_metadata_url")
_SHORTEST_SECRET = 32
_BACK = "/oauth2callback"
# Streamlit's own code needs inline scripts, Vega's formulas need eval.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; frame-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": _POLICY,
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


def is_loopback(address: str) -> bool:
    """Say whether only this machine can reach an address; an empty one is every interface."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def allowed_hosts(address: str, secrets: str = SECRETS) -> list[str]:
    """Return the names under which the dashboard may be asked for.

    Args:
        address: Where it is to listen.
        secrets: File of the login's settings, needed where others can reach the address.

    Raises:
        UsageError: Others could reach the address and there is no login, or half a one.
    """
    if is_loopback(address):
        return list(dict.fromkeys((*LOCAL, address)))
    auth = _auth_of(address, secrets)
    missing = [key for key in _AUTH_KEYS if not str(auth.get(key) or "")]
    if missing:
        raise UsageError(f"{secrets}: [auth] lacks {', '.join(missing)}.", _CURE)
    if len(str(auth["cookie_secret"])) < _SHORTEST_SECRET:
        raise UsageError(
            f"{secrets}: cookie_secret is shorter than {_SHORTEST_SECRET} characters.",
            "Make one with `openssl rand -hex 32`.",
        )
    if find_spec("authlib") is None:
        raise UsageError(
            "A login needs Authlib, which is not installed.",
            "pip install 'agent-trace-auditor[login]'",
        )
    return [_host_of(auth, secrets)]


def _host_of(auth: Mapping[str, Any], secrets: str) -> str:
    """Return the name under which a login comes back.

    Raises:
        UsageError: It cannot come back there, or the provider has no address.
    """
    back, provider = (_parts_of(str(auth[key])) for key in ("redirect_uri", "server_metadata_url"))
    host = back.hostname if back else None
    if back is None or not host:
        raise UsageError(f"{secrets}: redirect_uri is no address.", _CURE)
    if not back.path.endswith(_BACK):
        raise UsageError(
            f"{secrets}: redirect_uri must end in {_BACK}, as a login comes back there.",
            f"Write {back.scheme}://{back.netloc}{_BACK}, and tell the provider the same.",
        )
    if provider is None or not provider.hostname:
        raise UsageError(
            f"{secrets}: server_metadata_url is no address.",
            "Give the provider's, which mostly ends in /.well-known/openid-configuration.",
        )
    return host


def _parts_of(address: str) -> SplitResult | None:
    """Return the parts of an address of the web, or None."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


_CURE = (
    "Name an identity provider there (OIDC; see docs/dashboard.md), or listen on 127.0.0.1 and "
    "come through an SSH tunnel."
)


def _auth_of(address: str, secrets: str) -> Mapping[str, Any]:
    try:
        with open(secrets, "rb") as file:
            table = tomllib.load(file)
    except FileNotFoundError:
        raise UsageError(
            f"Anybody who reaches {address} could read the transcripts and give verdicts: there "
            f"is no {secrets} with a login.",
            _CURE,
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{secrets} cannot be read: {error}.") from None
    auth = table.get("auth")
    if not isinstance(auth, dict):
        raise UsageError(f"{secrets} has no table [auth].", _CURE)
    return auth


class Guard:
    """Answers only requests for allowed names, and sends the policy with every answer.

    Args:
        app: What is guarded.
        hosts: The allowed names, without ports.
    """

    def __init__(self, app: ASGIApp, hosts: list[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it with 403: a foreign name may have been rebound to us."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if host_name(Headers(scope=scope).get("host", "")) not in self._hosts:
            refusal = PlainTextResponse("This name is not served here.", status_code=403)
            await refusal(scope, receive, send)
            return

        async def with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_policy)


def host_name(header: str) -> str:
    """Return the name in a Host header without its port, in lower case; "" where it is none."""
    try:
        return (urlsplit(f"//{header}").hostname or "").lower()
    except ValueError:
        return ""
