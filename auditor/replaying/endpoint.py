"""An OpenAI-compatible server behind the seam, through the `openai` client.

The client's own retries and redirects are off: every attempt is ours to count. Proxies and keys of
the environment are not used, responses are bounded in bytes and seconds, and any that is no strict
JSON is a failed attempt.
"""

import contextlib
import email.utils
import math
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor import strict_json
from auditor.endpoints import Endpoint
from auditor.errors import ConfigError, UsageError, installing
from auditor.messages.parts import integer_or_none, text_or_none
from auditor.replaying.asking import Version
from auditor.replaying.responding import Decoding, Message, NoReply, Reply, Tools
from auditor.replaying.spending import Pace, Price

if TYPE_CHECKING:
    import httpx2
    import openai

_REFUSED = {401: "refuses the key", 404: "knows no such model or path", 405: "is no such server"}
_AGAIN = {408, 409, 425, 429}
_NOBODY = {502, 503, 504}
"""What gateways say where nobody stands behind them."""
_SERVER_FAULT = 500
_HIDDEN = b"[key]"
_KEY = 12
_COMPLAINT = 200


@contextlib.contextmanager
def opened(name: str, endpoint: Endpoint) -> Iterator[Version]:
    """Give what answers in the name of an endpoint, for as long as the block lasts.

    Raises:
        ConfigError: The variable that should hold its key is not set.
        UsageError: The extra `replay` is not installed.
    """
    price = None
    if endpoint.price_prompt is not None or endpoint.price_completion is not None:
        price = Price(endpoint.price_prompt or 0.0, endpoint.price_completion or 0.0)
    respond = _Responding(name, endpoint)
    try:
        yield Version(respond, Pace(endpoint.per_minute), price, endpoint.model)
    finally:
        respond.close()


class _Responding:
    """Asks one endpoint; may be called from several threads."""

    def __init__(self, name: str, endpoint: Endpoint) -> None:
        self._name = name
        self._endpoint = endpoint
        self._key = _key_of(name, endpoint)
        self._client = _client(endpoint, self._key)

    def __call__(self, messages: list[Message], tools: Tools, decoding: Decoding) -> Reply:
        import openai

        body = _body(self._endpoint, messages, tools, decoding)
        try:
            raw = self._client.chat.completions.with_raw_response.create(**body).content
        except openai.APITimeoutError:
            raise NoReply("no response in time", again=True) from None
        except openai.APIStatusError as error:
            raise self._status(error) from None
        except openai.APIConnectionError as error:
            raise _cause(error) from None
        return reply_in(self._without_key(raw))

    def _without_key(self, raw: bytes) -> bytes:
        """Return what a server said without our key, which it may repeat.

        What stands in for a key at servers that want none (`EMPTY`) may be a word of the reply.
        """
        return raw.replace(self._key.encode(), _HIDDEN) if len(self._key) >= _KEY else raw

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _status(self, error: "openai.APIStatusError") -> Exception:
        status = error.status_code
        told = text_or_none(error.code) or text_or_none(error.type) or ""
        said = f"status {status}{f' ({told[:60]})' if told else ''}{_complaint(error)}"
        said = self._without_key(said.encode()).decode()
        if status in _REFUSED or told == "insufficient_quota":
            reason = _REFUSED.get(status, "has no quota left")
            return UsageError(
                f"The endpoint {self._name} {reason}: {said}.",
                f"Look at [endpoints.{self._name}] in the settings. Runs that are over are kept.",
            )
        if 300 <= status < 400:  # noqa: PLR2004 - redirects
            return NoReply(f"{said}: redirects are not followed")
        again = status in _AGAIN or status >= _SERVER_FAULT
        wait = retry_after(error.response.headers)
        return NoReply(said, again=again, wait=wait, absent=status in _NOBODY)


def _complaint(error: "openai.APIStatusError") -> str:
    """Return what a server says is wrong with a request: what else would tell?

    A server that refuses a key may say which one it was given.
    """
    if error.status_code in _AGAIN | {401} or error.status_code >= _SERVER_FAULT:
        return ""
    body = error.body if isinstance(error.body, dict) else {}
    detail = body.get("detail")
    if isinstance(detail, list) and detail and isinstance(detail[0], dict):
        detail = detail[0].get("msg")  # FastAPI tells the first of several like this
    told = text_or_none(body.get("message")) or text_or_none(detail) or ""
    return f": {' '.join(told.split())[:_COMPLAINT]}" if told else ""


def _key_of(name: str, endpoint: Endpoint) -> str:
    if not endpoint.api_key_env:
        return ""
    key = os.environ.get(endpoint.api_key_env, "")
    if not key:
        raise ConfigError(
            f"The endpoint {name} needs a key: the variable {endpoint.api_key_env} is not set."
        )
    return key


def _client(endpoint: Endpoint, key: str) -> "openai.OpenAI":
    try:
        import httpx2
        import openai
    except ModuleNotFoundError as error:
        raise UsageError(
            f"Endpoints need the OpenAI client ({error}).",
            f"Install it: {installing('replay')}.",
        ) from None
    from auditor.replaying.guarded import GuardedTransport

    web = httpx2.Client(
        transport=GuardedTransport(endpoint, key),
        timeout=endpoint.timeout,
        trust_env=False,
        follow_redirects=False,
    )
    return openai.OpenAI(
        api_key="set by the transport",
        base_url=endpoint.base_url,
        max_retries=0,
        timeout=endpoint.timeout,
        http_client=web,
    )


def _body(
    endpoint: Endpoint, messages: list[Message], tools: Tools, decoding: Decoding
) -> dict[str, Any]:
    drawn = {
        "temperature": decoding.temperature,
        "top_p": decoding.top_p,
        "max_tokens": decoding.max_tokens,
        "seed": decoding.seed,
    }
    return {
        "model": endpoint.model,
        "messages": messages,
        **({"tools": tools} if tools else {}),
        **{key: value for key, value in drawn.items() if value is not None},
        "extra_body": {**endpoint.extra, **decoding.extra},
    }


def _cause(error: Exception) -> NoReply:
    """Return why no response came, without what a library's message may quote."""
    cause = error.__cause__ or error
    if isinstance(cause, NoReply):
        return cause
    import httpx2

    absent = isinstance(cause, httpx2.ConnectError)
    return NoReply(f"the connection failed ({type(cause).__name__})", again=True, absent=absent)


def reply_in(raw: bytes) -> Reply:
    """Return the reply that the body of a response holds.

    Raises:
        NoReply: It is no strict JSON, or no chat completion.
    """
    if raw.lstrip().startswith((b"data:", b"event:")):
        raise NoReply("the response is a stream, which was not asked for")
    try:
        value = strict_json.decode(raw)
    except strict_json.JsonError as fault:
        raise NoReply(f"the response is no JSON: {fault}", again=True) from None
    choices = value.get("choices") if isinstance(value, dict) else None
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(message, dict) or not isinstance(choice, dict):
        raise NoReply("the response holds no message", again=True)
    usage = value.get("usage") if isinstance(value.get("usage"), dict) else {}
    return Reply(
        {key: kept for key, kept in message.items() if kept is not None},
        text_or_none(choice.get("finish_reason")) or "",
        integer_or_none(usage.get("prompt_tokens")),
        integer_or_none(usage.get("completion_tokens")),
        text_or_none(value.get("model")) or "",
        text_or_none(value.get("id")) or "",
        text_or_none(value.get("system_fingerprint")) or "",
    )


def retry_after(headers: "httpx2.Headers") -> float | None:
    """Return the seconds that a server asks to wait, or None; a date may be given, too."""
    told = headers.get("retry-after")
    if not told:
        return None
    try:
        seconds = float(told)
        return max(0.0, seconds) if math.isfinite(seconds) else None
    except ValueError:
        pass
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None
