"""What a command does, as far as its programs are well known: it looks, checks, or may do more.

Programs with subcommands say by these what they do: `kubectl get`, `gh pr view`.
"""

import re

import msgspec

from auditor.claims.deeds.verbs import families_in
from auditor.values.kept_answers import kept

_LOOKING_WORDS = (
    "cat ls grep rg find head tail less more wc pwd cd echo tree stat file which whoami env "
    "date diff du df ps id uname printf sort uniq cut jq type test true sleep zgrep zcat egrep "
    "uptime free hostname dig nslookup whois ping host netstat ss lsof top journalctl dmesg mailq "
    "traceroute last lastb who w md5sum sha256sum column tac nl"
)
_PLAIN_WORDS = "sed mkdir touch cp mv rm chmod awk perl printf black"
_PLAIN_GIT_WORDS = (
    "add commit checkout switch restore stash reset rm mv init config fetch tag rev-parse"
)
_LOOKING_PROGRAMS = frozenset(_LOOKING_WORDS.split())
_PLAIN_PROGRAMS = frozenset(_PLAIN_WORDS.split())
_PLAIN_GIT = frozenset(_PLAIN_GIT_WORDS.split())
_LOOKING_GIT = frozenset({"status", "diff", "log", "show", "branch", "blame", "remote"})
_SUBCOMMANDED = (
    "kubectl docker podman systemctl service helm aws gcloud az gh glab terraform oc pip pip3 npm "
    "apt apt-cache dpkg conda nomad consul vault virsh snap brew crictl"
)
_WITH_SUBCOMMANDS = frozenset(_SUBCOMMANDED.split())
_LOOKING_SUBCOMMAND = re.compile(
    r"(?:get|list|ls|show|status|describe|logs?|inspect|info|ps|top|history|view|search|version|"
    r"whoami|is-active|is-enabled|outdated|freeze)(?:-[a-z-]+)?"
)
_FURTHER = 3
_OTHER_VERBS = frozenset({"run", "exec", "kill", "stop", "start", "up", "down"})
# A group, then what is done to it: `gh pr view`, `aws s3 ls`, `gcloud compute instances list`.
_GROUPED = frozenset({"aws", "gcloud", "az", "gh", "glab", "docker", "vault", "consul", "nomad"})
_SENDS = re.compile(
    r"\s(?:-X ?(?!GET|HEAD)\w|--request[ =](?!GET|HEAD)|-d\b|--data|-F\b|--form|-T\b|--upload|"
    r"--json|--post|--method[ =](?!GET|HEAD))"
)
_CHECKS = re.compile(
    r"(?:pytest|tox|nox|jest|mocha|vitest|rspec|phpunit|ctest|mypy|"
    r"(?:npm|yarn|pnpm|cargo|go|make|mvn|gradle|dotnet|swift|mix|bun) (?:run )?tests?|"
    r"python3? -m (?:pytest|unittest))\b"
)
_WRITES = re.compile(r"(?<![0-9&])>(?!&)|\btee\b|<<|\$\(|`")
_HARMLESS = re.compile(r"[12&]?>\s?/dev/null|2>&1")
_QUOTED = re.compile(r"'[^']*'|\"[^\"$`\\]*\"")
_SEPARATOR = re.compile(r"&&|\|\||[;|\n]")
_READS_SQL = re.compile(
    r"\W*(?:query|sql|statement)\W{1,6}(?:SELECT|SHOW|DESC|DESCRIBE|EXPLAIN|PRAGMA)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:update|insert|delete|post|put|patch|create|drop|alter|write|send|set)\b", re.IGNORECASE
)


@kept
def has_effect(raw: str) -> bool:
    """Say whether a call's arguments speak of an effect, as a statement or a request does."""
    return _EFFECT.search(raw) is not None


@kept
def only_looks(raw: str) -> bool:
    """Say whether every part of a command is a program that only looks, or a query that reads."""
    if _READS_SQL.match(raw) and not has_effect(raw):
        return True
    return is_reading_line(command_in(raw))


def only_checks(raw: str) -> bool:
    """Say whether every part of a command looks or runs tests."""
    parts = _harmless_parts(command_in(raw))
    return parts is not None and all(_CHECKS.match(" ".join(one)) or _looks(one) for one in parts)


def only_plain(raw: str) -> bool:
    """Say whether every part of a command is a program well known to run no other, and no check."""
    parts = _parts_of(command_in(raw))
    return bool(parts) and all(_is_plain(one) and not _CHECKS.match(" ".join(one)) for one in parts)


def are_well_known(raw: str) -> bool:
    """Say whether each part of a command is a program well known to run no other, or a check."""
    parts = _parts_of(command_in(raw))
    return bool(parts) and all(map(_is_plain, parts))


def is_reading_line(line: str) -> bool:
    """Say whether a line of a command, its program first, only looks."""
    parts = _harmless_parts(line)
    return bool(parts) and all(map(_looks, parts or ()))


def command_in(raw: str) -> str:
    """Return the one command of a call's arguments, or "" where it is not plain which it is."""
    if raw[:1] not in ("{", "["):
        return raw
    try:
        given = msgspec.json.decode(raw)
    except msgspec.DecodeError:
        return ""
    if not isinstance(given, dict):
        return ""
    value = given.get("command", given.get("cmd", ""))
    return value if isinstance(value, str) else ""


def _harmless_parts(line: str) -> list[list[str]] | None:
    """Return the parts of a command that writes no file itself; None where that is not plain."""
    bare = _QUOTED.sub("'", _HARMLESS.sub("", line))
    return None if not bare or _WRITES.search(bare) else _parts_of(bare)


def _parts_of(command: str) -> list[list[str]]:
    return [part.split() for part in _SEPARATOR.split(command) if part.strip()]


def _is_plain(words: list[str]) -> bool:
    program = words[0].rpartition("/")[2]
    if program == "git":
        return len(words) > 1 and words[1] in _PLAIN_GIT | _LOOKING_GIT
    return program in _PLAIN_PROGRAMS or _looks(words) or bool(_CHECKS.match(" ".join(words)))


def _looks(words: list[str]) -> bool:
    words = words[1:] if words[0] == "sudo" and len(words) > 1 else words
    program = words[0].rpartition("/")[2]
    if program == "git":
        return len(words) > 1 and words[1] in _LOOKING_GIT
    if program == "sed":
        return "-n" in words
    if program == "curl":
        return not _SENDS.search(f" {' '.join(words)}")
    if program in _WITH_SUBCOMMANDS:
        return _looks_by_subcommand(program, words[1:])
    return program in _LOOKING_PROGRAMS and "-delete" not in words and "-exec" not in words


def _looks_by_subcommand(program: str, words: list[str]) -> bool:
    plain = [word for word in words if not word.startswith("-")]
    if program == "service":
        return plain[1:2] == ["status"]
    for word in plain[: _FURTHER if program in _GROUPED else 1]:
        if _LOOKING_SUBCOMMAND.fullmatch(word):
            return True
        if word in _OTHER_VERBS or families_in((word,)):
            break
    return False
