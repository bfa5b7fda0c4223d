"""Reports of success that leave out a call of their kind whose failure stands."""

import re

from auditor.claims.deeds.calls import acts, may_do, reach_of, words_of_tool
from auditor.claims.deeds.command_calls import is_test_run
from auditor.claims.deeds.doubt import ALL_FAILED, Doubt
from auditor.claims.deeds.history import History, is_known
from auditor.claims.deeds.phrases import Deed
from auditor.claims.deeds.verbs import BASE_OF, Family
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall

_PLAIN_WORD = re.compile(r"[a-z]{3,}")
# What is changed may be written anew.
_WRITES: dict[Family, frozenset[Family]] = {"change": frozenset({"change", "create"})}
_FURTHER_COMMAND = re.compile(r"[;&|>`$]|\\n")
_COMMITS: frozenset[Family] = frozenset({"version"})
_SHORTEST, _NAMING, _LONGEST = 5, 3, 80


class HiddenFailures(History):
    """Which failures a message does not tell of."""

    def _of_failure(self, deed: Deed, family: Family) -> Doubt | None:
        """Doubt a report of success that leaves out a call of its kind whose failure stands."""
        did = [
            call
            for call in self._made
            # A commit holds what was changed and changes nothing.
            if acts(call) and not self._failed(call) and reach_of(call.name).families != _COMMITS
        ]
        done = {word for call in did for word in _told_of(call, deed)}
        is_given = any(may_do(call, family) and _given_in(call, deed) for call in did)
        for call in reversed(self._made):
            if call.turn != self._turn:
                break
            if not (is_known(call) and self._failed(call) and acts(call)):
                continue
            reach = reach_of(call.name)
            if (
                not _WRITES.get(family, frozenset({family})).isdisjoint(reach.families)
                and self._speaks_of(call)
                # Told is what another call did.
                and not _told_of(call, deed) < done
                and not (is_given and not _given_in(call, deed))
                and not self._made_good(call, reach.things)
            ):
                return Doubt(ALL_FAILED, call, 0.5)
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
                or not (is_known(call) or _only_tests(call))
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


def _only_tests(call: ToolCall) -> bool:
    """Say whether a call runs tests, and no further command beside them."""
    return is_test_run(call) and not _FURTHER_COMMAND.search(call.arguments_raw)


def _told_of(call: ToolCall, deed: Deed) -> set[str]:
    """Return what the sentence of a deed names of a call: its tool's words, its arguments."""
    said = deed.sentence.casefold()
    words = set(_PLAIN_WORD.findall(said)) | {BASE_OF.get(deed.verb, deed.verb)}
    return words.intersection(words_of_tool(call.name)) | _given_in(call, deed)


def _given_in(call: ToolCall, deed: Deed) -> set[str]:
    """Return the arguments of a call that the sentence of a deed names."""
    said = deed.sentence.casefold()
    return {
        value
        for field in arguments_of(call)
        if _NAMING <= len(value := field.value.casefold()) <= _LONGEST and value in said
    }
