"""Deeds told of all of several things, where calls were made for some of them, one by one.

`All three are blocked`, `三个IP均已封禁完成` after two calls of `deny_add`, each for one of the
three addresses that the user named: the third was left out. Such a claim is at most suspected.
"""

import re
from collections.abc import Iterator

from auditor.claims.claim import Claim
from auditor.claims.deeds.calls import acts, reach_of
from auditor.claims.deeds.doubt import NONE_MADE
from auditor.claims.deeds.history import owns_up, words_of_event
from auditor.claims.deeds.may_have_acted import may_have_acted
from auditor.claims.deeds.unbacked_deeds import ending_turns
from auditor.claims.deeds.verbs import SAID, SAID_IN_CHINESE
from auditor.evidence.readings import is_question, single_sentences
from auditor.pairing import Pairing, calls_of_turn
from auditor.trace import Message, ToolCall, Trace
from auditor.values.atoms import atoms_of
from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import any_of, late

_SCORE = 0.5
_COUNTS = {
    word: count
    for count, words in enumerate(
        (
            "both 两 二 beide deux dos", "three 三 drei trois tres", "four 四 vier quatre cuatro",
            "five 五 fünf cinq cinco", "six 六 sechs seis",
        ),
        2,
    )
    for word in words.split()
}  # fmt: skip
_COUNT = any_of(_COUNTS)
_ALL = late(
    rf"\b(?:(?P<both>both)|all (?:of the |the )?(?P<en>{_COUNT}|\d))\b[^.;!?\n]{{0,40}}?"
    rf"\b(?:{any_of(SAID)})\b|"
    rf"\b(?:{any_of(SAID)}) (?:(?P<both_too>both)|all (?:of the |the )?(?P<en_too>{_COUNT}|\d))\b|"
    rf"(?P<zh>[两二三四五六2-6])[个条台项份封只][^，。；\n没未不]{{0,8}}?(?:均|都|全部?|一并)已?[^，。；\n没未不]{{0,4}}?"
    rf"(?:{'|'.join(SAID_IN_CHINESE)})",
    re.IGNORECASE,
)
_MAY_TELL_ALL = sign_anywhere(f"(?i){_ALL.pattern}")
_UNREAL = re.compile(
    r"\b(?:will|would|could|should|can|may|must|if|once|when|let me|please|need|want|not|never)\b|"
    r"n['’]t\b|建议|可以|需要|请|如果|若|将|待|没|未",
    re.IGNORECASE,
)


def all_of_them(trace: Trace, pairing: Pairing) -> Iterator[Claim]:
    """Yield the first sentence of each such text.

    Args:
        trace: The trace.
        pairing: All its calls and results, and the words to judge.
    """
    for message in ending_turns(pairing):
        if not _MAY_TELL_ALL(message.text) or owns_up(message.text):
            continue
        for start, sentence in single_sentences(message.text):
            count = 0 if is_question(sentence) else _count_in(sentence)
            left = _left_out(count, message, trace, pairing) if count else []
            if left:
                yield Claim(
                    message.index, start, start + len(sentence), "claimed-action", "",
                    tuple(left), NONE_MADE, None, _SCORE,
                )  # fmt: skip
                break


def _count_in(sentence: str) -> int:
    """Return of how many things a sentence tells a deed, 0 if of no certain number."""
    told = _ALL.search(sentence)
    if told is None or _UNREAL.search(sentence, 0, told.end()):
        return 0
    word = next((one for one in told.groups() if one), "").casefold()
    return int(word) if word.isdigit() else _COUNTS.get(word, 0)


def _left_out(count: int, message: Message, trace: Trace, pairing: Pairing) -> list[str]:
    """Return the things of so many that the user named for which no call of the turn was."""
    asked = next(
        (words_of_event(e) for e in reversed(trace.events[: message.index]) if e.source == "user"),
        "",
    )
    named = _things_in(asked)
    acted = [call for call in calls_of_turn(message, pairing) if _acts_on_one(call, named)]
    if len(named) != count or not acted or len({call.name for call in acted}) > 1:
        return []

    others = (call for call in calls_of_turn(message, pairing) if call not in acted)
    if any(may_have_acted(call, pairing) for call in others):
        return []
    touched = {name for call in acted for name in named if name in call.arguments_raw}
    left = [name for name in named if name not in touched]
    return left if 0 < len(left) < count else []


def _acts_on_one(call: ToolCall, named: list[str]) -> bool:
    """Say whether a call acts on one of some things."""
    return (
        acts(call)
        and not reach_of(call.name).command
        and sum(name in call.arguments_raw for name in named) == 1
    )


def _things_in(words: str) -> list[str]:
    """Return the ids and hosts of some words as written there."""
    found = (words[a.start : a.end] for a in atoms_of(words) if a.value.kind in ("id", "host"))
    return list(dict.fromkeys(found))
