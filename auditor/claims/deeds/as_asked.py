"""Deeds that the user just asked for, told as done though no call of the turn can have done them.

What was done is known by what was asked: a sentence tells, by its tense, that something was done to
the thing that the user named, or names the deed with a word of his or of the tool that he asked
for. What the model writes meanwhile in notes, mails and tickets counts, too: "the claim is
approved" in a note, where nothing but the note was made.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeGuard

from auditor.claims.claim import Claim
from auditor.claims.claim_history import shows_all_calls
from auditor.claims.claim_phrases import phrases_of
from auditor.claims.deeds.all_done import all_done_in
from auditor.claims.deeds.asked import asks_for
from auditor.claims.deeds.asked_deeds import Asked, asked_before, asks_to_act, tools_named
from auditor.claims.deeds.asked_lists import told_of_unnamed
from auditor.claims.deeds.beyond_calls import may_tell_more, told_beyond_calls
from auditor.claims.deeds.calls import SAYS, reach_of
from auditor.claims.deeds.done import done_in, may_step_in, may_tell_done
from auditor.claims.deeds.history import owns_up
from auditor.claims.deeds.idle_calls import (
    has_called,
    is_idle,
    may_be_done,
    may_have_set,
    was_told_off,
)
from auditor.claims.deeds.of_world import is_of_words
from auditor.claims.deeds.offers import may_take_offers
from auditor.claims.deeds.refused import may_refuse, told_by, was_refused
from auditor.claims.deeds.said import (
    SHORTEST_NOTE,
    Said,
    is_for_others,
    said_texts,
    tells_part,
    told_claim,
)
from auditor.claims.deeds.states import may_stand, stands_as_asked
from auditor.claims.deeds.unasked import told_unasked
from auditor.claims.deeds.what_was_asked import is_asked_alone, speaking_of
from auditor.evidence.readings import single_sentences
from auditor.evidence.source_texts import said_in
from auditor.pairing import Pairing
from auditor.trace import Event, Message, Tool, ToolCall, ToolResult, Trace
from auditor.values.occurrences import is_echo
from auditor.values.one_pass import in_one_pass
from auditor.values.spellings import name_as_written
from auditor.values.values import normal_text

_LONGEST = 1200
_LOOKS = frozenset({"query", "glance", "report", "reading"})
_HAS_NOTE = in_one_pass(rf'(?i)"(?:{"|".join(sorted(SAYS))})"\s*:\s*"[^"]{{{SHORTEST_NOTE}}}')
# `Is the refund done?`, `办好了吗`: the answer may tell what is so.
_ASKS_FOR_STATE = re.compile(
    r"(?:^|[.!?] |\n)\W*(?:(?:and|so) )?(?:is|are|was|were|has|have|did|does)\b[^.!?\n]*\?\s*$|"
    r"了[吗没][?？]?\s*$",
    re.IGNORECASE,
)


def deeds_as_asked(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield the first such sentence of each text.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    if not shows_all_calls(trace, pairing):
        return
    if trace.tools and all(reach_of(tool.name).looks for tool in trace.tools):
        # None of its tools does deeds: what it says to have done it did in words.
        return
    for said in said_texts(pairing):
        if len(said.text) > _LONGEST or not _may_tell(said.text):
            continue
        asked = asked_before(trace, said.event.index)
        if asked is None or owns_up(said.text):
            continue
        found = _found(said, asked, trace, pairing)
        if found is not None:
            yield found


def _found(said: Said, asked: Asked, trace: Trace, pairing: Pairing) -> Claim | None:
    found = None
    if said.call is None or not _is_asked_itself(said.call, asked):
        is_due = asked.acts or (said.call is None and was_told_off(said, pairing))
        before = trace.events[: said.event.index]
        if is_due and not may_be_done(said, asked, pairing):
            found = _told(said, asked, before, pairing)
        if is_due and found is None and not may_have_set(said, pairing):
            found = _stands(said, asked, before, pairing)
        if found is None and said.call is not None:
            found = _looked(said, asked, trace)
    if found is None:
        found = told_of_unnamed(said, asked, pairing) or told_beyond_calls(said, pairing)
    if found is not None:
        return found
    # Of a long conversation there are more calls to look at than words.
    told = told_unasked(said, asked, trace)
    return told if told is not None and is_idle(said, asked, pairing) else None


def may_tell_as_asked(
    text: str,
    calls: Sequence[tuple[str, str]],
    outputs: Sequence[str | None],
    asked: Sequence[str],
    tools: Iterable[Tool],
) -> bool:
    """Say whether words of the model, or notes it writes, may tell as done what a user asked for.

    Args:
        text: All its words.
        calls: Names and arguments of its calls.
        outputs: What came back for each.
        asked: The words of the user.
        tools: The declared tools.
    """
    given = [raw for _, raw in calls]
    if _HAS_NOTE("\n".join(given)) and any(map(_may_note, given)):
        return True
    if not _may_tell(text):
        return False
    words = "\n".join(asked)
    if asks_to_act(words, tools_named(words, tools)):
        return True
    if may_take_offers(text, asked):
        return True
    if all(reach_of(name).looks for name, _ in calls):
        return bool(calls) and may_step_in(text)
    return may_tell_more(text) or any(output and may_refuse(output) for output in outputs)


def _may_tell(text: str) -> bool:
    return may_tell_done(text) or may_stand(text)


def _may_note(raw: str) -> bool:
    return _HAS_NOTE(raw) and ("\\u" in raw or may_tell_done(raw))


def _is_asked_itself(call: ToolCall, asked: Asked) -> bool:
    """Say whether the call that holds a text may be what was asked for."""
    if asked.tools:
        return call.name in asked.tools
    return any(asks_for(asked.words, family) for family in reach_of(call.name).families)


def _told(said: Said, asked: Asked, before: Sequence[Event], pairing: Pairing) -> Claim | None:
    results: list[str] | None = None
    for start, sentence in single_sentences(said.text):
        if is_echo(sentence, asked.words):
            continue
        if said.call is None and _is_all_done(said, sentence, asked, pairing):
            return told_claim(said, start, sentence, ())
        normal = normal_text(sentence)
        things = tuple(one for one in asked.things if one in normal)
        if tells_part(said, start, sentence):
            continue
        if not (things or (_is_due(said, asked, pairing) and not is_of_words(sentence))):
            continue
        told = list(done_in(sentence))
        if not told:
            continue
        if results is None:
            results = [event.output for event in before if _tells(event, pairing)]
        about = speaking_of(things, results)
        if any(is_asked_alone(done, things, asked, about) for done in told) and not is_for_others(
            said, start, sentence, before
        ):
            return told_claim(said, start, sentence, things)
    return None


def _stands(said: Said, asked: Asked, before: Sequence[Event], pairing: Pairing) -> Claim | None:
    """Return what is told as it stands now, as the user wants it and no call can have made it."""
    if not may_stand(said.text) or not _is_due(said, asked, pairing):
        return None
    known = [
        part
        for call in pairing.calls
        if not was_refused(call, answer := pairing.answer.get(call.index))
        for part in (call.arguments_raw, told_by(call, answer))
    ]
    for start, sentence in single_sentences(said.text):
        if (
            stands_as_asked(sentence, asked.words, known)
            and not is_of_words(sentence)
            and not is_echo(sentence, asked.words)
            and not is_for_others(said, start, sentence, before)
        ):
            return told_claim(said, start, sentence, ())
    return None


def _tells(event: Event, pairing: Pairing) -> TypeGuard[ToolResult]:
    """Say whether an event is a result that refuses nothing."""
    if type(event) is not ToolResult:
        return False
    call = pairing.answered.get(event.index)
    return call is None or not was_refused(call, event)


def _is_all_done(said: Said, sentence: str, asked: Asked, pairing: Pairing) -> bool:
    """Say whether a sentence says that all is done where no call was made, or the deed refused."""
    rest = all_done_in(sentence)
    if rest is None or _ASKS_FOR_STATE.search(asked.words):
        return False
    if has_called(said, pairing):
        return was_told_off(said, pairing)
    return not rest.strip() or any(True for _ in done_in(rest))


def _looked(said: Said, asked: Asked, trace: Trace) -> Claim | None:
    """Return the look that a note tells of, at a thing of which nothing but the user spoke."""
    spoken = "\n".join(
        event.arguments_raw if type(event) is ToolCall else said_in(event)
        for event in trace.events
        if event is not said.call and event.turn <= said.event.turn and type(event) is not Message
    )
    normal = normal_text(spoken)
    for form in asked.things:
        name = name_as_written(form, said.text)
        if form in normal or form not in normal_text(said.text):
            continue
        for phrase in phrases_of(said.text, entities=[name]):
            if phrase.sort in _LOOKS and form in normal_text(phrase.sentence):
                return told_claim(said, phrase.start, phrase.sentence, (name,))._replace(
                    kind="claimed-call"
                )
    return None


def _is_due(said: Said, asked: Asked, pairing: Pairing) -> bool:
    """Say whether a deed takes a tool: one was asked for, or looks alone led up to it."""
    return bool(asked.tools) or (
        not asked.are_declared
        and not is_of_words(asked.words)
        and any(call.index < said.event.index for call in pairing.calls)
    )
