"""What the newest words of a user ask to be done, and with which tools."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from auditor.claims.deeds.asked import ASKS, OPEN_ORDER, asks_for
from auditor.claims.deeds.asked_anyhow import ASKED_ANYHOW, asks_anyhow
from auditor.claims.deeds.calls import reach_of, words_of_tool
from auditor.claims.deeds.offers import offer_taken, offers_deed
from auditor.claims.deeds.screen import ASKED_IN_CHINESE
from auditor.trace import Message, Tool, Trace
from auditor.values.atoms import atoms_of
from auditor.values.values import normal_text
from auditor.values.wording import Wording, small_letters

_STEM = 4
PAIR = re.compile("(?=([\u4e00-\u9fff\u30a0-\u30ff]{2}|[\uac00-\ud7a3]{2}))")
"""Each two signs of Chinese, Japanese or Korean that stand side by side."""
_LONGEST_ASKED = 1500
_MOST_ASKED = 3
_FEWEST_PAIRS = 2
_NAMING_NUMBER = 5
_MARKED = re.compile(r"`([^`\n]{3,60})`")
# What users say of any deed, and of none.
_ASKS_TO_ACT = Wording(
    r"\b(?:handle|complete|take care of|proceed|go ahead|do it|carry (?:it|this) out|execute|"
    r"get (?:it|that|this|the|an?) (?:[^\s.?!]+ ){0,8}?(?:out|off|sent|filed|going|over to|in to)|"
    r"for me|(?:get|put|sign|set|squeeze|fit|pencil) (?:me|us|him|her|them) (?:in|on|up|down)|"
    r"ausführen|erledige\w*|mach(?:e|en)? das|hazlo|adelante|procede|ejecuta|vas-y|"
    r"fais-le|procedi|faça|doe het)\b|执行|办理|处理一下|就这么办|実行して|進めて|お願いします|"
    # `把备注写上`: what is done to a thing with a word by which it is done with.
    r"把[^，。！？\n]{1,20}(?:写上|写进|记上|记进|填上|补上|挂上|发出|发走|交上|报上|调到|调成|设为|设成|"
    r"设置|转给|转到|存到|放到|移到|关掉|打开|停掉|退掉|换成|加上|加进|取消)|"
    r"(?:^|[.!,\n] ?|please )(?:tell|let) (?!me\b|us\b|you\b)[\w ]{2,30}|"
    # `办吧`: no `好吧`, no `是吧`.
    r"(?<![^\s，。,！!])(?!好吧|是吧|对吧|行吧|算了)[^\s，。,！!？?不没吧]{1,4}吧(?![^\s，。,！!])"
)
_MAY_ASK = Wording(
    f"{ASKS.pattern}|{OPEN_ORDER.pattern}|{_ASKS_TO_ACT.pattern}|{ASKED_IN_CHINESE}|{ASKED_ANYHOW}"
)
_GENERAL_ZH = (
    "一下 帮我 请帮 那就 现在 情况 系统 记录 信息 습니 니다 합니 했습 해주 주세 세요 해줘 었습 "
    "에서 으로 "
    "드렸 렸습 되었 됐습 하고 주시 고객 객님 감사"
)
GENERAL_PAIRS = frozenset(_GENERAL_ZH.split())
"""Pairs of Chinese signs that say nothing of a deed."""


class Asked(NamedTuple):
    """What the user's newest words ask for.

    Attributes:
        words: The words.
        tools: Declared tools that act and that they name, or describe by all words of the name.
        acts: They ask for a deed.
        are_declared: Tools are declared.
    """

    words: str
    tools: tuple[str, ...]
    acts: bool
    are_declared: bool

    @property
    def things(self) -> tuple[str, ...]:
        """The names and numbers of things in them, in one spelling."""
        return things_in(self.words)


def asked_before(trace: Trace, before: int) -> Asked | None:
    """Return what the newest words of the user ask for; what he was asked back is one with it.

    What the model offered, and he takes up, is asked for, too.
    """
    said: list[str] = []
    taken, acts = 0, False
    events = trace.events
    for place in range(before - 1, -1, -1):
        event = events[place]
        if type(event) is not Message:
            continue
        if event.source == "user":
            # A runtime may say the same again behind each result.
            if event.text not in said:
                offer = offer_taken(events, place)
                acts = acts or offers_deed(offer)
                said += filter(None, (event.text, offer))
                taken += 1
        elif said and "?" not in event.text and "？" not in event.text:
            break
        if taken == _MOST_ASKED:
            break
    words = "\n".join(reversed(said))
    if not words or len(words) > _LONGEST_ASKED:
        return None
    asked = _understood(words, trace.tools)
    return asked._replace(acts=True) if acts else asked


@lru_cache(maxsize=64)
def _understood(words: str, declared: tuple[Tool, ...]) -> Asked:
    tools = tools_named(words, declared)
    return Asked(words, tools, asks_to_act(words, tools), bool(declared))


def may_ask_to_act(words: str, tools: Iterable[Tool]) -> bool:
    """Say whether words of a user may ask for a deed, or for whatever has to be done.

    Hardly any words do where looks were made, so they are not made small for that.
    """
    return _MAY_ASK.may_stand_in(words) or _may_name(words, tools)


def _may_name(words: str, tools: Iterable[Tool]) -> bool:
    """Say whether words may name a tool that acts, or describe one."""
    raw = words.encode(errors="replace").lower()
    for tool in tools:
        stems = _raw_stems_of(tool.name)
        if stems is None:
            continue
        if (stems[0] in raw and all(map(raw.__contains__, stems))) or _shares_pairs(
            words, tool.description or ""
        ):
            return True
    return False


@lru_cache(maxsize=1024)
def _raw_stems_of(name: str) -> tuple[bytes, ...] | None:
    """Return the stems of a tool's name that are ASCII, as UTF-8; None for one that only looks.

    What holds no such stem may be named by any words.
    """
    if reach_of(name).looks:
        return None
    stems = [stem for stem in _stems_of(name) if stem.isascii()]
    # The longest is the rarest, and an `e-mail` is an email.
    return tuple(
        stem.replace("emai", "mai").encode() for stem in sorted(stems, key=len, reverse=True)
    ) or (b"",)


def asks_to_act(words: str, tools: Sequence[str]) -> bool:
    """Say whether words ask for a deed.

    Args:
        words: Words of a user.
        tools: The tools that act and that they name.
    """
    return (
        bool(tools)
        or asks_for(words, None)
        or _ASKS_TO_ACT.stands_in_long(words)
        or asks_anyhow(words)
    )


def tools_named(words: str, tools: Iterable[Tool]) -> tuple[str, ...]:
    """Return the tools that act and that some words name, or describe by their name's words."""
    acting = [tool for tool in tools if not reach_of(tool.name).looks]
    if not _may_name(words, acting):
        return ()
    small = small_letters(words).replace("e-mail", "email")
    return tuple(
        tool.name
        for tool in acting
        if tool.name in words
        or _describe(small, tool.name)
        or _shares_pairs(words, tool.description or "")
    )


def _describe(small: str, name: str) -> bool:
    """Say whether words in small letters describe a tool: `add a note` for `add_note`."""
    stems = _stems_of(name)
    if not stems or not all(stem in small for stem in stems):
        return False
    return _described_by(stems).search(small) is not None


@lru_cache(maxsize=1024)
def _stems_of(name: str) -> tuple[str, ...]:
    return tuple(part[: max(_STEM, len(part) - 1)] for part in words_of_tool(name))


@lru_cache(maxsize=1024)
def _described_by(stems: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"\b" + r"\w*(?:\W+\w+){0,2}?\W+".join(map(re.escape, stems)))


def _shares_pairs(words: str, description: str) -> bool:
    """Say whether words and the description of a tool have several pairs of signs in common."""
    if words.isascii() or description.isascii():
        return False
    shared = _pairs_in(words).intersection(_pairs_in(description)) - GENERAL_PAIRS
    return len(shared) >= _FEWEST_PAIRS


@lru_cache(maxsize=256)
def _pairs_in(text: str) -> frozenset[str]:
    return frozenset(PAIR.findall(text))


@lru_cache(maxsize=64)
def things_in(words: str) -> tuple[str, ...]:
    """Return the names and numbers of things in some words, in one spelling."""
    atoms = [atom.value for atom in atoms_of(normal_text(words))]
    found = [
        one.form
        for one in atoms
        if one.kind in ("id", "host") or (one.kind == "number" and len(one.form) >= _NAMING_NUMBER)
    ]
    return (*found, *(normal_text(name) for name in _MARKED.findall(words)))
