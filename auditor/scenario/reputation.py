"""An invented reputation base of some hundred IPs, domains and URLs, made from a seed.

Only addresses reserved for documentation occur (RFC 5737, RFC 3849, RFC 5398) and only names
under `.example` (RFC 2606), so nobody's host is ever called malicious. A name says nothing about
its verdict: whoever has not looked it up can only guess.

Every value is drawn from a hash of seed, URI and purpose rather than from a random generator:
the base is then the same in every Python version, and a new entry changes no other.
"""

import hashlib
import ipaddress
import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, TypeVar
from urllib.parse import urlsplit

from auditor.errors import UsageError

T = TypeVar("T")
Kind = Literal["ip", "domain", "url"]
Verdict = Literal["malicious", "suspicious", "clean", "unknown"]

SEED = 20260301

THREATS = (
    "phishing",
    "malware",
    "command_and_control",
    "botnet",
    "brute_force",
    "cryptomining",
    "spam",
    "scanner",
)
_DOUBTS: Mapping[Kind, Sequence[str]] = {
    "ip": ("open_proxy", "anonymizer", "dynamic_range", "shared_hosting"),
    "domain": ("newly_registered", "dynamic_dns", "parked", "lookalike_name"),
    "url": ("url_shortener", "redirect_chain", "file_sharing", "mixed_reports"),
}
_TRADES = ("business", "education", "software_updates", "content_delivery", "hosting", "news")
_SOURCES = ("honeynet", "passive-dns", "openlist", "sandbox", "abuse-desk", "mail-trap", "edge-log")
_NETWORKS = (
    "Fjordline Hosting",
    "Palm Cloud",
    "Karst Networks",
    "Lantern Broadband",
    "Meridian Colo",
    "Saltmarsh Telecom",
    "Twelve Bridges IX",
)
# fmt: off
_FIRST_WORDS = (
    "amber", "north", "quick", "silver", "cedar", "harbor", "lucky", "mint",
    "paper", "river", "secure", "solar", "stone", "urgent", "velvet", "winter",
)
_SECOND_WORDS = (
    "account", "archive", "cargo", "clinic", "desk", "gate", "invoice", "ledger",
    "login", "mail", "market", "media", "parcel", "portal", "school", "update",
)
# fmt: on
_PATHS = (
    "/",
    "/login",
    "/invoice/2026",
    "/download/setup.exe",
    "/docs/index.html",
    "/api/v2/ping",
    "/verify?step=2",
    "/static/app.js",
)
_IPV4_BLOCKS = ("192.0.2", "198.51.100", "203.0.113")
_IPV4_PER_BLOCK, _IPV6_COUNT, _DOMAIN_COUNT, _URL_COUNT = 50, 20, 140, 140
_EPOCH = date(2024, 1, 1)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


class Record(NamedTuple):
    """What the base knows of one URI.

    Attributes:
        uri: The normalised address, name or URL.
        kind: `ip`, `domain` or `url`.
        verdict: The service's judgement; `unknown` means that it has no data.
        score: Risk from 0 (none) to 100 (certain); None where there is no data.
        confidence: How well the verdict is supported; None where there is no data.
        categories: Kinds of threat, doubt or trade; the first is the main one.
        first_seen: Date as `YYYY-MM-DD`, or None.
        last_seen: Date as `YYYY-MM-DD`, not before `first_seen`, or None.
        reports: Number of reports behind the verdict.
        sources: Names of the feeds that reported.
        asn: Autonomous system, from the numbers reserved for documentation, or None.
        network: Name of that system's operator, or None.
    """

    uri: str
    kind: Kind
    verdict: Verdict
    score: int | None = None
    confidence: Literal["low", "medium", "high"] | None = None
    categories: tuple[str, ...] = ()
    first_seen: str | None = None
    last_seen: str | None = None
    reports: int = 0
    sources: tuple[str, ...] = ()
    asn: str | None = None
    network: str | None = None


def draw(*parts: object) -> int:
    """Return a whole number that depends on nothing but `parts`; 64 bits, evenly spread."""
    text = "\x1f".join(str(part) for part in parts)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def draw_one(options: Sequence[T], *parts: object) -> T:
    """Return one of `options`, chosen by `parts`."""
    return options[draw(*parts) % len(options)]


def draw_some(options: Sequence[T], count: int, *parts: object) -> list[T]:
    """Return `count` different `options` in an order chosen by `parts`."""
    return sorted(options, key=lambda option: draw(*parts, option))[:count]


def normalise(uri: str) -> str:
    """Return the URI as the base writes it: refanged, host and scheme in lower case.

    Raises:
        UsageError: The text is no IP address, domain or http(s) URL.
    """
    text = uri.strip().replace("[.]", ".").replace("[:]", ":")
    text = re.sub(r"(?i)^hxxp", "http", text)
    if "://" in text:
        return _normalise_url(text, uri)
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        name = text.lower().rstrip(".")
    if not _DOMAIN.fullmatch(name):
        raise _invalid(uri)
    return name


def kind_of(uri: str) -> Kind:
    """Return what a normalised URI is: `ip`, `domain` or `url`."""
    if "://" in uri:
        return "url"
    try:
        ipaddress.ip_address(uri)
    except ValueError:
        return "domain"
    return "ip"


@cache
def build_base(seed: int = SEED) -> Mapping[str, Record]:
    """Return the base of that seed: normalised URI to record, in a fixed order."""
    uris = [*_addresses(seed), *_domains(seed)]
    uris += _urls(seed, uris)
    return MappingProxyType({uri: _record(seed, uri) for uri in uris})


def find(uri: str, base: Mapping[str, Record]) -> Record:
    """Return the record of `uri`; one with the verdict `unknown` where the base has none.

    Raises:
        UsageError: The text is no IP address, domain or http(s) URL.
    """
    key = normalise(uri)
    return base.get(key) or Record(key, kind_of(key), "unknown")


def _normalise_url(text: str, given: str) -> str:
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise _invalid(given) from None
    if parts.scheme.lower() not in {"http", "https"} or not host or re.search(r"\s", text):
        raise _invalid(given)
    address = normalise(host)
    shown = f"[{address}]" if ":" in address else address
    rest = parts._replace(scheme=parts.scheme.lower(), netloc=shown + port, path=parts.path or "/")
    return rest.geturl()


def _invalid(uri: str) -> UsageError:
    return UsageError(
        f"{uri!r} is no IP address, domain or http(s) URL.",
        "Give for instance 192.0.2.1, portal.example or https://portal.example/login.",
    )


def _addresses(seed: int) -> list[str]:
    hosts = range(1, 255)
    ipv4 = [
        f"{block}.{host}"
        for block in _IPV4_BLOCKS
        for host in sorted(draw_some(hosts, _IPV4_PER_BLOCK, seed, block))
    ]
    groups = sorted(draw_some(range(0x10, 0xFFFF), _IPV6_COUNT, seed, "ipv6"))
    return ipv4 + [f"2001:db8:{group:x}::{draw(seed, group) % 0xFF + 1:x}" for group in groups]


def _domains(seed: int) -> list[str]:
    names = [f"{first}-{second}.example" for first in _FIRST_WORDS for second in _SECOND_WORDS]
    return sorted(draw_some(names, _DOMAIN_COUNT, seed, "domains"))


def _urls(seed: int, hosts: Sequence[str]) -> list[str]:
    urls = [
        f"{draw_one(('https', 'http'), seed, host, 'scheme')}://{host}"
        f"{draw_one(_PATHS, seed, host, 'path')}"
        for host in hosts
        if ":" not in host
    ]
    return sorted(draw_some(urls, _URL_COUNT, seed, "urls"))


def _record(seed: int, uri: str) -> Record:
    verdict = _verdict(seed, uri)
    if verdict == "unknown":
        return Record(uri, kind_of(uri), verdict)
    kind = kind_of(uri)
    lowest, highest, names, reports = {
        "malicious": (75, 99, THREATS, 60),
        "suspicious": (40, 69, _DOUBTS[kind], 12),
        "clean": (0, 19, _TRADES, 3),
    }[verdict]
    first = _EPOCH + timedelta(days=draw(seed, uri, "first") % 760)
    last = first + timedelta(days=draw(seed, uri, "last") % 120)
    sources = draw_some(_SOURCES, 1 + draw(seed, uri, "feeds") % 3, seed, uri, "source")
    number = draw(seed, uri, "asn") % 16
    return Record(
        uri,
        kind,
        verdict,
        score=lowest + draw(seed, uri, "score") % (highest - lowest + 1),
        confidence=draw_one(("low", "medium", "high"), seed, uri, "confidence"),
        categories=tuple(draw_some(names, 1 + draw(seed, uri, "kinds") % 2, seed, uri, "category")),
        first_seen=first.isoformat(),
        last_seen=last.isoformat(),
        reports=1 + draw(seed, uri, "reports") % reports,
        sources=tuple(sources),
        asn=f"AS{64496 + number}",
        network=_NETWORKS[number % len(_NETWORKS)],
    )


def _verdict(seed: int, uri: str) -> Verdict:
    share = draw(seed, uri, "verdict") % 100
    for verdict, below in _VERDICT_SHARES:
        if share < below:
            return verdict
    raise AssertionError("the shares end at 100")


_VERDICT_SHARES: tuple[tuple[Verdict, int], ...] = (
    ("malicious", 32),
    ("suspicious", 54),
    ("clean", 88),
    ("unknown", 100),
)
