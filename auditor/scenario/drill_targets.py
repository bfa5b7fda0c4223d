"""The targets of drills: thousands of invented URIs and what the service says of each.

The reputation base has some hundred entries, too few to learn to copy an argument from. These are
drawn from a number: only addresses and names reserved for documentation (RFC 5737, RFC 3849,
RFC 2606). A target belongs to one part for good, so no draw ever moves it to the other.
"""

from typing import Literal, NamedTuple

from auditor.scenario.layouts import Language, Layout, Value, render
from auditor.scenario.reputation import Kind, draw, draw_one

Part = Literal["train", "heldout"]
Verdict = Literal["malicious", "suspicious", "clean"]

_HELD_OUT_OF = 4
_BLOCKS = ("192.0.2", "198.51.100", "203.0.113")
_ENDS = ("example", "example", "test", "example.com", "example.net", "example.org")
# fmt: off
_FIRST = (
    "alder", "amber", "arctic", "birch", "blue", "bright", "cedar", "copper", "coral", "delta",
    "ember", "fern", "frost", "garnet", "golden", "granite", "harbor", "hazel", "ivory", "jade",
    "lunar", "maple", "marble", "mint", "nova", "north", "olive", "onyx", "opal", "pearl",
    "pine", "quick", "quiet", "raven", "river", "ruby", "sage", "silver", "solar", "stone",
)
_SECOND = (
    "account", "archive", "bank", "billing", "cargo", "cdn", "clinic", "cloud", "desk", "drive",
    "files", "gate", "hub", "invoice", "lab", "ledger", "login", "mail", "market", "media",
    "office", "parcel", "pay", "point", "portal", "post", "relay", "school", "share", "shop",
    "store", "support", "sync", "trade", "travel", "update", "vault", "wallet", "web", "works",
)
_HOSTS = ("",) * 8 + ("www.", "mail.", "api.", "cdn.")
_PATHS = (
    "/", "/login", "/signin", "/invoice/26", "/docs", "/a/b", "/download", "/setup.exe", "/status",
    "/logo.png", "/verify?id=7", "/index.html", "/settings", "/pay/now", "/news", "/track",
)
# fmt: on
# A name after a blank begins with another token than inside a call, and a URL is long: of both a
# small model needs more to learn from than of addresses.
_KINDS: dict[Part, tuple[Kind, ...]] = {
    "train": ("ip", "domain", "domain", "domain", "url", "url"),
    "heldout": ("ip", "domain", "domain", "url"),
}
_WORDS = {"malicious": "恶意", "suspicious": "可疑", "clean": "安全"}


class Target(NamedTuple):
    """A URI and what the service says of it.

    Attributes:
        uri: The address, name or URL.
        kind: `ip`, `domain` or `url`.
        verdict: The service's judgement.
        score: Risk from 0 to 100.
    """

    uri: str
    kind: Kind
    verdict: Verdict
    score: int

    @property
    def word(self) -> str:
        """The verdict in Chinese."""
        return _WORDS[self.verdict]

    def result(self, layout: Layout, language: Language) -> str:
        """Return the tool's result in a layout."""
        fields: dict[str, Value] = {
            "uri": self.uri,
            "verdict": self.verdict,
            "score": self.score,
        }
        return render(fields, layout, language)


def target(part: Part, *place: object) -> Target:
    """Return the target of a part that a place in a drill draws."""
    attempt = 0
    while True:
        kind = draw_one(_KINDS[part], *place, attempt, "kind")
        uri = _uri(kind, (*place, attempt))
        if part_of(uri) == part:
            return _known(uri, kind)
        attempt += 1


def part_of(uri: str) -> Part:
    """Return the part that a URI belongs to, whoever draws it; URLs and sub-domains go with it."""
    host = uri.partition("://")[2].partition("/")[0] or uri
    for prefix in filter(None, _HOSTS):
        host = host.removeprefix(prefix)
    return "heldout" if draw("drill part", host) % _HELD_OUT_OF == 0 else "train"


def _known(uri: str, kind: Kind) -> Target:
    verdict: Verdict = draw_one(
        ("malicious", "malicious", "suspicious", "clean", "clean"), uri, "verdict"
    )
    lowest, width = {"malicious": (75, 25), "suspicious": (40, 30), "clean": (11, 18)}[verdict]
    return Target(uri, kind, verdict, lowest + draw(uri, "score") % width)


def _uri(kind: Kind, place: tuple[object, ...]) -> str:
    if kind == "ip":
        return _address(place)
    if kind == "domain":
        return _name(place)
    scheme = draw_one(("https", "http"), *place, "scheme")
    host = _name(place) if draw(*place, "host") % _HELD_OUT_OF else _address(place, ipv6=False)
    return f"{scheme}://{host}{draw_one(_PATHS, *place, 'path')}"


def _address(place: tuple[object, ...], *, ipv6: bool = True) -> str:
    if ipv6 and draw(*place, "family") % 8 == 0:
        groups = (f"{1 + draw(*place, n) % 0xFFFE:x}" for n in range(2))
        return f"2001:db8:{':'.join(groups)}::{1 + draw(*place, 'end') % 0xFFFE:x}"
    return f"{draw_one(_BLOCKS, *place, 'block')}.{1 + draw(*place, 'last') % 254}"


def _name(place: tuple[object, ...]) -> str:
    first, second = draw_one(_FIRST, *place, "first"), draw_one(_SECOND, *place, "second")
    number = draw(*place, "number") % 60
    joint = "-" if draw(*place, "joint") % 3 else ""
    shown = f"{number}" if number and number % 3 == 0 else ""
    host = draw_one(_HOSTS, *place, "sub")
    return f"{host}{first}{joint}{second}{shown}.{draw_one(_ENDS, *place, 'top')}"
