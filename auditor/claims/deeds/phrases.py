"""Sentences in which the model says that a deed is done, in zh and en.

Offers, plans, conditions, questions and denials are none, and what a record says of the world is
none either: a deed in the passive counts only where its caller sees that the user asked for it.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from auditor.claims.deeds.first_persons import own_deeds_of, passive_deeds_of
from auditor.claims.deeds.left_behind import deeds_left_behind
from auditor.claims.deeds.news import news_told_in
from auditor.claims.deeds.nouns import noun_deeds_of
from auditor.claims.deeds.of_world import is_of_the_world
from auditor.claims.deeds.runs import runs_told_in
from auditor.claims.deeds.screen import may_tell_of_deeds
from auditor.claims.deeds.told_in_chinese import DeedTold, chinese_deeds_of
from auditor.claims.deeds.told_in_east import eastern_deeds_of
from auditor.claims.deeds.verbs import BASE_OF, SAID, Family
from auditor.evidence.readings import sentences_of
from auditor.values.english_words import DEPENDING, SUPPOSING
from auditor.values.wording import any_of, late

_VERB = any_of(SAID)
# Of these nobody can tell whether they are said of the past or ask for something.
_PAST_VERB = any_of(SAID.keys() - {"reset"})
_ADVERBS = (
    r"(?:(?:now|just|already|also|both|all|since|successfully|finally|then|immediately|"
    r"gone ahead and|went ahead and) ){0,3}"
)
# A quoted line, a template with places to fill, a line of a scripted dialogue.
_OF_ANOTHER = late(
    r"^\s*>|\[[A-Za-z][\w ]{2,30}\](?!\()|\{\{|"
    r"^\W*(?:agent|assistant|support|representative|customer|client|bot|user)\b[^:\n]{0,20}:",
    re.IGNORECASE,
)
# A record's field tells of it by its noun.
_TOLD_AS = {"refunded": "refund", "reimbursed": "reimburs|refund"}
_OWN = late(rf"\b(?:I|[Ww]e)(?:['’]ve| have)? {_ADVERBS}(?P<verb>{_VERB}|run)\b")
_SUBJECTLESS = late(
    r"^\W{0,3}(?:(?:Done|All set|All done|Finished|Confirmed|Success|Great|OK|Okay)\b"
    r"[:,.! –—-]{1,3}\s?|(?:Fixed|Patched|Written|Reviewed) and )?"
    r"(?:(?:[Ss]uccessfully|Then|Also|Next,?|[Jj]ust) )?"
    rf"(?P<verb>{_PAST_VERB}|{_PAST_VERB.title()})"
    # `Reserved: 20`, `Paid Bags: 0` are fields of a record.
    r"\b(?! by\b)(?!(?: [A-Z][\w-]*){1,3}:\s)"
    # `Frozen, it keeps for months` tells how a thing is.
    r"(?!,? (?:it|they|these|this|that)(?:['’](?:s|re|ll)| (?:is|are|will|would|can|may|should|has|"
    r"have|keeps?|lasts?|stays?|needs?|takes?|goes|go|tastes?))\b)"
    r"(?![*_`\"]*:[\s*_`\"]*(?:\d[\d.,%]*|none|yes|no|true|false|n/a|-)\W*$)"
)
_FURTHER = late(
    rf"(?:, and|,| and) (?:then )?{_ADVERBS}(?P<verb>{_VERB})\b(?! (?:by|is|are|was|were)\b)"
)
# Any act of the model's own may go on with a deed: "I turned it off and locked the door".
_ANY_OWN = late(
    rf"\bI(?:['’]ve| have)? {_ADVERBS}(?:[a-z]{{3,12}}(?:ed|nt|ut|nd|ok|aw)|set|put|made|got|ran)\b"
    r"(?=(?:(?!\b(?:that|which|who|whose|where|what|how|why|as|because|customer|client|was|were|is|"
    r"are|has|had|have)\b)[^.;!?\n]){1,60}$)"
)
_PASSIVE = late(
    # `the files that are shared with Ann` tells how things are.
    r"\b(?:(?:has|have) (?:\w+ly |now |also |already )?been|(?<!\bthat )(?:is|are)|it['’]s) "
    rf"{_ADVERBS}"
    rf"(?:[a-z]{{2,12}}-|[a-z]{{4,12}}ed and )?(?P<verb>{_VERB})\b(?! by\b)"
)
# `I was able to issue the refund` tells of it as `I issued the refund` does.
_PAST_OF = {base: said for said, base in BASE_OF.items()} | {
    "issue": "issued", "process": "processed", "complete": "completed", "make": "made",
    "place": "placed", "arrange": "arranged", "initiate": "initiated", "open": "opened",
    "raise": "raised", "lodge": "lodged", "trigger": "triggered",
}  # fmt: skip
_MANAGED = late(
    r"\bI(?: was|['’]ve been| have been| also)? ?(?:(?:also |now )?able|managed) to "
    rf"(?:successfully )?(?P<base>{any_of(_PAST_OF)})\b"
)
_GERUNDS = {
    f"{stem}ing": said
    for said, base in BASE_OF.items()
    if base.isalpha()
    for stem in (base.removesuffix("e"), base + base[-1], base)
}
# `Finished updating the record` tells of it as `Updated the record` does.
_FINISHED = late(
    r"(?:^(?P<head>\W{0,3})|(?P<own>\bI(?:['’]ve| have)? ))"
    r"(?:[Ff]inished|[Cc]ompleted|[Dd]one|(?:took|taken) the liberty of)"
    rf" (?P<gerund>{any_of(_GERUNDS)})\b"
)
_HEADLINE = late(
    rf"(?:^|[,;:] |\band )(?:the |an? |your )?(?!with )(?:[\w./'-]+ ){{1,4}}?"
    rf"(?<!originally )(?<!initially )(?<!previously )(?P<verb>{_PAST_VERB})"
    r"(?=[,.;!]|$| to | for | and )"
)
# "It was sent to you in an email from the bank" tells of what somebody else sent.
_RECEIVED = late(
    r"\b(?:was|were) (?:sent|emailed|mailed|forwarded|messaged) to you\b"
    r"[^.!?\n]{0,40}?\b(?:from|by (?!me\b|us\b)|in an? e?-?mail|on \d)"
)
# `Booked on: May 13`, `Sent to: Ann`, `Paid: 128.50`, `Published 109 days ago` are fields of a
# record, and no deeds.
_FIELD = late(
    r"\w+(?: (?:on|at|by|for|to|with|from|via|in|as|until|since|through)[*_`]*\s*[:：]|"
    r"[*_`]*\s*[:：]\s*[*_`]*(?:[$€£]?\d|"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d)|"
    r" (?:(?:about|around|some|roughly|over) )?\d+ (?:day|week|month|year)s? ago\b|"
    r" (?:so far|to date|in total|until now|year to date)[*_`]*\s*[:：])"
)
# Whoever adds numbers up does nothing to the world.
_ADDS_UP = late(r"added (?:(?:the|these|those|all|both|them|it|up)\b[^.;\n]{0,30})?\bup\b")
_WENT_WELL = late(
    r"\bwent through\b(?! (?:the|your|my|our|its|their|all|each|every|this|that)\b)|"
    r"\b(?:is|are) (?:now )?on (?:the|your|their) calendar\b|"
    r"\btaken care of\b|\ball (?:set|done)\b|\bis (?:now )?confirmed\b(?! (?:by|from)\b)|"
    # `Done: looked up the flight` tells of a look.
    r"^\W*done\b(?!\W{1,3}(?:i )?(?:looked|checked|searched|found|read|retrieved|fetched|queried|"
    r"pulled|reviewed|verified)\b)",
    re.IGNORECASE,
)
_UNREAL = late(
    rf"\b(?:{SUPPOSING}|{DEPENDING}|may|assuming|suppose|"
    r"whether|will|shall|can|let me|let us|going to|need|needs|want|please|must|before|"
    r"cannot|not|never|no|nothing|none|neither|unable|failed|without|you|they|he|she|(?<!\.)example|be|being|get|getting)\b|"
    r"n['’]t\b|['’]ll\b|^\W*to\b",
    re.IGNORECASE,
)
# `You are free, so I have booked it`: what others are or need says nothing of the deed.
_OWN_CLAUSE = late(
    r"(?:[,;]|\band|\bso) (?:(?:so|and|then|therefore|thus) )?(?=(?:I|[Ww]e)(?:['’]ve)? \w)"
)
_SUPPOSES = late(
    r"\b(?:if|once|when|whenever|unless|until|assuming|suppose|whether|before)\b", re.IGNORECASE
)
# `It is marked as returned` tells of a deed as `It is returned` does.
_MARKED_AS = late(rf"\b(?P<is>is|are|been) (?:now )?marked as (?=(?:{_VERB})\b)")
# `You are booked` tells of a deed as `It is booked` does.
_TO_YOU = late(
    rf"(?:^|(?<=[.!,:] ))You(?:['’]re| are|['’]ve been| have been)(?= {_ADVERBS}(?:{_VERB})\b)"
)
# `I pushed nothing yet` tells of no deed.
_TO_NOTHING = late(
    r"\w+(?: (?:out|off|up|back|over|down|to|in|on|for|with|through))?(?: (?:absolutely|exactly|"
    r"as yet))? "
    r"(?:nothing|none|neither|nobody|nowhere|zero|no(?! (?:longer|later|less|fewer|more|"
    r"earlier)))\b",
    re.IGNORECASE,
)
_CAN_TELL = late(r"\b(?:I|we) can (?:now )?(?:tell|see|confirm|say|report|assure)\b")
_OPENING = late(r"^\W{0,3}[A-Z][a-z]{2,}ed (?:the|a|an|your|both|all|everything)\b")
_HAN = late("[\u3040-\u9fff]")


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _as_past(said: re.Match[str]) -> str:
    past = _GERUNDS[said["gerund"].casefold()]
    told = f"{said['head']}{past.title()}" if said["own"] is None else f"{said['own']}{past}"
    return told.ljust(len(said[0]))


# Other ways to tell of a deed, and the usual one in their place: what follows keeps its place.
_PLAINER: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_CAN_TELL, _blank),
    (_MANAGED, lambda said: f"I {_PAST_OF[said['base']]}".rjust(len(said[0]))),
    (_FINISHED, _as_past),
    (_MARKED_AS, lambda said: f"{said['is']} ".rjust(len(said[0]))),
    (_TO_YOU, lambda said: "is".rjust(len(said[0]))),
)


class Deed(NamedTuple):
    """A deed that a sentence tells of.

    Attributes:
        start, end: The sentence in its text.
        sentence: Its words.
        place: Where the verb stands in them.
        verb: As said, in lower case; "" where the sentence only says that all went well.
        family: What kind of effect it is; None where that is not said.
        own: The model says that it did it itself.
        told_as: How a result would speak of it, a regular expression.
    """

    start: int
    end: int
    sentence: str
    place: int
    verb: str
    family: Family | None
    own: bool
    told_as: str


def deeds_of(text: str) -> Iterator[Deed]:
    """Yield the deeds that a text says are done, sentence by sentence."""
    if not may_tell_of_deeds(text):
        return
    done = 0
    for start, sentence in sorted(sentences_of(text), key=_by_place):
        if start < done or sentence.rstrip().endswith(("?", "？", "|")):
            continue
        done = start + len(sentence)
        if not may_tell_of_deeds(sentence):
            continue
        if is_of_another(text, start, sentence):
            continue
        is_english = not _HAN.search(sentence) or "I" in sentence
        found = _english(sentence) if is_english else ()
        own = (*own_deeds_of(sentence), *news_told_in(sentence), *_runs_in(sentence))
        told = (*passive_deeds_of(sentence), *eastern_deeds_of(sentence))
        for said in [*found, *chinese_deeds_of(sentence), *own, *told]:
            yield Deed(start, done, sentence, *said)


def is_of_another(text: str, place: int, sentence: str) -> bool:
    """Say whether a sentence at a place is quoted, of a template, or of a scripted dialogue."""
    if _OF_ANOTHER.search(sentence):
        return True
    return text[text.rfind("\n", 0, place) + 1 : place].lstrip()[:1] == ">"


def _by_place(part: tuple[int, str]) -> tuple[int, int]:
    return part[0], len(part[1])


def _english(sentence: str) -> Iterator[DeedTold]:
    for pattern, plain in _PLAINER:
        sentence = pattern.sub(plain, sentence)
    yield from _by_verbs(sentence)
    for told in (*noun_deeds_of(sentence), *deeds_left_behind(sentence)):
        # A cancellation is of the world, whatever it is of.
        in_world = told.family != "change" or is_of_the_world(
            sentence, told.place, told.verb, told.family
        )
        if in_world and _is_real(sentence, told.place):
            yield told
    well = _WENT_WELL.search(sentence)
    if well and _is_real(sentence, well.start()):
        # A record's state, where a result tells it.
        state = "confirmed" if well[0].casefold() == "is confirmed" else ""
        yield well.start(), state, None, False, state


def _runs_in(sentence: str) -> Iterator[DeedTold]:
    sentence = _CAN_TELL.sub(_blank, sentence)
    for run in runs_told_in(sentence):
        if not _UNREAL.search(sentence, 0, run.place):
            yield run


def _by_verbs(sentence: str) -> Iterator[DeedTold]:
    """Yield what verbs tell of, the further ones of an enumeration too."""
    opening = _OPENING.match(sentence)
    last, goes_on = opening.end() if opening else 0, True
    for pattern, own in ((_OWN, True), (_SUBJECTLESS, True), (_PASSIVE, False), (_HEADLINE, False)):
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            family: Family = "run" if verb == "run" else SAID[verb]
            if _counts(sentence, said.start("verb"), verb, family):
                last, goes_on = (last, goes_on) if last else (said.end(), own)
                yield said.start("verb"), verb, family, own, _TOLD_AS.get(verb, verb)
    for said in _FURTHER.finditer(sentence, last or _end_of_any_own(sentence)):
        verb = said["verb"]
        if _counts(sentence, said.start("verb"), verb, SAID[verb]):
            yield said.start("verb"), verb, SAID[verb], goes_on, verb


def _end_of_any_own(sentence: str) -> int:
    """Return where the first act of the model's own ends, whatever it is; the end without one."""
    for said in _FURTHER.finditer(sentence):
        own = _ANY_OWN.search(sentence[: said.start()])
        if own is not None:
            return own.end()
    return len(sentence)


def _counts(sentence: str, place: int, verb: str, family: Family) -> bool:
    if family == "send" and _RECEIVED.search(sentence):
        return False
    if _ADDS_UP.match(sentence, place):
        return False
    if _FIELD.match(sentence, place) and not any(map(str.isalpha, sentence[:place])):
        return False
    return _is_real(sentence, place) and is_of_the_world(sentence, place, verb, family)


def _is_real(sentence: str, place: int) -> bool:
    if _TO_NOTHING.match(sentence, place):
        return False
    own = max((found.end() for found in _OWN_CLAUSE.finditer(sentence, 0, place)), default=0)
    return not (_UNREAL.search(sentence, own, place) or _SUPPOSES.search(sentence, 0, own))
