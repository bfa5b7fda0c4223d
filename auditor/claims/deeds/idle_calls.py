"""Whether a call before a text may have done what the user asked for, or anything at all."""

from collections.abc import Iterator
from itertools import takewhile

from auditor.claims.deeds.asked_abroad import may_ask_abroad
from auditor.claims.deeds.asked_deeds import Asked
from auditor.claims.deeds.calls import (
    SAYS,
    acts,
    got_data,
    is_effect,
    looks_like_a_look,
    reach_of,
    words_of_tool,
)
from auditor.claims.deeds.refused import was_refused
from auditor.claims.deeds.said import Said
from auditor.claims.deeds.verbs import ANYTHING
from auditor.evidence.source_texts import arguments_of
from auditor.pairing import Pairing, calls_after, calls_of_turn
from auditor.trace import ToolCall, ToolResult
from auditor.values.values import normal_text


def may_be_done(said: Said, asked: Asked, pairing: Pairing) -> bool:
    """Say whether a call of the turn may have done anything, or an earlier one what was asked."""
    turn, told_off = said.event.turn, was_told_off(said, pairing)
    named = [one for one in asked.things if one in normal_text(said.text)]
    # The newest first: they are the likeliest to have done it.
    for call in reversed(pairing.calls):
        if call is said.call or call.turn > turn:
            continue
        answer = pairing.answer.get(call.index)
        if _only_looked(call, answer, asked) or was_refused(call, answer):
            continue
        if call.turn < turn and got_data(call, answer):
            continue
        if told_off and looks_like_a_look(call, answer, "\0"):
            continue
        if call.turn == turn or not named:
            return True
        passed = normal_text(call.arguments_raw)
        if any(one in passed for one in named) and not _is_note(call, asked):
            return True
    return False


def may_have_set(said: Said, pairing: Pairing) -> bool:
    """Say whether a call of the turn may have done anything but get data."""
    for call in (*calls_of_turn(said.event, pairing), *_later_in_turn(said, pairing)):
        answer = pairing.answer.get(call.index)
        if was_refused(call, answer):
            continue
        if acts(call) and not looks_like_a_look(call, answer, "\0"):
            return True
    return False


def _later_in_turn(said: Said, pairing: Pairing) -> Iterator[ToolCall]:
    return takewhile(
        lambda call: call.turn == said.event.turn, calls_after(said.event.index, pairing)
    )


def _only_looked(call: ToolCall, answer: ToolResult | None, asked: Asked) -> bool:
    reach = reach_of(call.name)
    if reach.looks:
        return not is_effect(call)
    if not acts(call):
        return True
    if not asked.tools or reach.families or reach.command or call.name in asked.tools:
        return False
    # Where a tool is made for what was asked, one of which nothing is known did not do it.
    return ANYTHING.isdisjoint(words_of_tool(call.name)) or looks_like_a_look(call, answer, "\0")


def _is_note(call: ToolCall, asked: Asked) -> bool:
    """Say whether an earlier call put something down, where a named tool was asked for."""
    says = any(field.label.casefold() in SAYS for field in arguments_of(call))
    return says and bool(asked.tools) and call.name not in asked.tools


def is_idle(said: Said, asked: Asked, pairing: Pairing) -> bool:
    """Say whether calls came before a text, and none, in any turn, can have done anything."""
    made = [call for call in pairing.calls if call.index < said.event.index]
    asks = asked.acts or may_ask_abroad(asked.words)
    return bool(made) and all(_did_nothing(call, pairing, asks=asks) for call in made)


def _did_nothing(call: ToolCall, pairing: Pairing, *, asks: bool) -> bool:
    answer = pairing.answer.get(call.index)
    return not acts(call) or was_refused(call, answer) or (not asks and got_data(call, answer))


def has_called(said: Said, pairing: Pairing) -> bool:
    """Say whether any call of the turn came before a text: what it did may be all that was done."""
    return any(True for _ in calls_of_turn(said.event, pairing))


def was_told_off(said: Said, pairing: Pairing) -> bool:
    """Say whether a call of the turn that acts was refused; of a command some may be done."""
    return any(
        acts(call)
        and not reach_of(call.name).command
        and was_refused(call, pairing.answer.get(call.index))
        for call in calls_of_turn(said.event, pairing)
    )
