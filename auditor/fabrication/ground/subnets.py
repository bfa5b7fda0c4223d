"""Addresses that follow from networks: where one begins, its first and last host, its broadcast."""

import re
from functools import lru_cache
from ipaddress import IPv4Network, ip_address, ip_network

from auditor.fabrication.imitation import Scene

_NETWORK = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}/(?:[89]|[12]\d|3[0-2])(?!\d)")
_SIZE = re.compile(r"/([12]\d|3[0-2])(?![\d/])")
_ADDRESS = re.compile(r"(?<![\d.])((?:\d{1,3}\.){3}\d{1,3})(?![\d.]*\d)(/\d{1,2})?")
_BITS = 32
# What is set apart for all the world.
_LOOPBACK = "127.0.0."
_SET_APART = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
)  # fmt: skip


def without_subnets(text: str, scene: Scene) -> str:
    """Return a text with blanks for addresses at the edges of networks that somebody named.

    Somebody else than the model named the range, and a size in which it is parted.
    """
    if "/" not in text or _SIZE.search(text) is None:
        return text
    evidence = scene.evidence
    texts = evidence.texts[: evidence.place_of(scene.event_index)]
    named = {network for one in texts for network in _networks_in(one.raw)}
    sizes = {int(size) for size in _SIZE.findall(scene.asked)} | {one.prefixlen for one in named}
    if not named:
        return text
    return _ADDRESS.sub(
        lambda found: " " * len(found[0]) if _follows(found, named, sizes) else found[0], text
    )


def lies_in(address: str, network: str) -> bool:
    """Say whether an address lies in a network as written, which begins where its size says."""
    try:
        return any(ip_address(address) in one for one in _networks_in(network))
    except ValueError:
        return False


@lru_cache(maxsize=512)
def is_set_apart(form: str) -> bool:
    """Say whether an address is a network set apart for all the world, or its first or last."""
    if form.startswith(_LOOPBACK):
        return True
    networks = [ip_network(one) for one in _SET_APART]
    return form in _SET_APART or any(
        form in (str(one.network_address), str(one.broadcast_address)) for one in networks
    )


def _follows(found: re.Match[str], named: set[IPv4Network], sizes: set[int]) -> bool:
    try:
        address = ip_address(found[1])
    except ValueError:
        return False
    if found[2] and int(found[2][1:]) not in sizes:
        return False
    return any(address in network for network in named) and any(
        _is_edge(int(address), _BITS - size) for size in sizes
    )


def _is_edge(address: int, bits: int) -> bool:
    size = 1 << bits
    return address % size in {0, 1, size - 2, size - 1}


@lru_cache(maxsize=64)
def _networks_in(raw: str) -> tuple[IPv4Network, ...]:
    if "/" not in raw:
        return ()
    found: list[IPv4Network] = []
    for written in _NETWORK.findall(raw):
        try:
            network = ip_network(written)
        except ValueError:
            continue
        if isinstance(network, IPv4Network):
            found.append(network)
    return tuple(found)
