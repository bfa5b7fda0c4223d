"""Deeds told as done to a thing, where the calls that could have done them name another one."""

import re

from auditor.claims.deeds.calls import (
    acts,
    is_made_for,
    may_do,
)
from auditor.claims.deeds.doubt import ALL_FAILED, NONE_MADE, OF_ANOTHER, Doubt
from auditor.claims.deeds.history import PAST, History, is_known
from auditor.claims.deeds.lists import left_out, names, things_of
from auditor.claims.deeds.objects import names_another, names_other_amount, names_twin
from auditor.claims.deeds.other_ids import names_under_another_id
from auditor.claims.deeds.phrases import Deed
from auditor.claims.deeds.siblings import is_linked, left_persons, left_siblings
from auditor.claims.deeds.verbs import RECORDED_AS, Family
from auditor.claims.wide_calls import may_stand_for_more
from auditor.evidence.source_texts import arguments_of
from auditor.trace import ToolCall, ToolResult

_SENTENCE = re.compile(r"[.?!](?=\s|$)|\n")
# `The amount paid was $10` tells of a payment of old.
_BY_SOMEBODY = re.compile(r"\b(?:been|is|are|was|were)\b[\w ]{0,20}$")
_AMOUNT_LABELS = "amount sum value total 金额 betrag montant importe valor importo"
_AMOUNTS = frozenset(_AMOUNT_LABELS.split())


class OtherThings(History):
    """Why a deed cannot have been done to what it names."""

    def _of_another(self, deed: Deed, worked: list[ToolCall]) -> Doubt | None:
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
        return Doubt(OF_ANOTHER, worked[-1], 0.5, (other,)) if other else None

    def _of_siblings(self, deed: Deed, family: Family, worked: list[ToolCall]) -> Doubt | None:
        """Doubt that a deed was done to what no call names, where calls are for its like."""
        if not all(map(is_known, worked)):
            return None
        doers = [call for call in worked if is_made_for(call.name, family)]
        asked, known = self._asked_words(), self._known()
        left = [*left_siblings(deed, asked, doers)]
        if family == "send":
            left += left_persons(deed, asked, doers)
        results = [event for event in self._events if type(event) is ToolResult]
        missing = tuple(
            one
            for one in dict.fromkeys(left)
            if names(known, one)
            and not self._may_have_met(one, deed)
            and not is_linked(one, results, worked)
        )
        return Doubt(NONE_MADE, None, 0.5, missing) if missing else None

    def _known(self) -> str:
        """Return what users and results say."""
        told = "\n".join(event.output for event in self._events if type(event) is ToolResult)
        return f"{self._asked_words()}\n{told}"

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

    def _of_several(self, deed: Deed, family: Family) -> Doubt | None:
        """Doubt that a deed was done to each thing of a list where calls name only some."""
        able = [call for call in self._made if may_do(call, family)]
        worked = [call for call in able if not self._failed(call)]
        if not all(map(is_known, able)) or any(map(may_stand_for_more, worked)):
            return None
        newest = [call for call in worked if call.turn == self._turn]
        known = self._known()
        missing = [
            thing
            for thing in (left_out(things_of(deed), newest) if newest else ())
            if names(known, thing) and not self._may_have_met(thing, deed)
        ]
        if not missing:
            return None
        for call in able:
            if names(call.arguments_raw, missing[0]):
                return Doubt(ALL_FAILED, call, 0.5, (missing[0],))
        return Doubt(NONE_MADE, None, 0.5, tuple(missing))

    def _may_have_met(self, thing: str, deed: Deed) -> bool:
        """Say whether an acting call names a thing, or a result or the user tells of its deed."""
        told = re.compile(PAST + re.escape(deed.verb))
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
            if names(output, thing) and self._may_record(output, deed):
                return True
        return False

    @staticmethod
    def _may_record(output: str, deed: Deed) -> bool:
        """Say whether a result may hold that a deed was done, by whomever."""
        if re.search(deed.told_as, output, re.IGNORECASE):
            return True
        if deed.own or deed.family is None:
            return False
        if not output.isascii():
            return True
        return re.search(RECORDED_AS[deed.family], output, re.IGNORECASE) is not None
