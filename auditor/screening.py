"""A look at a plain chat that clears it without making a trace of it.

Most runs hold nothing that any rule reports. To see that much of a decoded chat takes no events, no
pairing and no evidence: every call is declared (where any tool is), well-formed, made once and
answered once, and all words are plain. Whatever does not show that is analysed in full, so a look
may clear too little but never too much; a property test holds it against the full analysis.
"""

from typing import NamedTuple

from auditor.arguments import surely_right
from auditor.claims.deeds.as_asked import may_tell_as_asked
from auditor.claims.deeds.asked import leaves_open_what
from auditor.claims.deeds.asked_deeds import asks_to_act, may_ask_to_act, tools_named
from auditor.claims.deeds.consents import may_tell_of_consent
from auditor.claims.deeds.denials import may_deny_deeds
from auditor.claims.deeds.of_unused_tools import may_tell_of_unused_tools
from auditor.claims.deeds.offers import may_take_offers
from auditor.claims.deeds.only_looked import may_deny_all, may_speak_of_looks
from auditor.claims.deeds.screen import may_claim_deeds
from auditor.claims.denied_result_words import may_deny_results
from auditor.claims.denied_rows import may_deny_rows
from auditor.claims.further_sources import FURTHER_LOOKS, may_tell_further_looks
from auditor.claims.kinds.told import OWN_SIGNS, may_tell_as_own, may_tell_of_kinds
from auditor.claims.named_tools import may_name_calls
from auditor.claims.repeated_looks import REPEATS, may_tell_repeats
from auditor.coverage import Coverage, coverage_of
from auditor.fabrication.mistold.listed_under import may_list_under
from auditor.fabrication.mistold.own_words import may_name_several
from auditor.fabrication.quotes.near_quotes import may_quote
from auditor.fabrication.texts.written_texts import hold_no_record
from auditor.fabrication.things.field_signs import tells_fields_of
from auditor.fabrication.unlooked.after_failure import may_hide_failure
from auditor.messages.chat_lines import PlainChat
from auditor.plain_words import are_plain, joined
from auditor.setting import Setting, tools_of_trace
from auditor.trace import Tool, Trace
from auditor.values.names import LONGEST_QUESTION, names_stand_in
from auditor.values.one_pass import can_be_searched, sign_anywhere

_DEMANDING = int(
    Coverage.REQUIREMENTS
    | Coverage.POLICY
    | Coverage.ANSWER_SCHEMA
    | Coverage.LEDGER
    | Coverage.EXPECTATIONS
)
"""What gives rules something to check in a trace without any fault."""
# One pass rules out all that is told of further looks, and as the model's own.
_tells_further_or_own = sign_anywhere(f"(?i){FURTHER_LOOKS}|{REPEATS}|(?-i:{OWN_SIGNS})")


class Size(NamedTuple):
    """How much a trace holds."""

    events: int
    calls: int
    results: int


class Cleared(NamedTuple):
    """A trace in which no rule can find anything."""

    size: Size
    coverage: Coverage


def look_over(trace: Trace, setting: Setting) -> Cleared | None:
    """Return what a trace without any finding holds; None where it takes more than a look."""
    chat = trace.unopened
    if type(chat) is not PlainChat or not chat.outline.in_order:
        return None
    tools = tools_of_trace(trace, setting)
    coverage = coverage_of(trace, setting, tools, words=True, calls=True, results=True)
    if int(coverage) & _DEMANDING:
        return None
    _, asked, words, calls, outputs, _, silent, _ = chat.outline
    names = tools.keys() or {name for name, _ in calls}
    if not _are_right(calls, tools):
        return None
    spoken = "\n".join([given for _, given in calls])
    said = None if may_quote(spoken) or may_name_several(spoken) else joined(words)
    if said is None or not are_plain(words, said, names) or not _was_all_looked_up(asked, spoken):
        return None
    if any(
        may_list_under(text)
        or (output and (may_hide_failure(text, output) or tells_fields_of(text, output)))
        for text, output in words
    ):
        return None
    if may_claim_deeds(said.text, asked) or _may_deny(said.text, words):
        return None
    may_be_own = _tells_further_or_own(said.text) or not can_be_searched(said.text)
    if (
        _may_look_twice(said.text, further=may_be_own)
        or may_tell_as_asked(said.text, calls, outputs, asked, tools.values())
        or may_tell_of_unused_tools(said.text, {name for name, _ in calls}, tools.values())
    ):
        return None
    made = len(calls)
    cleared = Cleared(Size(len(chat.messages) - silent + made, made, made), coverage)
    may_be_own = may_be_own and may_tell_as_own(said.text)
    return None if made and _may_touch(asked, said.text, words, tools, may_be_own) else cleared


def _may_deny(text: str, words: list[tuple[str, str | None]]) -> bool:
    """Say whether words may deny a deed or a result, or tell of a consent that nobody gave."""
    if may_deny_deeds(text) or may_tell_of_consent(text) or may_deny_results(text):
        return True
    if may_deny_rows(text):
        return True
    return may_speak_of_looks(text) and any(may_deny_all(said) for said, _ in words)


def _may_look_twice(text: str, *, further: bool) -> bool:
    """Say whether words may tell of a further look, one at a second source, or a call by name."""
    return (further and (may_tell_further_looks(text) or may_tell_repeats(text))) or may_name_calls(
        text
    )


def _may_touch(
    asked: list[str],
    said: str,
    words: list[tuple[str, str | None]],
    tools: dict[str, Tool],
    may_be_own: bool,
) -> bool:
    """Say whether words may tell of an act upon some kind of thing, as the model's own or done.

    What only stands as done counts where a deed was asked for.
    """
    order = "\n".join(asked)
    if may_take_offers(said, asked):
        # What he takes up stands in the model's words.
        order = "\n".join([order, *(text for text, _ in words)])
    may_be_asked = may_ask_to_act(order, tools.values())
    if not may_be_asked and not may_be_own:
        return False
    is_asked = may_be_asked and (
        leaves_open_what(order) or asks_to_act(order, tools_named(order, tools.values()))
    )
    return any(may_tell_of_kinds(text, own=not is_asked) for text, _ in words)


def _was_all_looked_up(asked: list[str], spoken: str) -> bool:
    """Say whether some call speaks of each thing that a question names."""
    questions = [text for text in asked if len(text) <= LONGEST_QUESTION]
    return names_stand_in(" ".join(questions).encode(), spoken)


def _are_right(calls: list[tuple[str, str]], tools: dict[str, Tool]) -> bool:
    """Say whether calls are declared, fit their schemas, hold no record and never repeat."""
    if len(set(calls)) < len(calls) or not surely_right(calls, tools):
        return False
    return hold_no_record([arguments for _, arguments in calls])
