"""Sentences in Chinese that tell of a tool call, by the words of `chinese_calls`."""

from collections.abc import Iterator

from auditor.claims import chinese_calls as zh
from auditor.claims.command_advice import follows_command, is_users_own
from auditor.claims.phrase import CODE, Phrase, clause_at, phrase_in, phrase_said, sentence_around


def chinese_phrases(text: str) -> Iterator[Phrase]:
    """Yield the sentences of a text that tell in Chinese of a call in the past."""
    done = -1
    for lead in zh.LEADS.finditer(text):
        if lead.start() >= done:
            start, done = sentence_around(text, lead.start())
            phrase = _chinese_phrase(text, start, done)
            if phrase is not None:
                yield phrase


def _chinese_phrase(text: str, start: int, end: int) -> Phrase | None:
    sentence = text[start:end]
    if text[end - 1 : end + 1].endswith("？") or "吗" in sentence[-3:]:
        return None
    if zh.LEFT_OUT.search(sentence):
        return None
    if zh.DENIED.search(sentence):
        return phrase_in(text, start, end, "denial", "")
    for pattern in zh.CALLS:
        said = pattern.search(sentence)
        is_state = said is not None and zh.STATE_BEFORE.search(sentence, 0, said.start())
        if said is not None and is_state and said["action"]:
            continue
        if said is not None and not zh.UNREAL.search(clause_at(sentence, said.start())):
            phrase = phrase_said(text, start, end, said)
            renews = phrase.verb in zh.RENEWALS and not zh.BY_OTHERS.search(sentence)
            return phrase._replace(fresh=phrase.fresh or renews)
    told = zh.RETURNED.search(sentence) or zh.REPORT.search(sentence)
    if not told or CODE.search(sentence) or zh.PLANNED.search(sentence):
        return None
    clause = clause_at(sentence, told.start())
    if zh.UNREAL.search(clause) or zh.NOT.search(clause):
        return None
    if follows_command(sentence, told.start()) or is_users_own(sentence):
        return None
    return phrase_in(text, start, end, "query" if zh.RETURNED.search(sentence) else "report", "")
