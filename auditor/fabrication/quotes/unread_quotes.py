"""Quotations given to a user who wants something read out, though nothing was read.

`Was steht im Schreiben zu 18.1-3957/25?` is answered by `„Der Antrag wird teilweise bewilligt.“`:
nothing was called since he asked, and no source, no earlier word of the model and no word of the
user holds those words, nor most of them. What is proposed, drafted, supposed or told as an example
quotes nobody. Such a finding is at most suspected.
"""

from collections.abc import Iterator

from auditor.evidence.word_changes import words_in
from auditor.fabrication.examples import asks_for_example
from auditor.fabrication.imitation import Imitation, Scene, found_in
from auditor.fabrication.quotes.near_quotes import is_sentence
from auditor.fabrication.texts.fiction import asks_for_fiction
from auditor.fabrication.texts.quoting import asks_for_words, attribution_of
from auditor.fabrication.texts.returned import puts_up
from auditor.fabrication.texts.workshop import is_workshop
from auditor.values.blocks import Field
from auditor.values.quotations import quotations_in, without_quoted

_SCORE = 0.6
_LONGEST = 2000
_SAME = 0.7
_FORMS = ("marks", "lines", "tag")


def judge_unread_quotes(scene: Scene) -> Iterator[Imitation]:
    """Yield the first such quotation of a text."""
    text, asked = scene.text, scene.asked
    if not scene.answers or scene.has_called or scene.is_partial or len(text) > _LONGEST:
        return
    if not asks_for_words(asked) or asks_for_example(asked) or asks_for_fiction(asked):
        return
    quoted = quotations_in(text)
    if not quoted or is_workshop(scene) or puts_up(text):
        return
    around = without_quoted(text)
    for quotation in quoted:
        said = words_in(quotation.words)
        if quotation.form not in _FORMS or not is_sentence(said, named=True):
            continue
        if attribution_of(quotation, around).is_disowned or _is_known(said, scene):
            continue
        yield found_in(
            scene, (quotation.start, quotation.end), "invented", scene.newest_tool, _SCORE,
            [Field("", quotation.words)], sure=False,
        )  # fmt: skip
        return


def _is_known(said: list[str], scene: Scene) -> bool:
    """Say whether a source, or an earlier text, holds most of some words."""
    before, words = scene.event_index, set(said)
    texts = [text.raw for text in scene.evidence.texts if text.event_index < before]
    texts += [message.text for message in scene.evidence.said_before(before)]
    return any(len(words.intersection(words_in(raw))) >= _SAME * len(words) for raw in texts)
