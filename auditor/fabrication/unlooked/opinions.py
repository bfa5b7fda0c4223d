"""What people are said to have said of a thing, though no result holds any opinion of it.

`One guest says “Porridge was cold”`, `口コミ: Lovely courtyard`, `(review The valet was slow)`: the
session looked up prices, or the reviews of other things, and nobody knows by heart what guests of
this one wrote. The layout does not matter, nor what the label is called. Where a result holds
opinions of a thing that the text names, they may be summed up or translated there: those are left
to others. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterable, Iterator

from auditor.evidence.failures import failed
from auditor.evidence.gaps import tells_nothing
from auditor.evidence.source_texts import arguments_of
from auditor.fabrication.examples import asks_for_example, asks_for_other_words
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.quotes.attributed_quotes import is_unlike, sentences_of
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.told_fields import is_unreal
from auditor.fabrication.things.open_question import asks_to_write
from auditor.values.blocks import Block, Field
from auditor.values.occurrences import place_of
from auditor.values.quotations import CLOSING, DOUBLE, OPENING
from auditor.values.values import normal_text
from auditor.values.wording import Wording, late

_SCORE = 0.5
_LONGEST = 4000
_FEWEST, _FEWEST_WORDS = 2, 3
_SHORTEST_NAME = 4
_NOUNS = (
    r"reviews?|comments?|testimonials?|remarks?|feedback|bewertung(?:en)?|rezension(?:en)?|"
    r"kommentare?|gästestimmen?|comentarios?|reseñas?|opini(?:ón|ones|ão|ões)|commentaires?|avis|"
    r"comentários?|recensioni?|commenti?|评[价论语]|点评|留言|口コミ|レビュー|コメント|感想|리뷰|후기|댓글|"
    r"отзывы?|комментари[йи]"
)
_PEOPLE = (
    r"(?:guests?|customers?|visitors?|reviewers?|travell?ers?|diners?|patients?|testers?|readers?|"
    r"users?|clients?|renters?|gäste?|gast|kund(?:e|in|en)|huésped(?:es)?|clientes?|viajeros?|"
    r"hóspedes?|ospiti?|client[is]?e?s?) (?:\w+ ){0,2}?"
    r"(?:says?|saying|said|wr[io]tes?|writing|notes?|noted|mentions?|mentioned|schreibt|schrieb|"
    r"sagt|dice[n]?|escribió|escribe|dit|écrit|diz|escreveu|scrive|ha scritto)|"
    r"(?:notes?|posts?) (?:that )?(?:reads?|says?)"
)
_LABEL = Wording(rf"(?:\b|(?<=_)|(?<=[^\x00-\x7f]))(?:{_NOUNS})(?![a-z])|(?:{_PEOPLE})")
_TIES = r"(?:reads?|says?|saying|that|is|are|was|it['’]s|lautet|ist|es|est|é|è|是|为|は|が)"
_SAID = late(
    rf"(?:(?:\b|(?<=[^\x00-\x7f]))(?:{_NOUNS})(?:\b|(?=[^\x00-\x7f]))|\b(?:{_PEOPLE})\b)"
    rf"(?: {_TIES}\b|{_TIES})*[ ]?[:：=→>–-]*\s?"
    rf"(?:[\"{OPENING}](?P<quoted>[^{DOUBLE}\n]{{10,300}})[\"{CLOSING}]|"
    r"(?-i:(?P<bare>[A-Z][^\n.;,；，。()（）|\"“”]{12,200}?)"
    rf"(?=[\n.;,；，。()（）|\"“”]|$| (?:and|y|e|et|und) (?:[^\s,;.]+ ){{0,3}}(?:{_NOUNS})\b)))",
    re.IGNORECASE,
)
# The user wants to know, or to have passed on, what the model itself thinks.
_OF_ITS_OWN = Wording(
    r"\bwhat (?:do )?you think\b|\byour (?:own )?(?:opinions?|views?|thoughts?|feedback|comments?|"
    r"impressions?|reviews?)\b|\bfeedback based on\b|\b(?:write|leave|post|send|message)\b"
    r"[^.?!\n]{0,40}?\b(?:feedback|comments?|reviews?|testimonials?)\b|\btu opinión|"
    r"\bdeine (?:meinung|einschätzung)|\b(?:ton|votre) avis\b|你(?:觉得|认为|的看法)|"
    r"(?:写|发|留)[^。？！\n]{0,8}?(?:评价|评论|反馈|意见|留言|点评)"
)
_OF_RESULT = late(rf"(?:\b|_)(?:{_NOUNS})(?![a-z])", re.IGNORECASE)
_NAME = late(r"[A-Z][a-zA-Z\u00c0-\u024f'’&-]+(?: [A-Z&][a-zA-Z\u00c0-\u024f'’&-]*)+")


def judge_opinions(blocks: list[Block], scene: Scene) -> Iterator[Imitation]:
    """Yield the stretch of a text that tells such opinions.

    Args:
        blocks: The records that the text sets out.
        scene: The text.
    """
    if scene.channel == "argument" or scene.is_partial or len(scene.text) > _LONGEST:
        return
    if not scene.pairing.calls or not _LABEL.stands_in(scene.text) or _wants_words(scene.asked):
        return
    said = _said_in(blocks, scene)
    units = list(sentences_of(scene.evidence.texts[: scene.evidence.place_of(scene.event_index)]))
    new = [
        place
        for place, words in said.items()
        if is_unlike(words, units) and not _are_known(place, said, scene)
    ]
    held = {words for words in said.values() if scene.evidence.mentions((words,))}
    if len(new) >= max(_FEWEST, len(said) - len(held)):
        fields = [Field("", scene.text[slice(*one)]) for one in sorted(new)]
        place = min(new)[0], max(new)[1]
        yield found_in(scene, place, "invented", scene.newest_tool, _SCORE, fields)


def proper_names(text: str) -> list[str]:
    """Return what is written like names of two words and more: `Breizh Café`."""
    return _NAME.findall(text)


def _wants_words(asked: str) -> bool:
    return (
        asks_to_write(asked)
        or _OF_ITS_OWN.stands_in(asked)
        or asks_for_fiction(asked)
        or asks_for_example(asked)
        or asks_for_other_words(asked)
    )


def _said_in(blocks: list[Block], scene: Scene) -> dict[tuple[int, int], str]:
    """Return what a text tells as somebody's words, in normal spelling by its places."""
    text = scene.text
    places = [match.span("quoted" if match["quoted"] else "bare") for match in _SAID.finditer(text)]
    for block in blocks:
        for field in block.fields:
            start = text.find(field.value, block.start)
            if start >= 0 and _LABEL.stands_in(field.label):
                places.append((start, start + len(field.value)))
    return {
        place: normal_text(text[slice(*place)])
        for place in places
        if text.count(" ", *place) >= _FEWEST_WORDS - 1 and not is_unreal(_line_of(place, text))
    }


def _line_of(place: tuple[int, int], text: str) -> str:
    return text[text.rfind("\n", 0, place[0]) + 1 : place[0]]


def _are_known(place: tuple[int, int], said: Iterable[tuple[int, int]], scene: Scene) -> bool:
    """Say whether a result holds opinions of what a text tells one of, or may hold some of it.

    Args:
        place: Where it stands.
        said: Where the text tells any: these name nothing.
        scene: The text.
    """
    results = scene.once(_with_opinions)
    if not results:
        return False
    start, end = scene.text.rfind("\n", 0, place[0]) + 1, scene.text.find("\n", place[1])
    line = _names_in((start, end if end >= 0 else len(scene.text)), said, scene)
    names = line or _names_in((0, len(scene.text)), said, scene)
    return not names or any(place_of(name, one) >= 0 for name in names for one in results)


def _with_opinions(scene: Scene) -> list[str]:
    """Return the calls before a text that came back with opinions, with their results."""
    return [
        normal_text(f"{call.arguments_raw}\n{result.output}")
        for result, call in scene.latest_of_any_length()
        if not (failed(result) or tells_nothing(result))
        and (_OF_RESULT.search(call.name) or _OF_RESULT.search(result.output))
    ]


def _names_in(place: tuple[int, int], said: Iterable[tuple[int, int]], scene: Scene) -> set[str]:
    """Return what a stretch names of what calls were given, or as names are written."""
    text = scene.text
    for start, end in said:
        text = text[:start] + " " * (end - start) + text[end:]
    text = text[slice(*place)]
    names = {
        normal_text(field.value)
        for call in scene.evidence.executed_before(scene.event_index)
        for field in arguments_of(call)
        if len(field.value) >= _SHORTEST_NAME and place_of(field.value, text) >= 0
    }
    names.update(map(normal_text, proper_names(text)))
    return {one for one in names if not any(one != other and one in other for other in names)}
