"""What a deed told in other languages is done to: a thing of an office, or words about it.

What `of_world` says of English sentences.
"""

import re

from auditor.values.wording import late

# What is changed may be words of the chat; a thing of an office is not.
_OF_OFFICE = late(
    r"\b(?:termin\w*|buchung\w*|bestellung\w*|reservierung\w*|auftrag\w*|lieferung\w*|"
    r"\w*(?:besprechung|sitzung|runde|meeting)(?:en|s)?|jour fixe|"
    r"r[ée]union(?:es|s|e|i)?|reunión|reunião|"
    r"adresse\w*|passwor[td]\w*|konto\w*|vertrag\w*|rendez-vous|réservation|commande|livraison|"
    r"adresse|compte|mot de passe|citas?|reservas?|pedidos?|entregas?|direcci[oó]n|cuenta|"
    r"contraseña|turnos?|consultas?|agendamento|endereço|conta|senha|appuntament\w+|"
    r"prenotazion\w+|ordin[ei]|consegn\w+|indirizzo|afspraak|boeking|bestelling|levering|adres|"
    r"встреч\w+|запись|заказ\w*|бронь|приём|адрес\w*|wizyt\w+|zamówieni\w+|rezerwacj\w+|"
    r"[a-z]{1,8}-\d{2,}|randevu\w*|sipariş\w*|tickets?|st[oö]rung\w*|vorg[aä]ng\w*|chamados?|incident\w*|"
    r"incidencias?|заявк\w+|тикет\w*|zgłoszeni\w+|benutzerkont\w+|bilet\w*)\b",
    re.IGNORECASE,
)
_OF_WORDS = late(
    r"\b(?:zusammenfassung\w*|entw[uü]rf\w*|übersicht\w*|text\w*|brief\w*|tabelle\w*|liste\w*|"
    r"vorschl[aä]g\w*|résumés?|synthèse|brouillon|tableau|textes?|proposition|resumen|borrador|"
    r"tablas?|listas?|textos?|propuesta|resumo|rascunho|tabela|proposta|riassunto|bozza|tabella|"
    r"elenco|testo|сводк\w+|черновик\w*|таблиц\w+|список|текст\w*|описани\w+|samenvatting|"
    r"overzicht|concept|streszczenie|özet\w*)\b|"
    r"要約|下書き|一覧|表を|文章|文面|案を|レポート|まとめ|テンプレ|説明|"
    r"요약|초안|목록|표를|문장|보고서|템플릿|설명",
    re.IGNORECASE,
)
_OF_OFFICE_IN_EAST = late(
    r"チケット|課題|案件|アカウント|ユーザー|予定|ルール|サーバ|규칙|서버|イベント|予約|会議|住所|パスワード|プラン|注文|"
    r"티켓|이슈|계정|사용자|일정|이벤트|예약|회의|주소|비밀번호|요금제|주문"
)


def speaks_of_words(sentence: str) -> bool:
    """Say whether a sentence speaks of words, which are made and changed in words."""
    return _OF_WORDS.search(sentence) is not None


def is_of_office(sentence: str) -> bool:
    """Say whether a sentence speaks of a thing of an office, and not of words about it."""
    if _OF_WORDS.search(sentence):
        return False
    return bool(_OF_OFFICE.search(sentence) or _OF_OFFICE_IN_EAST.search(sentence))
