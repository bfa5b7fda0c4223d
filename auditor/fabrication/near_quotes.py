"""Quotations in marks or as quoted lines that a genuine result almost holds, but with other words.

What stands in quotation marks claims to be word for word. Where a result holds the same sentence
but for a few words that were put in the place of others, the quotation was altered. Words left out,
other marks, other spacing and another tense are no alteration, and a value of JSON is no quotation.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.workshop import is_workshop
from auditor.values.blocks import Field
from auditor.values.values import normal_text
from auditor.values.wording import Wording

_QUOTED = re.compile(
    r"(?:(?<![A-Za-z0-9.,!?%])\"|[“„«「『])([^\"“”„«»「」『』\n]{10,400})[\"”“»」』]|"
    r"(?:^|\n)[ \t]*>[ \t]?([^\n]{10,400})"
)
_MAY_QUOTE = re.compile(
    r"\\\"[^\"\n]{16}|[“„«「『][^\"\n]{10}|(?:\\n|\")> ?[^\"\n]{10}|\\u(?:201[ce]|300[ce])"
)
_WORD = re.compile(
    r"\d[\d.,:]*\d|\d|[\u3040-\u9fff]|[^\W\d_\u3040-\u9fff]+(?:['’-][^\W\d_\u3040-\u9fff]+)*"
)
# A quotation's brackets hold words of who quotes.
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,60}\](?!\()")
# As YAML writes an apostrophe between apostrophes.
_DOUBLED = re.compile(r"(?<=\w)''(?=\w)")
_JSON_KEY = re.compile(r"\"\s*:\s*$")
_KEY = 8
_GRAMMAR = frozenset(
    {
        "is", "are", "was", "were", "be", "been", "has", "have", "had", "do", "does", "did", "will",
        "would", "the", "a", "an", "this", "that", "these",
    }
)  # fmt: skip
_JOINTS = frozenset({"and", "or", "und", "et", "y", "e"})
_TURNS = frozenset({"not", "no", "never", "but", "or", "and", "without"})
_LONG = 6
_FEW_TURNED, _AROUND, _LEAD = 4, 6, 80
_FEWEST_WORDS, _FEWEST_SIGNS = 6, 8
# What turns a sentence, put in or left out.
# Who proposes words quotes nobody.
_PROPOSES = Wording(
    r"\b(?:would|could|suggest\w*|draft\w*|propos\w*|rewrit\w*|reply|template|vorschlag\w*|entwurf|"
    r"propuesta|borrador|proposition|brouillon|proposta|rascunho|bozza)\b|"
    r"建议|草稿|拟|回复|改为|改成|下書き|提案|제안|초안"
)
_TURNING_WORDS = (
    "not no never only nicht kein keine keinen nie ne pas jamais sin nunca non mai não nur solo "
    "sólo must may can cannot 不 没 未 无 非 须 可 必"
)
_TURNING = frozenset(_TURNING_WORDS.split())
_SAME = 0.6
_MOST_RESULTS = 20
_LONGEST_RESULT = 20_000
_SCORE = 0.7


def judge_near_quotes(scene: Scene) -> Iterator[Imitation]:
    """Yield each quotation of a text that a result holds but for replaced words."""
    marks = list(_QUOTED.finditer(scene.text)) if scene.is_checkable else []
    if not marks or is_workshop(scene):
        return
    for mark in marks:
        group = 1 if mark[1] else 2
        if _JSON_KEY.search(scene.text, max(0, mark.start() - _KEY), mark.start()):
            continue
        said = _words(_BRACKETED.sub("", mark[group]))
        if _is_proposed(scene.text[: mark.start()]):
            continue
        if is_sentence(said) and not _is_held(said, scene):
            found = _nearest(said, mark.span(group), scene)
            if found is not None:
                yield found


def _is_proposed(before: str) -> bool:
    """Say whether the words before a quotation, or a block of quoted lines, propose its words."""
    lines = before.rstrip().split("\n")
    while lines and lines[-1].lstrip()[:1] in (">", ""):
        lines.pop()
    return bool(lines) and _PROPOSES.stands_in(lines[-1][-_LEAD:])


def may_quote(raw: str) -> bool:
    """Say whether the JSON of arguments may hold a quotation of some words."""
    is_plain = "\\" not in raw and ">" not in raw and raw.isascii()
    return not is_plain and _MAY_QUOTE.search(raw) is not None


def quotes_nearly(text: str, outputs: list[str]) -> bool:
    """Say whether a text quotes a sentence that outputs do not hold, though most of its words."""
    marks = list(_QUOTED.finditer(text))
    if not marks:
        return False
    known = _words("\n".join(outputs))
    joined, own = " ".join(known), set(known)
    for mark in marks:
        said = _words(_BRACKETED.sub("", mark[1] or mark[2]))
        held = sum(word in own for word in said)
        if is_sentence(said) and held >= _SAME * len(said) and " ".join(said) not in joined:
            return True
    return False


def is_sentence(said: list[str]) -> bool:
    """Say whether quoted words are so many that they are no name and no title."""
    eastern = sum("\u3040" <= word[0] <= "\u9fff" for word in said)
    return len(said) >= (_FEWEST_SIGNS if 2 * eastern > len(said) else _FEWEST_WORDS)


def _words(text: str) -> list[str]:
    return _WORD.findall(_DOUBLED.sub("'", normal_text(text)))


def _is_held(said: list[str], scene: Scene) -> bool:
    """Say whether any source, or an earlier text of the model, holds words in their order."""
    joined = " ".join(said)
    before = scene.event_index
    earlier = [text.raw for text in scene.evidence.texts if text.event_index < before]
    earlier += [message.text for message in scene.evidence.said_before(before)]
    return any(joined in " ".join(_words(raw)) for raw in earlier if said[0] in raw.casefold())


def _nearest(said: list[str], place: tuple[int, int], scene: Scene) -> Imitation | None:
    """Return the altered quotation of the newest result that almost holds it, or None."""
    seen = 0
    for result in reversed(scene.pairing.results):
        if result.index >= scene.event_index or result.source != "runtime":
            continue
        seen += 1
        if seen > _MOST_RESULTS:
            return None
        if len(result.output) > _LONGEST_RESULT:
            continue
        changed = _replaced(said, _words(result.output))
        if changed:
            call = scene.pairing.answered.get(result.index)
            tool, fields = call.name if call else "", [Field("", words) for words in changed]
            return found_in(scene, place, "altered", tool, _SCORE, fields, imitates=result.index)
    return None


def _replaced(said: list[str], output: list[str]) -> list[str]:
    """Return the words that stand in the place of others, where all around them is the same."""
    longest = SequenceMatcher(None, output, said, autojunk=False).find_longest_match()
    start = max(0, longest.a - longest.b - _AROUND)
    output = output[start : longest.a + len(said) - longest.b + _AROUND]
    blocks = SequenceMatcher(None, output, said, autojunk=False)
    same = sum(size for _, _, size in blocks.get_matching_blocks() if size > 1)
    if same < _SAME * len(said):
        return []
    return [
        " ".join(said[first:last] or output[start:end])
        for kind, start, end, first, last in blocks.get_opcodes()
        if first > 0
        and last < len(said)
        and (
            _turns(said[first:last], output[start:end])
            or (
                kind == "replace"
                and end - start <= 2 * (last - first) + 2
                and not _is_harmless(said[first:last], output[start:end])
            )
        )
    ]


def _turns(said: list[str], own: list[str]) -> bool:
    """Say whether one or two words put in, or left out, turn what a sentence says."""
    return len(said) + len(own) <= _FEW_TURNED and _TURNING.isdisjoint(said) != _TURNING.isdisjoint(
        own
    )


def _is_harmless(said: list[str], own: list[str]) -> bool:
    """Say whether words in the place of others only join what is left, or mend a letter."""
    if _GRAMMAR.issuperset(said + own):
        return True
    if _JOINTS.issuperset(said) and _TURNS.isdisjoint(own):
        return True
    return len(said) == len(own) and all(map(_mends, said, own))


def _mends(said: str, own: str) -> bool:
    """Say whether two long words are one but for a letter more or less."""
    short, long = sorted((said, own), key=len)
    return said == own or (
        len(short) >= _LONG
        and long.isalpha()
        and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
    )
