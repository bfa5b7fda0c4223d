"""Things that the user names in the newest turn, and that the model says it looked at.

Whatever is named for the first time can't have been looked at before. Where no call is made since,
a look at it was not made, in whatever words the thing is named: a title and a year, two airports
and a day.
"""

import re
from collections.abc import Iterator

from auditor.claims.claim_history import History, leaves_calls_out
from auditor.claims.own_acts import words_of_name
from auditor.trace import Message
from auditor.values.occurrences import occurs
from auditor.values.values import normal_text
from auditor.values.wording import late

_LOOK = late(
    r"\b(?:(?:quer(?:ied|ying)|call(?:ed|ing)|look(?:ed|ing)(?: (?:it|that|this))? up|"
    r"(?:re-?)?r[au]n(?! (?:through|into|out|over|by|with))|running|"
    r"search(?:ed|ing)|fetch(?:ed|ing)|pull(?:ed|ing)(?: up)?|retriev(?:ed|ing)|consult(?:ed|ing))|"
    r"(?P<glance>check(?:ed|ing)|verif(?:ied|ying)))\b(?P<object>[^:;!?\n]{1,120})"
)
_LOOK_ZH = late(
    r"(?:查询|查阅|检索|调用|查|(?P<glance>查看|核对|核实))(?:过|了|到)?(?:一下)?[，, ]{0,2}"
    r"(?P<object>[^\u4e00-\u9fff：:；。]{2,120})"
)
_OF_A_SOURCE = late(
    r"\b(?:systems?|databases?|records?|tools?|look-?ups?|api|shows?|showed|returned|its)\b|"
    r"系统|数据库|记录|显示|返回|其",
    re.IGNORECASE,
)
_IN_MIND = late(
    r"\b(?:memory|knowledge|mind|training|head|calculat\w+)\b|知识|记忆|心算", re.IGNORECASE
)
_OBJECT_END = re.compile(
    r"\s(?:and|but|so|which|that|because|it|its|I|you|is|are|was|were|has|in the|against)\b|"
    r"[.,](?=\s+[a-z])|\.(?=\s|$)|, I\b"
)
_LETTER_OF_NAME = r"[^\W_\u1100-\u11ff\u3040-\u9fff\uac00-\ud7a3]"
_GIVEN = (
    r"(?:[`\"”»]?(?: (?:was|is|got|(?:has|had) (?:just |now |also )?been) (?:just |also |now )?"
    r"(?:called|run|executed|queried|invoked|used|asked))?"
    r",? (?:for|with|on|für|mit|pour|avec|para|con|per|com|voor|met) "
    r"(?P<object>(?:[^.,;:!?\n]|[.,:](?=\w)){2,60}?)"
    r"(?= (?:and|above|before|earlier|und|et|y|e|en)\b|"
    r" \w*(?:gerufen|gefragt|geführt|geroepen|vraagd)\b|"
    r"[.,;:!?](?!\w)|\n|\Z)|"
    r"[`\"”]? ?(?:也|刚刚?|已经?){0,2}(?:针?对|就|为) ?(?P<object_dui>[^，,。；;\n]{2,40}?) ?"
    r"(?:做|进行|执行|调用|查|运行|跑|检索|核))"
)
_LOOKED_UP_ZH = r"(?:查询|检索|调用|查)(?:了|过)? ?(?P<object>[^，,。；;\n]{2,40})"
_GIVEN_BEFORE = (
    r"(?:(?P<object>[^、。，\s][^、。，\n]{1,40}?) ?(?:について|に対して|에 대해|에 대한) ?[`「]?|"
    # `Lyon: I called get_x`, `Lyon 我用 get_x`, `I looked at Lyon with get_x`
    r"^(?:\w+[,.!] )?(?P<topic>[^:\n]{2,50}): I(?:['’]ve| have)? (?:just |already |also )?"
    r"(?:called|ran|queried|used|executed|invoked) (?:the )?`?|"
    r"(?:^|[，,。：:]) ?(?P<topic_zh>[^，,。：:\n]{2,40}?)[”」》\"]? ?(?:的[\u4e00-\u9fff]{1,6})? ?"
    r"(?:(?:我|已经?|也|刚刚?|刚才|之前|先前|是){0,3}(?:用|通过|调用)(?:了|过)?) ?[`「]?|"
    r"\b(?:queried|checked|ran|consulted|looked up|looked at|habe ich|heb ik|consulté|vérifié|"
    r"consulté|consultei|verifiquei|comprobé|revisé|consultar|verificar|controllato|verificato) "
    r"(?P<thing>[^.,;:!?\n]{2,50}?) (?:up )?(?:with|via|using|through|avec|con|com|mit|met|per) `?|"
    r"\b(?P<thing_de>[^.,;:!?\n]{2,50}?) (?:habe ich|heb ik) "
    r"(?:(?!nicht|nie|niet|nooit)\w+ ){0,2}(?:mit|met|über|per) `?)"
)
# Nouns of German, days, months and words of consent begin with capitals, too.
_GERMAN = late(
    r"\b(?:der|die|das|und|ist|wie|bitte|für|nicht|den|dem|noch|mal|ein|eine|habe|ich)\b",
    re.IGNORECASE,
)
_NO_NAME = late(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|ok(?:ay)?|yes|no|i|pdf|csv|json|today",
    re.IGNORECASE,
)
_BEHIND_WORD = late(
    r"\b(?:for|on|about|of|in|up) (?:the |channel )?"
    rf"(?P<one>{_LETTER_OF_NAME}[\w'’-]{{2,30}})(?=\W*$|"
    r"[,.;:!?](?!\w)|\s(?:and|but|with|via|using|too|again|as|just|so|now)\b)"
)
_OF_ANY = late(
    r"(?:you|your|it|its|this|that|these|those|the|them|him|her|both|all|each|any|my|our|an?|der|"
    r"die|das|den|dem|ihre?n?|sie|le|la|les|vous|votre|cette?|el|los|las|su|usted|este|esta|il|lo|o|"
    r"os|as|het|uw|de)\b"
)
_THE_SAME = late(
    r"\b(?:too|also|as well|auch|ebenfalls|aussi|également|también|anche|também|ook)\b|"
    r"也|同样|も|도"
)
_TOKEN = re.compile(rf"{_LETTER_OF_NAME}(?:{_LETTER_OF_NAME}|[_'’-]|\.(?=\w))*")
_LETTER, _DIGIT = re.compile("[A-Za-z]"), re.compile("[0-9]")
_CODE = re.compile(r"[A-Z]{6,}")
_FEWEST = 2
_LONGEST = 1500


def newly_named(sentence: str, tool: str, message: Message, history: History) -> list[str]:
    """Return the things that a claimed look is at, if they were first named in this very turn.

    Where the sentence names a tool, codes and figures count that no call of it held.

    Args:
        sentence: The model's words.
        tool: The tool that they name, or "".
        message: The message that they stand in.
        history: The calls of the trace; one made in this turn may have been the look.
    """
    if any(call.turn == message.turn for call in history.calls_until(message)):
        return []
    asked = history.last_said(message)
    if not asked or len(asked) > _LONGEST or "`" in asked or _IN_MIND.search(sentence):
        return []
    if leaves_calls_out(history.trace):
        return []
    for looked in (*_LOOK.finditer(sentence), *_LOOK_ZH.finditer(sentence)):
        named = [token for token in _tokens(looked["object"]) if _stands_in(token, asked)]
        new = [token for token in named if not _is_old(token, asked, message, history)]
        if tool and not new:
            new = _never_passed(named, tool, history)
        if _is_specific(new) and not (looked["glance"] and _may_be_of_the_mind(new, sentence)):
            return list(dict.fromkeys(new))
        one = "" if looked["glance"] else _single_name(looked["object"], asked)
        if one and not _is_old(one, asked, message, history):
            return [one]
    return _newly_passed(sentence, tool, asked, message, history) if tool else []


def _newly_passed(
    sentence: str, tool: str, asked: str, message: Message, history: History
) -> list[str]:
    """Return what a sentence says that a tool was called for, word for word as the user named it.

    A word in small letters names a thing only where the user wants the same for it, too.
    """
    if tool not in sentence:
        return []
    name = re.escape(tool)
    # No noun of German stands behind a preposition without an article, as names do.
    for pattern, around in (
        (name + _GIVEN, ""),
        (_LOOKED_UP_ZH, ""),
        (_GIVEN_BEFORE + name, f"{asked} {sentence}"),
    ):
        for passed in re.finditer(pattern, sentence):
            one = next(part for part in passed.groups() if part).strip(" `\"'“”「」")
            if len(one) < _FEWEST or _OF_ANY.match(one) or not _stands_in(one, asked):
                continue
            if _names_a_thing(one, asked, around) and not _is_old(one, asked, message, history):
                return [one]
    return []


def _names_a_thing(one: str, asked: str, around: str) -> bool:
    """Say whether some words that a user wrote, too, are a name, or what he wants the same for.

    Among German words it takes several that begin with capitals.
    """
    if _THE_SAME.search(asked) or any(sign.isdigit() for sign in one):
        return True
    capitals = sum(word != word.lower() for word in _GERMAN.sub("", one).split())
    fewest = _FEWEST if _GERMAN.search(around) else 1
    return capitals >= fewest and not _NO_NAME.fullmatch(one)


def _single_name(words: str, asked: str) -> str:
    """Return the one name behind a preposition in an object, as a user wrote it, too, or ""."""
    end = _OBJECT_END.search(words)
    for found in _BEHIND_WORD.finditer(words[: end.start()] if end else words):
        one: str = found["one"]
        is_name = "-" in one[1:-1] or _names_a_thing(one, asked, asked)
        if (
            is_name
            and not _NO_NAME.fullmatch(one)
            and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", asked)
        ):
            return one
    return ""


def _tokens(words: str) -> Iterator[str]:
    """Yield the names, codes and figures of an object."""
    end = _OBJECT_END.search(words)
    for token in _TOKEN.findall(words[: end.start()] if end else words):
        if any(sign.isupper() or sign.isdigit() for sign in token):
            yield token


def _is_specific(tokens: list[str]) -> bool:
    return (
        len(set(tokens)) >= _FEWEST
        or any(sign.isdigit() for token in tokens for sign in token)
        or any(_CODE.fullmatch(token) for token in tokens)
    )


def _may_be_of_the_mind(tokens: list[str], sentence: str) -> bool:
    """Say whether a check takes no tool: of days or sums that the user gives, of one name."""
    is_named = any(_LETTER.search(token) and not token.islower() for token in tokens) or any(
        _LETTER.search(token) and _DIGIT.search(token) for token in tokens
    )
    return not is_named or not (len(set(tokens)) >= _FEWEST or _OF_A_SOURCE.search(sentence))


def _stands_in(token: str, text: str) -> bool:
    if token.lower() not in text.lower():
        return False
    whole = rf"(?<!\w){re.escape(token)}(?!\w)"
    return re.search(whole, text, re.IGNORECASE | re.ASCII) is not None


def _never_passed(named: list[str], tool: str, history: History) -> list[str]:
    """Return the named codes and figures, if some stand in no call of a tool that was called."""
    made = [call for call in history.pairing.calls if call.name == tool]
    coded = [one for one in named if one.isupper() or _DIGIT.search(one)]
    missing = [
        one
        for one in coded
        if not any(occurs(history.normal(call.index), normal_text(one)) for call in made)
    ]
    return coded if made and missing and len(set(coded)) >= _FEWEST else []


def _is_old(token: str, asked: str, message: Message, history: History) -> bool:
    """Say whether anything before the user's newest words, or a tool, speaks of a thing."""
    if any(token.casefold() in words_of_name(call.name) for call in history.pairing.calls):
        return True
    normal = normal_text(token)
    return any(
        occurs(history.normal(event.index), normal)
        for event in history.trace.events[: message.index]
        if not (type(event) is Message and event.text == asked)
    )
