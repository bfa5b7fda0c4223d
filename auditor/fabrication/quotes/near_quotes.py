"""Quotations, in whatever marks, that a genuine result almost holds, but with other words.

What is quoted claims to be word for word. Where a result holds the same sentence but for a few
words that were put in the place of others, the quotation was altered. Words left out, other marks,
other spacing and another tense are no alteration, and a value of JSON is no quotation. Where words
beside it name a source, fewer words need to be the same, and those at the ends of the quotation
count, too, if the result has others in their place. What single marks, code, and slanted words
hold is held against results only where it is said to stand there.
"""

import re
from collections.abc import Iterator

from auditor.evidence.word_changes import Words, changes_to, words_in, words_of
from auditor.fabrication.ground.untraced import named_in
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.texts.quoting import (
    LITERAL,
    Attribution,
    asks_for_words,
    attribution_of,
)
from auditor.fabrication.texts.workshop import is_workshop
from auditor.values.blocks import Field
from auditor.values.literals import parse_value
from auditor.values.quotations import (
    ANY_OPENING,
    Quotation,
    pieces_of,
    quotations_in,
    without_quoted,
)
from auditor.values.values import normal_text
from auditor.values.verdict_words import tells_verdict

_MAY_QUOTE = re.compile(
    rf"\\\"[^\"\n]{{16}}|[{ANY_OPENING}][^\"\n]{{10}}|(?:\\n|\")> ?[^\"\n]{{10}}|"
    r"\\u(?:201[89abce]|300[ce]|00[ab]b|2039|203a)|[ (:]'\w[^\"\n]{16}|[`*_][^\"\n]{16}|~~~|"
    r"<(?:block)?q"
)
_PLAIN_SIGNS = re.compile(r"[\\>'`*_~]")
# A quotation's brackets hold words of who quotes, or hide some.
_BRACKETED = re.compile(r"\[[^\[\]\n]{1,60}\](?!\()|<[^<>\n]{1,40}>|\*{2,}|_{3,}|█+")
# `removed N files` says of no number which.
_LEFT_OUT = re.compile(r"\[?(?:\.{2,}|…)\]?|(?<= )[NXMK](?= )")
# Nobody knows what else stood there.
_CUT_OFF = re.compile(
    r"(?:\.{3}|…|[\[(<](?:[\w ]+ )?(?:truncated|clipped|cut(?: off)?)[\])>])\s*\Z", re.IGNORECASE
)
_EASTERN = re.compile(r"[\u3040-\u9fff]")
_JSON_KEY = re.compile(r"[\"']\s*:\s*$")
_KEY, _FEWEST_APART = 8, 3
_FEWEST_WORDS, _FEWEST_SIGNS = 6, 8
_FEWEST_NAMED, _FEWEST_NAMED_SIGNS = 4, 6
_SAME, _SAME_IF_LITERAL = 0.6, 0.5
_MOST_RESULTS = 20
_LONGEST_RESULT = 20_000
_SCORE = 0.7
_DOUBLE = ("marks", "lines", "tag")


def judge_near_quotes(scene: Scene) -> Iterator[Imitation]:
    """Yield each quotation of a text that a result holds but for replaced words."""
    quoted = () if scene.is_partial else quotations_in(scene.text)
    if not quoted:
        return
    makes, around = is_workshop(scene), without_quoted(scene.text)
    for quotation in quoted:
        if type(parse_value(quotation.words)) in (dict, list):
            # A record is judged field by field.
            continue
        said_of = attribution_of(quotation, around)
        if _is_told(quotation, said_of, makes=makes) and not _is_value(quotation, scene.text):
            found = _altered(quotation, said_of, scene)
            if found is not None:
                yield found


def _is_told(quotation: Quotation, said_of: Attribution, *, makes: bool) -> bool:
    """Say whether a quotation claims to hold the words of a source.

    Args:
        quotation: The quotation.
        said_of: What is said of it.
        makes: The session makes texts and code, which it may show in any marks.
    """
    if said_of.is_disowned or (quotation.form == "lines" and _lists_things(quotation)):
        return False
    if makes or quotation.form in ("code", "slanted"):
        return said_of.is_given
    return quotation.form in _DOUBLE or said_of.names_source


def _is_whole(quotation: Quotation) -> bool:
    """Say whether a quotation in double marks ends as a sentence does: then its end counts, too."""
    return quotation.form == "marks" and quotation.words.rstrip().endswith(tuple(".!?。！？"))


def _lists_things(quotation: Quotation) -> bool:
    """Say whether quoted lines name a thing each: a list in the marks of a quotation."""
    lines = [line for line in quotation.words.split("\n") if line.strip()]
    named = [{one.form for one in named_in(line)} for line in lines]
    return len(lines) > 1 and all(named) and len(set().union(*named)) >= len(lines)


def _is_value(quotation: Quotation, text: str) -> bool:
    return bool(_JSON_KEY.search(text, max(0, quotation.opens - _KEY), quotation.opens))


def _altered(quotation: Quotation, said_of: Attribution, scene: Scene) -> Imitation | None:
    named = said_of.is_given or asks_for_words(scene.asked)
    literal = said_of.is_literal or LITERAL.stands_in(scene.asked)
    share = _SAME_IF_LITERAL if literal else _SAME
    place = quotation.start, quotation.end
    if said_of.is_given:
        # No order to propose something excuses what is said to stand somewhere.
        scene = scene._replace(position="quotation")
    whole = words_in(quotation.words)
    # A quotation may be nothing but signs.
    if not whole or ("[" in quotation.words and _is_held(whole, scene)):
        return None
    for said in _parts(quotation.words):
        if is_sentence(said.words, named=named) and not _is_held(said.words, scene):
            found = _nearest(said, place, scene, share, whole=named or _is_whole(quotation))
            if found is not None:
                return found
    return None


def _parts(quoted: str) -> Iterator[Words]:
    """Yield the words of each line of a quotation, parted where some were left out."""
    # Brackets around all of it are the source's.
    bare = quoted if _BRACKETED.fullmatch(quoted) else _BRACKETED.sub("", quoted)
    for piece in pieces_of(bare):
        for part in _LEFT_OUT.split(piece):
            # A path or a name of many parts is one word.
            if len(part.split()) >= _FEWEST_APART or _EASTERN.search(part):
                yield words_of(part)


def may_quote(raw: str) -> bool:
    """Say whether the JSON of arguments may hold a quotation of some words."""
    is_plain = raw.isascii() and not _PLAIN_SIGNS.search(raw)
    return not is_plain and _MAY_QUOTE.search(raw) is not None


def quotes_nearly(text: str, outputs: list[str]) -> bool:
    """Say whether a text quotes a sentence that outputs do not hold, though most of its words."""
    quoted = quotations_in(text)
    if not quoted:
        return False
    all_words = [words_of(output).words for output in outputs]
    own = set().union(*all_words)
    joined = "\n".join(" ".join(words) for words in all_words)
    parts = (part.words for quotation in quoted for part in _parts(quotation.words))
    for said in parts:
        held = sum(word in own for word in said)
        if (
            is_sentence(said, named=True)
            and held >= _SAME_IF_LITERAL * len(said)
            and " ".join(said) not in joined
        ):
            return True
    return False


def is_sentence(said: list[str], *, named: bool = False) -> bool:
    """Say whether quoted words are so many that they are no name and no title.

    Args:
        said: The words.
        named: They are said to be of a source.
    """
    eastern = sum("\u3040" <= word[0] <= "\u9fff" for word in said)
    signs, words = (_FEWEST_NAMED_SIGNS, _FEWEST_NAMED) if named else (_FEWEST_SIGNS, _FEWEST_WORDS)
    return len(said) >= (signs if 2 * eastern > len(said) else words)


def _is_held(said: list[str], scene: Scene) -> bool:
    """Say whether any source, or an earlier text of the model, holds words in their order."""
    joined = " ".join(said)
    before = scene.event_index
    earlier = [text.raw for text in scene.evidence.texts if text.event_index < before]
    earlier += [message.text for message in scene.evidence.said_before(before)]
    return any(joined in " ".join(words_in(raw)) for raw in earlier if said[0] in raw.casefold())


def _nearest(
    said: Words, place: tuple[int, int], scene: Scene, share: float, *, whole: bool
) -> Imitation | None:
    """Return the altered quotation of the newest result that almost holds it, or None."""
    seen, found = 0, None
    for result in reversed(scene.pairing.results):
        if result.index >= scene.event_index or result.source != "runtime":
            continue
        seen += 1
        if seen > _MOST_RESULTS:
            break
        if len(result.output) > _LONGEST_RESULT or _CUT_OFF.search(result.output):
            continue
        changed = changes_to(said, words_of(result.output), share, whole=whole)
        if changed is not None and not changed:
            return None
        if changed and _is_no_change(changed, result.output):
            continue
        if changed and found is None:
            call = scene.pairing.answered.get(result.index)
            tool, fields = call.name if call else "", [Field("", words) for words in changed]
            found = found_in(scene, place, "altered", tool, _SCORE, fields, imitates=result.index)
    return found


def _is_no_change(changed: list[str], output: str) -> bool:
    """Say whether words may be a result's in another script, or are verdicts where it has none."""
    if _is_translated(changed, output):
        return True
    return all(map(tells_verdict, changed)) and not tells_verdict(normal_text(output))


def _is_translated(changed: list[str], output: str) -> bool:
    """Say whether all changed words are in a script of which a result has none: labels, mostly."""
    return all(map(_EASTERN.search, changed)) and not _EASTERN.search(output)
