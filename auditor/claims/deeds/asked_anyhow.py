"""Requests for any deed in languages but English and Chinese: by their form, whatever the verb.

What a user wants to be shown, told, worked out or written for him is no deed.
"""

import re

from auditor.claims.deeds.asked_abroad import may_ask_abroad
from auditor.claims.deeds.of_world_abroad import speaks_of_words
from auditor.values.one_pass import can_be_searched, sign_anywhere
from auditor.values.wording import Wording, late

_JAPANESE_LOOKS = (
    "教え|見|調べ|確認|検索|照会|チェック|説明|要約|翻訳|計算|比較|書い|まとめ|表示|整理|読|考え|探|聞|知|"
    "提案|分析|出して|挙げ|作っ|作成|生成|案内|対応|処理|待っ|添削|直し|言っ"
)
_KOREAN_LOOKS = (
    "확인|조회|검색|알려|보여|설명|요약|번역|계산|비교|찾|정리|작성|읽|추천|말|써|분석|봐|가르쳐|체크|점검|"
    "만들|제안|기다|생성"
)
ASKED_ANYHOW = (
    rf"(?:^|[をにへで、。！!\s])(?:(?!{_JAPANESE_LOOKS})[^\s。、！!をにへで]){{1,8}}(?:て|(?<!ま)で)(?:おいて|もらって)?"
    r"(?:ください|下さい|くれ|ほしい|欲しい|もらえ|いただけ|頂け|ね|よ)?(?:[。！!、\s]|$)|"
    rf"(?:^|[\s을를에로])(?:(?!{_KOREAN_LOOKS})[가-힣]){{1,6}} ?(?:줘|주세요|주실|줄래|달라|주시)"
)
"""How Japanese and Korean ask for a deed, a pattern."""
_IN_EAST = Wording(ASKED_ANYHOW)
# With which orders begin.
_ORDER_WORDS = (
    r"(?:^|[.!?,;:\n] ?|\b(?:bitte|puis|und|et|y|e|por favor|per favore|tu peux|pouvez-vous|"
    r"peux-tu|"
    r"kannst du|können sie|puedes|puede|podrías|puoi|pode|podes) )(?:"
    r"mets|met(?:s|tez|tre)|règle[rz]?|ajoute[rz]?|inscri\w+|publie[rz]?|archive[rz]?|déploie\w*|"
    r"ouvr(?:e|ez|ir)|ferme[rz]?|désactive[rz]?|activez|lance[rz]?|arrête[rz]?|dis à|dites à|"
    r"prévien\w*|averti\w*|change[rz]?|baisse[rz]?|monte[rz]?|augmente[rz]?|"
    r"stell\w*|setz\w*|trag\w*|füg\w*|sag (?!mir|uns)\w+|richte\w*|schalt\w*|öffne\w*|schlie(?:ß|"
    r"ss)\w*|"
    r"aktivier\w*|deaktivier\w*|veröffentlich\w*|archivier\w*|entfern\w*|melde\w*|nimm|nehmen sie|"
    r"reduzier\w*|erhöh\w*|isolier\w*|"
    r"pon|pong\w+|poner|añad\w+|agrega\w*|public\w+|archiv[aeo]\w*|abr[aei]\w*|cierr\w+|cerrar|activ[ae]\w*|"
    r"desactiv\w+|dile|dígale|avis[ae]\w*|apunt\w+|sub[ei]\w*|baj[ae]\w*|ajust\w+|"
    r"metti\w*|mettere|impost\w+|aggiung\w+|pubblic\w+|archivi\w+|apri\w*|chiudi\w*|attiv\w+|disattiv\w+|"
    r"avvis\w+|alza\w*|abbassa\w*|põe|pôr|coloc\w+|adicion\w+|arquiv\w+|fech[ae]\w*|ativ[ae]\w*|desativ\w+|"
    r"aument\w+|diminu\w+|zet|voeg|open|sluit|activeer|deactiveer"
    r")\b"
)
_ORDERS = late(_ORDER_WORDS, re.IGNORECASE)
_MAY_ORDER = sign_anywhere(f"(?i){_ORDER_WORDS}")
# English words begin as the verbs of its neighbours do.
_ABROAD_WORDS = (
    r"[äöüßéèêàçñãõ¿¡]|\b(?:le|la|lo|les|de|des|du|die|chez|aux|mon|ma|mes|une|pour|moi|der|das|den|dem|bitte|mein\w*|ein\w*|und|mir|el|"
    r"los|las|mi|mis|para|por favor|os|meu|minha|il|lo|gli|per|mio|mia|het|een|mijn|graag)\b|"
    r"-(?:le|la|les|moi)\b|\b[a-zà-ÿ]{3,}(?:alo|ala|elo|ela)\b"
)
_ABROAD = late(_ABROAD_WORDS)
_MAY_BE_ABROAD = sign_anywhere(f"(?i){_ABROAD_WORDS}")
# Looks, and nouns that begin as deeds do.
_LOOKS = late(
    r"\b[^\W\d_]+(?:ung|ungen|ción|ciones|ção|ções|zion[ei]|tions?|ements?)\b|"
    r"\bcommandes?\b(?! (?:\d|une?\b|des\b|les?\b|la\b|du\b|moi\b))|"
    r"\b(?:reservas?|compras?|pagos?|envíos?|envios?|cambios?|ordin[ei]|bestellingen|bestelling|"
    r"boeking|comptes?)\b|"
    r"\bgib (?:mir|uns)|\bcompr(?:ob|ueb|end)|\bparle|\bhabl|\bfal|\bsprich|\bmand(?:at|ant)|"
    r"\binvis|\bformul|\bcomandi|\bmov(?:im|ie)|\bcomprend",
)


def asks_anyhow(words: str) -> bool:
    """Say whether words of a user ask for a deed in one of these languages."""
    if _IN_EAST.stands_in_long(words):
        return True
    may_order = _MAY_ORDER(words) or not can_be_searched(words)
    if may_order and _ORDERS.search(words) and not speaks_of_words(words):
        return True
    if not (_MAY_BE_ABROAD(words) or not can_be_searched(words)) or not may_ask_abroad(words):
        return False
    small = words.casefold()
    if not _ABROAD.search(small):
        return False
    return may_ask_abroad(_LOOKS.sub(" ", small), but_make=speaks_of_words(words))
