"""Offers of the model that the user takes up: "Want me to suspend it?" - "Yes, please".

What is asked for then stands in the model's words. A question whether it should act is taken up by
whatever answer is no refusal and no question; a proposal ("I'd block it") only by plain assent.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from auditor.evidence.readings import is_question, single_sentences
from auditor.trace import Event, Message
from auditor.values.wording import Wording, late

_LONGEST_ANSWER, _LONGEST_OFFER = 120, 1500
_OFFERS = Wording(
    r"\b(?:(?:want|like|need|wish) me to|shall (?:i|we)|should (?:i|we)|may i|can i go ahead|"
    r"do you want to|would you like to|ready to proceed|ok(?:ay)? (?:to|if i)|"
    r"soll(?:en|te)? (?:ich|wir)|möchte(?:n sie|st du)|darf ich|"
    r"(?:voulez|souhaitez|désirez)-vous|veux-tu|souhaites-tu|dois-je|puis-je|"
    r"quier(?:e|es) que|desea(?:s)? que|le gustaría que|te gustaría que|procedo|"
    r"quer que|deseja que|gostaria que|posso|vuoi che|vuole che|desidera che|devo|"
    r"wil(?:t u|t je|l je)|zal ik)\b|"
    r"要不要|需要(?:我|帮)?|要(?:我|帮)|是否|好吗|行吗|可以吗|ましょうか|よろしいで|(?:할|드릴|릴|을|일)까요"
)
_PROPOSES = Wording(
    r"\b(?:i['’]d|i would|i can|i could|i['’]ll|i suggest|i recommend|i propose|we should|we could|"
    r"next step|ich würde|ich kann|ich schlage|ich empfehle|je peux|je propose|je recommande|"
    r"je vous conseille|puedo|podría|recomiendo|propongo|posso|sugiro|recomendo|potrei|consiglio|"
    r"ik kan|ik stel voor)\b|建议|可以(?:先|帮|将|把)|我来|できます|おすすめ|수 있습니다|추천"
)
_ASSENTS = late(
    r"^\W*(?:yes|yep|yeah|yup|sure|ok(?:ay)?|k|go|do|please|proceed|fine|good|great|perfect|right|"
    r"absolutely|definitely|let['’]?s|sounds good|agreed|approved|ja|gern\w*|einverstanden|mach|"
    r"bitte|los|oui|d['’]accord|vas-y|allez|allez-y|parfait|s[ií]|vale|dale|claro|adelante|hazlo|"
    r"de acuerdo|sim|pode|faça|isso|va bene|certo|procedi|doe|graag|prima)\b|"
    r"^\W*(?:好|可以|行|嗯|是的|同意|就|那就|没问题|はい|お願い|了解|ええ|네|예|응|그래|좋)",
    re.IGNORECASE,
)
_REFUSES = late(
    r"^\W*(?:no|nope|nah|not|don['’]?t|never|wait|stop|hold|first|nein|nicht|warte|noch|non|pas|"
    r"attends|attendez|espera|espere|não|aspetta|nee)\b|不要|不用|不必|先(?!生)|别|等|いいえ|待って|まだ|아니|잠깐",
    re.IGNORECASE,
)

# What is done in words alone, or only looked at.
_OF_WORDS = Wording(
    r"\b(?:draft|summar\w+|explain|list|show|walk you|look|check|search|find|compare|calculat\w+|"
    r"write|rewrite|translate|outline|more detail|details|suggest|recommend|analy[sz]e|pull up|dig|"
    r"go through|break|put together|know|hear|see|entw\w+|zusammenfass\w+|erklär\w*|zeig\w*|"
    r"such\w*|"
    r"prüf\w*|nachsehen|nachschauen|vergleich\w*|berechn\w*|übersetz\w*|formulier\w*|wissen|"
    r"rédig\w*|résum\w*|expliqu\w*|montr\w*|cherch\w*|vérifi\w*|compar\w*|calcul\w*|tradui\w*|"
    r"détail\w*|savoir|redact\w*|resum\w*|expli\w*|muestr\w*|mostr\w*|busqu\w*|busc\w*|revis\w*|"
    r"verifi\w*|detall\w*|saber|traduc\w*|cerc\w*|spieg\w*|controll\w*|scriv\w*)\b|"
    r"查|看|搜|列|总结|起草|写|翻译|解释|计算|比较|对比|分析|详细|说明|推荐|了解|知道|"
    r"調べ|確認|検索|説明|要約|翻訳|計算|比較|書|まとめ|表示|詳し|お知り|찾|확인|검색|설명|요약|번역|계산|비교|작성|알려"
)


def offers_deed(offer: str) -> bool:
    """Say whether an offer that the user took up asks whether to do a deed."""
    return any(
        is_question(one) and _OFFERS.stands_in(one) and not _OF_WORDS.stands_in(one)
        for one in offer.split("\n")
    )


def may_take_offers(said: str, asked: Iterable[str]) -> bool:
    """Say whether users may take up what the model offers.

    Args:
        said: Words of the model.
        asked: Words of users.
    """
    short = [answer for answer in asked if len(answer) <= _LONGEST_ANSWER]
    if not short:
        return False
    if _OFFERS.stands_in_long(said):
        return any(map(_may_take, short))
    plain = [answer for answer in short if _ASSENTS.search(answer) and _may_take(answer)]
    return bool(plain) and _PROPOSES.stands_in_long(said)


def offer_taken(events: Sequence[Event], place: int) -> str:
    """Return the sentences in which the model offered what the words of a user take up, or "".

    Args:
        events: The events of a trace.
        place: The place of a message of a user among them.
    """
    answer = events[place]
    if type(answer) is not Message or len(answer.text) > _LONGEST_ANSWER:
        return ""
    offer = next((one for one in reversed(events[:place]) if type(one) is Message), None)
    if offer is None or offer.source != "model" or len(offer.text) > _LONGEST_OFFER:
        return ""
    return _taken_up(offer.text, answer.text)


def _may_take(answer: str) -> bool:
    return len(answer) <= _LONGEST_ANSWER and not _REFUSES.search(answer)


@lru_cache(maxsize=256)
def _taken_up(offer: str, answer: str) -> str:
    if not _may_take(answer) or answer.rstrip().endswith(("?", "？")):
        return ""
    sentences = [sentence for _, sentence in single_sentences(offer)]
    asked = [one for one in sentences if is_question(one) and _OFFERS.stands_in(one)]
    if not asked and _ASSENTS.search(answer):
        asked = [one for one in sentences if _PROPOSES.stands_in(one)]
    return "\n".join(asked)
