"""Sentences that say what a command does, or what the user's own run of it showed.

`git blame limits.py` in code marks "shows the author": so it does, whoever runs it and whenever.
Only the present can say so; that it "showed" something is told of a run.
"""

import re

from auditor.values.wording import late

_CODE_MARK = "`"
_PAST = late(
    r"\b(?:showed|said|confirmed|reported|returned|gave|responded|came back|ran|"
    r"(?:was|were|been) (?:checked|looked up|queried|verified|retrieved|found|run|called|executed|"
    r"made))\b|[了过已]|刚"
)
_OPEN = late(
    r"\b(?:shows?|says|confirms?|reports?|tells?|lists?|displays?|reveals?)(?: you| us)? "
    r"(?:which|who|whose|whether|why|what|where|how|when)\b",
    re.IGNORECASE,
)
_TO_DO = late(
    r"\W*(?:\d+[.)] )?(?:(?:then|first|next|now|or|and|just)[, ]+)?"
    r"(?:run|use|try|execute|type|enter|look (?:at|in|into|up)|see|open|start with) ",
    re.IGNORECASE,
)
# "Get the prices using `get_price`", "For each channel, call read_channel(channel)".
_STEP = late(
    r"\W*(?:\d+[.)]\W*)?(?:(?:for|in|with) (?:each|every|all|any)\b[^,\n]{0,60}, ?|"
    r"(?:then|first|next|now|finally|and|also|lastly|after that)[, ]+)*"
    r"(?:get|use|call|find|check|filter|look|search|read|visit|send|remove|retrieve|fetch|add|"
    r"invite|book|create|update|list|query|run|try|post|go|open|identify|determine|verify|pull|"
    r"obtain|compare|repeat|gather|make|delete|cancel|reserve|schedule|browse|collect) ",
    re.IGNORECASE,
)
_OF_USE = late(
    r"\b(?:relevant|appropriate|right|best|needed|necessary|suitable|useful|available|provided|"
    r"required|correct|following) (?:tools?|functions?)\b|\b(?:tools?|functions?) (?:here |now )?"
    r"(?:seems?|looks?|appears?|(?:is|are) (?:relevant|appropriate|needed|available|useful))\b|"
    r"\bprovided by\b|\bparameters?\b"
)
_USERS_OWN = late(
    r"\byour (?:\w+ ){0,2}(?:outputs?|logs?|listing|dump|trace|paste|screenshot)\b|"
    r"\byou(?:['’]ve| have)? (?:pasted|posted|sent|shared|attached|gave|ran)\b|"
    r"\byou (?:have|wrote|noted|said|named|told|put|listed)\b|\b(?:in )?your (?:notes?|version)\b|"
    r"\bthe (?:user|customer)(?: has| had)? (?:said|says|asked|wants?|request(?:s|ed)|provided|"
    r"mentioned|stated|told|gave|wrote)\b|"
    r"[你您](?:的(?:输出|日志|截图)|(?:贴|提供|运行|跑|发来|给|写|说|记|填)的|贴出|粘贴)",
    re.IGNORECASE,
)
_BEHIND_COMMAND = late(r"`[^`\n]+ [^`\n]+` ?[会能将可以就]{0,3}$")


def says_what_is_to_do(text: str, start: int, place: int, end: int) -> bool:
    """Say whether a sentence tells what a command does, or what to do, but of nothing done.

    Args:
        text: Words of the model.
        start, end: The sentence in it.
        place: Where the sentence names what it is about.
    """
    if _PAST.search(_without_code(text[start:end])):
        return False
    return bool(
        _is_in_command(text, start, place, end)
        or _TO_DO.match(text, start, place)
        or _OPEN.search(text, start, end)
    )


def says_what_for(text: str, start: int, end: int) -> bool:
    """Say whether a sentence names a tool as what is to be used, or as one of those there are.

    Args:
        text: Words of the model.
        start, end: The sentence in it.
    """
    sentence = text[start:end]
    step = _STEP.match(sentence)
    if step is not None and not _PAST.search(_without_code(sentence[step.end() :])):
        return True
    return _OF_USE.search(sentence) is not None


def follows_command(sentence: str, place: int) -> bool:
    """Say whether a Chinese verb stands right behind a command in code marks, and tells no past."""
    return (
        _BEHIND_COMMAND.search(sentence, 0, place) is not None
        and _PAST.search(_without_code(sentence)) is None
    )


def is_users_own(sentence: str) -> bool:
    """Say whether a sentence tells what stands in something that the user ran or gave."""
    return _USERS_OWN.search(sentence) is not None


def _is_in_command(text: str, start: int, place: int, end: int) -> bool:
    """Say whether a place lies between code marks, among other words."""
    opening = text.rfind(_CODE_MARK, start, place)
    closing = text.find(_CODE_MARK, place, end)
    if opening < 0 or closing < 0 or text.count(_CODE_MARK, start, place) % 2 == 0:
        return False
    return " " in text[opening + 1 : closing].strip()


def _without_code(sentence: str) -> str:
    return "".join(sentence.split(_CODE_MARK)[::2])
