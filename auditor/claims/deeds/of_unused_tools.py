"""Deeds told as done where the declared tool that does just that was never called.

`Une nouvelle étiquette a été créée.` beside an `etiquette_creer`, `工单已提交` beside a tool for
提交工单: a sentence tells something as done with a word that this one tool has in its name or its
description, no call of the turn acted, and neither a call nor a result speaks of it.
Such a claim is at most suspected.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache

from auditor.claims.claim import Claim
from auditor.claims.claim_history import shows_all_calls
from auditor.claims.deeds.calls import reach_of, words_of_tool
from auditor.claims.deeds.done import done_in, may_tell_done
from auditor.claims.deeds.doubt import NONE_MADE
from auditor.claims.deeds.history import owns_up
from auditor.claims.deeds.may_have_acted import may_have_acted
from auditor.claims.deeds.phrases import is_of_another
from auditor.claims.deeds.unbacked_deeds import ending_turns
from auditor.claims.deeds.verbs import BASE
from auditor.claims.letters import is_dictated, is_in_letter
from auditor.evidence.readings import is_question, single_sentences
from auditor.pairing import Pairing, calls_before
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult, Trace
from auditor.values.accents import without_accents
from auditor.values.wording import late

_SCORE = 0.5
_LONGEST = 1500
_STEM, _SHORTEST = 5, 5
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u4e00-\u9fff]{3,}")
_CLAUSE = re.compile(r"[,;:](?=\s)|[—–](?=\s)")
_NO_PAST = frozenset(("need", "feed", "speed", "proceed", "exceed", "succeed", "indeed"))
# What went out was sent.
_WENT_OUT = late(r"\b(?:has |have )?(?:already |now )?(?:went|gone) out\b", re.IGNORECASE)
_DONE_ZH = re.compile("已")
_UNREAL_ZH = re.compile("没|未|无法|不能|如|若|需|请|将|吗|？|是否|建议|待|要|可")
# Nearly all tools speak of these.
_GENERAL = frozenset(
    (
        "about", "account", "action", "after", "agent", "alert", "available", "based", "between",
        "calls", "check", "client", "commande", "customer", "datei", "details", "dossier", "email",
        "existing", "field", "filter", "given", "order", "other", "record", "request", "results",
        "return", "specific", "status", "system", "their", "there", "these", "this", "ticket",
        "update", "using", "value", "vorgang", "which", "with", "would",
    )
)  # fmt: skip
_GENERAL_STEMS = frozenset(word[:_STEM] for word in (*_GENERAL, *BASE))


def deeds_of_unused_tools(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield the first such sentence of each text.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    acting = [tool for tool in trace.tools if not reach_of(tool.name).looks]
    if not acting or not shows_all_calls(trace, pairing):
        return
    for message in ending_turns(pairing):
        text = message.text
        if len(text) > _LONGEST or not (may_tell_done(text) or _WENT_OUT.search(text)):
            continue
        if owns_up(text) or _has_acted(message, pairing):
            continue
        found = _told(message, acting, trace, pairing)
        if found is not None:
            yield found


def may_tell_of_unused_tools(text: str, called: Collection[str], tools: Iterable[Tool]) -> bool:
    """Say whether a text may tell as done what a tool does that was never called: a cheap look."""
    if not (may_tell_done(text) or _WENT_OUT.search(text)):
        return False
    unused = [one for one in tools if one.name not in called and not reach_of(one.name).looks]
    small = without_accents(text.casefold()) if unused else ""
    named = [
        tool
        for tool in unused
        if any(stem in small for stem in _stems_of(tool)) or _names_verb(tool, text)
    ]
    return bool(named) and any(
        _tool_of(sentence, named, set()) for _, sentence in single_sentences(text)
    )


def _names_verb(tool: Tool, text: str) -> bool:
    said = _HAN.match(tool.description or "") if not text.isascii() else None
    return said is not None and said[0][:2] in text


def _has_acted(message: Message, pairing: Pairing) -> bool:
    """Say whether a call of the turn may have done something."""
    for call in calls_before(message.index, pairing):
        if call.turn != message.turn:
            return False
        if may_have_acted(call, pairing):
            return True
    return False


def _told(message: Message, acting: list[Tool], trace: Trace, pairing: Pairing) -> Claim | None:
    before = trace.events[: message.index]
    called = {call.name for call in calls_before(message.index, pairing)}
    unused = [tool for tool in acting if tool.name not in called]
    others = {stem for tool in trace.tools if tool not in unused for stem in _stems_of(tool)}
    for start, sentence in single_sentences(message.text):
        if is_question(sentence) or is_of_another(message.text, start, sentence):
            continue
        tool = _tool_of(sentence, unused, others)
        if tool is None or _is_spoken_of(sentence, tool, before):
            continue
        end = start + len(sentence)
        if is_in_letter(message.text, start, before) or is_dictated(
            message.text, start, end, before
        ):
            continue
        return Claim(
            message.index, start, end, "claimed-action", tool.name, (), NONE_MADE, None, _SCORE
        )
    return None


def _tool_of(sentence: str, unused: list[Tool], others: set[str]) -> Tool | None:
    """Return the tool whose deed a sentence tells as done, or None."""
    if not sentence.isascii() and _DONE_ZH.search(sentence):
        return next((tool for tool in unused if _tells_in_chinese(sentence, tool)), None)
    for clause in _CLAUSE.split(sentence):
        told = {word[:_STEM] for word in _words_of(clause)} - others
        for tool in unused if told else ():
            if told & _stems_of(tool) and _is_done(clause):
                return tool
    return None


def _is_done(clause: str) -> bool:
    """Say whether a clause tells something as done, and no mere state."""
    if _WENT_OUT.search(clause):
        return True
    return any((one.own or one.strong) and one.verb not in _NO_PAST for one in done_in(clause))


def _tells_in_chinese(sentence: str, tool: Tool) -> bool:
    """Say whether a clause tells what a tool is described to do: its verb, and what it is for."""
    said = _HAN.match(tool.description or "")
    if said is None or _UNREAL_ZH.search(sentence):
        return False
    verb, rest = said[0][:2], said[0][2:]
    pairs = {rest[at : at + 2] for at in range(len(rest) - 1)}
    return verb in sentence and any(pair in sentence for pair in pairs)


def _is_spoken_of(sentence: str, tool: Tool, before: Sequence[Event]) -> bool:
    """Say whether a call or a result speaks of what a sentence tells, by the words of its tool."""
    if not sentence.isascii() and _DONE_ZH.search(sentence):
        said = _HAN.match(tool.description or "")
        signs = [said[0][2:4]] if said else []
    else:
        signs = [word[:_STEM] for word in _words_of(sentence) if word[:_STEM] in _stems_of(tool)]
    for event in before:
        passed = event.arguments_raw if type(event) is ToolCall else ""
        passed = event.output if type(event) is ToolResult else passed
        small = without_accents(passed.casefold())
        if passed and any(sign in small for sign in signs):
            return True
    return False


def _words_of(words: str) -> list[str]:
    plain = without_accents(words.casefold())
    return [word for word in _WORD.findall(plain) if len(word) >= _SHORTEST]


def _stems_of(tool: Tool) -> frozenset[str]:
    return _stems_in(tool.name, tool.description or "")


@lru_cache(maxsize=1024)
def _stems_in(name: str, description: str) -> frozenset[str]:
    words = [
        *_words_of(" ".join(words_of_tool(name))),
        *_words_of(description.split(". ", maxsplit=1)[0]),
    ]
    return frozenset(word[:_STEM] for word in words) - _GENERAL_STEMS
