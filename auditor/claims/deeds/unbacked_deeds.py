"""Deeds that the model says are done, and that no call of the trace can have done.

A deed is doubted only where every call that may have done it is missing or failed, or names another
thing; a tool of which nothing is known may have done anything, and so may a command that does more
than look. Only the words that end a turn are judged: before that the model may be about to act.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from auditor.claims.claims import Claim, ClaimKind
from auditor.claims.deeds.asked import asks_for
from auditor.claims.deeds.calls import (
    acts,
    is_made_for,
    is_test_run,
    may_do,
    reach_of,
    tests_failed,
    words_of,
)
from auditor.claims.deeds.history import History, is_known, words_of_event
from auditor.claims.deeds.lists import left_out, names, things_of
from auditor.claims.deeds.objects import names_another, names_other_amount, names_twin
from auditor.claims.deeds.other_ids import names_under_another_id
from auditor.claims.deeds.phrases import Deed, deeds_of
from auditor.claims.deeds.ran import (
    may_run_unseen,
    names_program,
    tells_unseen_figures,
)
from auditor.claims.deeds.runs import program_of
from auditor.claims.deeds.set_out import announces_what_follows, is_field
from auditor.claims.deeds.verbs import BASE_OF, CHECKERS, Family
from auditor.claims.letters import is_in_letter
from auditor.claims.wide_calls import may_stand_for_more
from auditor.evidence.source_texts import arguments_of
from auditor.pairing import Pairing
from auditor.trace import Message, ToolCall, ToolResult, Trace
from auditor.values.occurrences import is_echo
from auditor.values.spellings import name_as_written

_PAST = r"\b(?:was|were|been|is|are|got|I|they|we|already|had|has|have)\b[^.?!]{0,30}\b"
_SENTENCE = re.compile(r"[.?!](?=\s|$)|\n")
_CHECKER = re.compile(rf"\b(?:{CHECKERS})\b")
_PLAIN_WORD = re.compile(r"[a-z]{3,}")
_CODE = re.compile(r"\b[A-Z][A-Z0-9]{4,}\b|\b[A-Z]+-?\d{3,}\b")
_SHORTEST, _NAMING, _LONGEST = 5, 3, 80
_FENCE = "```"
_IN_A_BLOCK = (None, "change", "create")
# `The amount paid was $10` tells of a payment of old.
_BY_SOMEBODY = re.compile(r"\b(?:been|is|are|was|were)\b[\w ]{0,20}$")
_AMOUNT_LABELS = "amount sum value total 金额 betrag montant importe valor importo"
_AMOUNTS = frozenset(_AMOUNT_LABELS.split())
_NONE_MADE = "no such call was made"
_ALL_FAILED = "the call failed"
_TESTS_FAILED = "the last run of tests failed"
_OF_ANOTHER = "the calls that were made name another"


class _Doubt(NamedTuple):
    reason: str
    witness: ToolCall | None
    score: float
    about: tuple[str, ...] = ()


def unbacked_deeds(trace: Trace, pairing: Pairing) -> list[Claim]:
    """Return what the model says was done though no call can have done it, in order.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    if not pairing.calls and not trace.tools:
        return []
    found = (next(doubted_in(message, trace, pairing), None) for message in ending_turns(pairing))
    return [claim for _, claim in filter(None, found)]


def doubted_in(message: Message, trace: Trace, pairing: Pairing) -> Iterator[tuple[Deed, Claim]]:
    """Yield the deeds of a message that no call before it can have done, and what is said of them.

    Args:
        message: Words of the model.
        trace: The trace.
        pairing: All its calls and results.
    """
    history: _Doubts | None = None
    for deed in deeds_of(message.text):
        if _FENCE in message.text and not _is_beside_code(deed, message.text):
            continue
        history = history or _Doubts(trace, pairing, message)
        doubt = history.doubt(deed)
        if doubt is not None:
            yield deed, _claim(deed, message, doubt)


def _is_beside_code(deed: Deed, text: str) -> bool:
    """Say whether a deed is told beside blocks of code, and may not be done by writing one."""
    outside = text.count(_FENCE, 0, deed.start) % 2 == 0
    return outside and deed.own and deed.family not in _IN_A_BLOCK


def ending_turns(pairing: Pairing) -> Iterator[Message]:
    """Yield the answers behind which their turn holds no call of the model."""
    last_call: dict[int, int] = {}
    for call in pairing.calls:
        last_call[call.turn] = call.index
    last: dict[int, Message] = {}
    for message in pairing.words:
        if message.channel == "text" and not message.synthesized and message.text.strip():
            last[message.turn] = message
    for message in last.values():
        if last_call.get(message.turn, -1) < message.index:
            yield message


class _Doubts(History):
    """Why a message's deeds cannot have been done."""

    def doubt(self, deed: Deed) -> _Doubt | None:
        """Return why a deed cannot have been done, or None."""
        if is_in_letter(self._text, deed.start, self._events) or self._is_set_out(deed):
            return None
        if is_echo(deed.sentence, self._newest_words()) or self._is_of_result(deed):
            return None
        if deed.family is None:
            return self._of_all(deed)
        able = self._able(deed, deed.family)
        worked = [call for call in able if not self._failed(call)]
        if not able:
            return self._missing(deed)
        unrun = self._unrun(deed) if deed.family == "run" else ""
        if unrun:
            return _Doubt(_NONE_MADE, None, 0.5, (unrun,))
        if self._is_honest:
            return None
        if not worked:
            return _Doubt(_ALL_FAILED, able[-1], 0.6)
        return (
            self._of_tests(deed)
            or self._of_another(deed, worked)
            or self._of_several(deed, deed.family)
            or self._of_failure(deed, deed.family)
        )

    def _missing(self, deed: Deed) -> _Doubt | None:
        if deed.family == "book" and not deed.own and self._is_of_record(deed):
            return None
        asked = deed.own or self._asked(deed.family, deed.verb) or self._asks_about_run(deed)
        if not asked or self._is_told(deed):
            return None
        if deed.family == "run" and any(call.name in deed.sentence for call in self._made):
            return None
        programs = _CHECKER.findall(deed.sentence)
        if any(program in self._said(call) for program in programs for call in self._made):
            # Another call may have run it.
            return None
        return _Doubt(_NONE_MADE, None, 0.5)

    def _unrun(self, deed: Deed) -> str:
        """Return the program that a sentence names as run, and that no call can have run, or ""."""
        if any(map(may_run_unseen, self._made)):
            return ""
        for program in dict.fromkeys(map(str, _CHECKER.findall(deed.sentence))):
            named = re.compile(rf"\b{re.escape(program)}\b")
            ran = any(named.search(self._said(call)) for call in self._made)
            if not ran and not any(_is_output(words_of_event(e), named) for e in self._events):
                return program
        return ""

    def _asks_about_run(self, deed: Deed) -> bool:
        """Say whether the user's newest words speak of the program whose run a sentence tells."""
        program = program_of(deed.sentence, deed.verb)
        return deed.family == "run" and names_program(self._newest_words(), program)

    def _is_of_record(self, deed: Deed) -> bool:
        """Say whether a sentence names something that a result holds: its state is then told."""
        return any(
            name in event.output
            for name in _CODE.findall(deed.sentence)
            for event in self._events
            if type(event) is ToolResult
        )

    def _is_set_out(self, deed: Deed) -> bool:
        if announces_what_follows(deed, self._text):
            return True
        return is_field(deed, (e.output for e in self._events if type(e) is ToolResult))

    def _of_all(self, deed: Deed) -> _Doubt | None:
        """Doubt that all went well where no call did anything at all."""
        if self._is_look_just_asked():
            return None
        acting = [call for call in self._made if acts(call)]
        if any(not self._failed(call) for call in acting) or not self._asked(None):
            return None
        if acting:
            return None if self._is_honest else _Doubt(_ALL_FAILED, acting[-1], 0.5)
        return None if self._is_told(deed) or not self._made else _Doubt(_NONE_MADE, None, 0.4)

    def _newest_words(self) -> str:
        return next((words_of_event(e) for e in reversed(self._events) if e.source == "user"), "")

    def _is_look_just_asked(self) -> bool:
        """Say whether a call of the turn looked up what the user just named, asking for no deed."""
        asked = self._newest_words()
        return not asks_for(asked, None) and any(
            len(field.value) >= _SHORTEST and field.value in asked
            for call in self._made
            if call.turn == self._turn and not self._failed(call)
            for field in arguments_of(call)
        )

    def _of_tests(self, deed: Deed) -> _Doubt | None:
        """Doubt that tests pass where their last run says otherwise."""
        runs = [call for call in self._made if is_test_run(call)]
        result = self._pairing.answer.get(runs[-1].index) if runs else None
        if deed.verb != "passed" or result is None or not tests_failed(result):
            return None
        later = [call for call in self._made if call.index > runs[-1].index]
        if any(may_do(call, "run") for call in later):
            return None
        return _Doubt(_TESTS_FAILED, runs[-1], 0.6)

    def _of_another(self, deed: Deed, worked: list[ToolCall]) -> _Doubt | None:
        """Doubt that a deed was done to what it names, where all calls name another thing."""
        if not all(map(is_known, worked)):
            return None
        asked = self._asked_words()
        told = "\n".join(event.output for event in self._events if type(event) is ToolResult)
        spoken = [self._said(call) for call in worked]
        other = (
            names_another(deed, asked, spoken, told)
            or names_twin(deed, self._text, spoken)
            or names_under_another_id(deed, worked, self._events)
            or self._other_amount(deed, worked, f"{asked}\n{told}")
        )
        return _Doubt(_OF_ANOTHER, worked[-1], 0.5, (other,)) if other else None

    def _other_amount(self, deed: Deed, worked: list[ToolCall], known: str) -> str:
        """Return the amount that a deed of paying tells and no call that pays was given, or ""."""
        if deed.family != "pay" or not (
            deed.own or _BY_SOMEBODY.search(deed.sentence, 0, deed.place)
        ):
            return ""
        paying = [call for call in worked if is_made_for(call.name, "pay")]
        given = [
            [one.value for one in arguments_of(call) if one.label.casefold() in _AMOUNTS]
            for call in paying
        ]
        answers = [self._pairing.answer.get(call.index) for call in paying]
        told = " ".join(answer.output for answer in answers if answer)
        known = known.replace(told, "") if len(paying) == 1 else known
        return names_other_amount(deed, given, known) if paying == worked else ""

    def _of_several(self, deed: Deed, family: Family) -> _Doubt | None:
        """Doubt that a deed was done to each thing of a list where calls name only some."""
        able = [call for call in self._made if may_do(call, family)]
        worked = [call for call in able if not self._failed(call)]
        if not all(map(is_known, able)) or any(map(may_stand_for_more, worked)):
            return None
        newest = [call for call in worked if call.turn == self._turn]
        told = "\n".join(event.output for event in self._events if type(event) is ToolResult)
        known = f"{self._asked_words()}\n{told}"
        missing = [
            thing
            for thing in (left_out(things_of(deed), newest) if newest else ())
            if names(known, thing) and not self._may_have_met(thing, deed)
        ]
        if not missing:
            return None
        for call in able:
            if names(call.arguments_raw, missing[0]):
                return _Doubt(_ALL_FAILED, call, 0.5, (missing[0],))
        return _Doubt(_NONE_MADE, None, 0.5, tuple(missing))

    def _may_have_met(self, thing: str, deed: Deed) -> bool:
        """Say whether an acting call names a thing, or a result or the user tells of its deed."""
        told = re.compile(_PAST + re.escape(deed.verb))
        for part in _SENTENCE.split(self._asked_words()):
            if names(part, thing) and told.search(part):
                return True
        for call in self._made:
            if self._failed(call):
                continue
            answer = self._pairing.answer.get(call.index)
            output = answer.output if answer else ""
            if acts(call) and names(f"{call.arguments_raw} {output}", thing):
                return True
            tells = not deed.own or re.search(deed.told_as, output, re.IGNORECASE)
            if tells and names(output, thing):
                return True
        return False

    def _of_failure(self, deed: Deed, family: Family) -> _Doubt | None:
        """Doubt a report of success that leaves out a call of its kind whose failure stands."""
        did = [call for call in self._made if acts(call) and not self._failed(call)]
        done = {word for call in did for word in _told_of(call, deed)}
        is_given = any(may_do(call, family) and _given_in(call, deed) for call in did)
        for call in reversed(self._made):
            if call.turn != self._turn:
                break
            if not (is_known(call) and self._failed(call) and acts(call)):
                continue
            reach = reach_of(call.name)
            if (
                family in reach.families
                and self._speaks_of(call)
                # Told is what another call did.
                and not _told_of(call, deed) < done
                and not (is_given and not _given_in(call, deed))
                and not self._made_good(call, reach.things)
            ):
                return _Doubt(_ALL_FAILED, call, 0.5)
        return None

    def _speaks_of(self, call: ToolCall) -> bool:
        """Say whether the words name what a call acts on, by its tool's name or its arguments."""
        said = self._text.casefold()
        return any(thing in said for thing in reach_of(call.name).things) or any(
            _SHORTEST <= len(field.value) <= _LONGEST and field.value in self._text
            for field in arguments_of(call)
        )

    def _made_good(self, failure: ToolCall, things: frozenset[str]) -> bool:
        """Say whether a later call may have done what a failed one did not."""
        same = (failure.name, failure.arguments_raw)
        return any(
            acts(call)
            and not self._failed(call)
            # What was done before needs no second time.
            and (call.index > failure.index or (call.name, call.arguments_raw) == same)
            and (
                call.name == failure.name
                or not is_known(call)
                or things & reach_of(call.name).things
                or self._shares_value(call, failure)
            )
            for call in self._made
        )

    def _shares_value(self, call: ToolCall, failure: ToolCall) -> bool:
        """Say whether two calls of one kind have a value in common: another way to one end."""
        if reach_of(call.name).families.isdisjoint(reach_of(failure.name).families):
            return False
        values = {one.value for one in arguments_of(failure) if len(one.value) >= _SHORTEST}
        return any(one.value in values for one in arguments_of(call))

    def _is_told(self, deed: Deed) -> bool:
        """Say whether a result or a user told of the deed: the model then passes that on."""
        if deed.own or not deed.verb:
            return False
        if deed.family == "run" and tells_unseen_figures(deed.sentence, self._seen()):
            return False
        told = re.compile(_PAST + re.escape(deed.verb))
        in_result = re.compile(deed.told_as, re.IGNORECASE)
        return any(
            in_result.search(event.output) is not None
            if type(event) is ToolResult
            else event.source == "user"
            and (
                told.search(words_of_event(event)) is not None
                or (deed.family == "run" and _is_output(words_of_event(event), in_result))
            )
            for event in self._events
        )


def _is_output(text: str, of_run: re.Pattern[str]) -> bool:
    """Say whether a user's words hold a line of output of a run: he has it and asks for none."""
    return any(of_run.search(line) and any(map(str.isdigit, line)) for line in text.splitlines())


def _told_of(call: ToolCall, deed: Deed) -> set[str]:
    """Return what the sentence of a deed names of a call: its tool's words, its arguments."""
    said = deed.sentence.casefold()
    words = set(_PLAIN_WORD.findall(said)) | {BASE_OF.get(deed.verb, deed.verb)}
    return words.intersection(words_of(call.name)) | _given_in(call, deed)


def _given_in(call: ToolCall, deed: Deed) -> set[str]:
    """Return the arguments of a call that the sentence of a deed names."""
    said = deed.sentence.casefold()
    return {
        value
        for field in arguments_of(call)
        if _NAMING <= len(value := field.value.casefold()) <= _LONGEST and value in said
    }


def _claim(deed: Deed, message: Message, doubt: _Doubt) -> Claim:
    tool = doubt.witness.name if doubt.witness else ""
    kind: ClaimKind = "claimed-action" if doubt.witness is None else "claimed-success"
    about = tuple(name_as_written(name, deed.sentence) for name in doubt.about)
    return Claim(
        message.index, deed.start, deed.end, kind, tool, about, doubt.reason, doubt.witness,
        doubt.score,
    )  # fmt: skip
