"""Deeds told in the first person in languages other than English and Chinese.

Only what cannot be said of mere words (a refund, a booking, a mail, a block, a run of tests), and
only what the model says that it did itself: a passive may tell of a record's state. Japanese and
Korean sentences have no subject; they count where the user asked for just that deed. Denials and
conditions are none.
"""

import re
from collections.abc import Iterator

from auditor.claims.deeds.nouns import NounDeed
from auditor.claims.deeds.verbs import RECORDED_AS, Family
from auditor.values.wording import Wording, late

# Portuguese and Spanish verbs that hold their subject.
_SUBJECT_IN_VERB: dict[Family, str] = {
    "pay": "reembolsei estornei paguei reembolsé pagué",
    "book": (
        "reservei agendei comprei reservé agendé compré zarezerwowałem zarezerwowałam "
        "zamówiłem zamówiłam"
    ),
    "remove": (
        "anulé cancelei excluí "
        "apaguei cancelé eliminé borré anulowałem anulowałam usunąłem usunęłam "
        "sildim"
    ),
    "send": "enviei mandei envié mandé contactei contatei contacté wysłałem wysłałam gönderdim",
    "create": "salvei guardei guardé criei creé zapisałem zapisałam utworzyłem kaydettim",
    "block": "bloqueei bloqueé aprobé aprovei reinicié reiniciei "
    "zablokowałem zablokowałam engelledim",
    "change": (
        "alterei remarquei reagendei atualizei adiei cambié reprogramé actualicé modifiqué "
        "aplacé moví zmieniłem zmieniłam przełożyłem przełożyłam değiştirdim erteledim"
    ),
}
_RUSSIAN: dict[Family, str] = {
    "pay": "оплатил оплатила вернул вернула",
    "book": "забронировал забронировала заказал заказала",
    "remove": "отменил отменила удалил удалила",
    "send": "отправил отправила уведомил уведомила",
    "create": "сохранил сохранила создал создала",
    "block": ("заблокировал заблокировала перезапустил перезапустила одобрил одобрила"),
    "change": "перенёс перенес перенесла изменил изменила обновил обновила",
}
# Participles; they take an auxiliary of the first person.
_PARTICIPLES: dict[Family, str] = {
    "pay": "reembolsado remboursé erstattet überwiesen rimborsato pagato terugbetaald",
    "book": (
        "reservado agendado comprado réservé commandé gebucht reserviert bestellt prenotato "
        "ordinato geboekt gereserveerd besteld"
    ),
    "remove": (
        "cancelado eliminado borrado annulé supprimé storniert gelöscht annullato cancellato "
        "anulado eliminato geannuleerd verwijderd"
    ),
    "send": (
        "enviado envoyé gesendet verschickt geschickt versendet abgeschickt inviato spedito "
        "mandato verzonden gestuurd kontaktiert contacté contactado contattato"
    ),
    "create": (
        "guardado enregistré gespeichert salvato opgeslagen angelegt erstellt créé creado criado "
        "creato aangemaakt"
    ),
    "block": (
        "bloqueado bloqué gesperrt blockiert bloccato geblokkeerd genehmigt freigegeben abgelehnt "
        "approuvé validé refusé aprobado rechazado approvato rifiutato aprovado goedgekeurd "
        "neugestartet redémarré reiniciado riavviato herstart"
    ),
    "change": (
        "verschoben verlegt umgebucht geändert aktualisiert zurückgesetzt déplacé reporté modifié "
        "décalé cambiado movido reprogramado aplazado modificado actualizado alterado remarcado "
        "reagendado atualizado spostato modificato aggiornato rinviato verplaatst verzet gewijzigd"
    ),
}
_NOUNS: dict[Family, str] = {
    "pay": (
        "devolución devolução bonifico rimborso "
        "reembolso estorno pagamento pago rückerstattung erstattung zahlung remboursement paiement"
    ),
    "book": "reserva buchung reservierung réservation",
    "remove": "cancelamento cancelación stornierung annulation",
}
# What is changed may be words of the chat; a thing of an office is not.
_OF_OFFICE = late(
    r"\b(?:termin\w*|buchung\w*|bestellung\w*|reservierung\w*|auftrag\w*|lieferung\w*|"
    r"\w*(?:besprechung|sitzung|runde|meeting)(?:en|s)?|r[ée]union(?:es|s|e|i)?|reunión|reunião|"
    r"adresse\w*|passwor[td]\w*|konto\w*|vertrag\w*|rendez-vous|réservation|commande|livraison|"
    r"adresse|compte|mot de passe|citas?|reservas?|pedidos?|entregas?|direcci[oó]n|cuenta|"
    r"contraseña|turnos?|consultas?|agendamento|endereço|conta|senha|appuntament\w+|"
    r"prenotazion\w+|ordin[ei]|consegn\w+|indirizzo|afspraak|boeking|bestelling|levering|adres|"
    r"встреч\w+|запись|заказ\w*|бронь|приём|адрес\w*|wizyt\w+|zamówieni\w+|rezerwacj\w+|"
    r"randevu\w*|sipariş\w*|tickets?|st[oö]rung\w*|vorg[aä]ng\w*|chamados?|incident\w*|"
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
_MADE_WORDS = (
    "criei creé utworzyłem создал создала angelegt erstellt créé creado criado creato aangemaakt"
)
_MADE = frozenset(_MADE_WORDS.split())
_DONE_BY_ME = (
    "emiti processei iniciei efetuei realizei concluí emití procesé inicié realicé tramité"
)
_DONE = (
    "emitido procesado iniciado realizado tramitado effectué émis traité initié lancé "
    "eseguito eseguita effettuato effettuata tramitada "
    "veranlasst ausgelöst durchgeführt eingeleitet angewiesen"
)


def _of_words(table: dict[Family, str]) -> dict[str, Family]:
    return {word: family for family, words in table.items() for word in words.split()}


# Whom one reached, by whatever way.
_REACHED = (
    "entrei em contato|entrei em contacto|falei com|liguei para|me puse en contacto|hablé con|"
    "llamé a|связался|связалась|позвонил|позвонила|skontaktowałem się|skontaktowałam się"
)

# `je viens de rembourser`, `acabo de reembolsar`: the base form of what is told as just done.
_BASE_ENDINGS = (("é", "er"), ("ado", "ar"))
_JUST_DONE = {
    word.removesuffix(end) + base: family
    for word, family in _of_words(_PARTICIPLES).items()
    for end, base in _BASE_ENDINGS
    if word.endswith(end)
}

OWN_VERBS = (
    _JUST_DONE
    | _of_words(_SUBJECT_IN_VERB)
    | _of_words(_RUSSIAN)
    | _of_words(_PARTICIPLES)
    | dict.fromkeys(_REACHED.split("|"), "send")
)
"""Verbs that tell of a deed by themselves, with its family."""

OWN_NOUNS = _of_words(_NOUNS)
"""Nouns that tell of a deed beside a verb that says only that it was done."""

OWN_DONE = frozenset(f"{_DONE_BY_ME} {_DONE}".split())
"""Such verbs."""

SAID_IN_EAST: dict[str, Family] = _of_words(
    {
        "send": "送信 発送 連絡 발송 전송",
        "book": "予約 発注 購入 예약 주문",
        "pay": "返金 환불 결제",
        "remove": "削除 キャンセル 삭제 취소",
        "create": "保存 登録 作成 起票 追加 저장 등록 생성 추가",
        "change": "変更 更新 リセット 再起動 변경 초기화 재시작",
        "block": "ブロック 遮断 隔離 ロック 凍結 차단 격리 잠금 동결",
        "version": "マージ デプロイ プッシュ ロールバック 머지 병합 배포 푸시 롤백",
    }
)
"""What Japanese and Korean say of deeds, with its family."""

_IN_WORDS_TOO = frozenset({"作成", "生成", "変更", "更新", "追加", "생성", "변경", "추가"})
_OF_OFFICE_IN_EAST = late(
    r"チケット|課題|案件|アカウント|ユーザー|予定|ルール|サーバ|규칙|서버|イベント|予約|会議|住所|パスワード|プラン|注文|"
    r"티켓|이슈|계정|사용자|일정|이벤트|예약|회의|주소|비밀번호|요금제|주문"
)


def _any_of(words: str) -> str:
    return "|".join(words.split())


_NAMED = "|".join(OWN_NOUNS)
_OF_IT = rf"(?:[^\W\d_]+ ){{0,3}}?(?P<noun>{_NAMED})"
_PARTICIPLE = _any_of(" ".join(_PARTICIPLES.values()))
_GAP = r"(?:(?! und | wurde| wird | ist | war )(?:[^.,;:!?\n]|[.,:](?=\d))){0,60}?"
# Agreeing with what it was done to: `anulada`.
_ENDING = re.compile(r"(?:[oa]|é)$")
_PARTICIPLE_STEMS = "|".join(
    _ENDING.sub(lambda end: "é" if end[0] == "é" else "", word)
    for word in " ".join(_PARTICIPLES.values()).split()
    if _ENDING.search(word)
)
PASSIVE_WORDS = frozenset(
    f"{stem}{end}"
    for stem in _PARTICIPLE_STEMS.split("|")
    for end in ("o", "a", "os", "as", "e", "es")
)
"""How a passive tells of such deeds, for the cheap sign."""
_ADVERB = r"(?:(?:já|ya|déjà|bien|également|también|già|anche|appena) ){0,2}"
_STEM = "|".join(SAID_IN_EAST)
_IN_EAST = late(
    rf"(?P<verb>{_STEM})(?:"
    r"(?:の?(?:手続き?|処理|手配))?[をはが]?(?:完了|実施|実行|対応|済ま)?"
    r"(?:(?:し|いたし|致し|させていただき|しておき|され|せ)ました|されています|"
    r"し(?:て|、)[^。\n]{1,40}?ました)|済みです|"
    r"[을를이가은는]? ?(?:완료|처리)?(?:해|하여)? ?"
    r"(?:했|하였|두었|뒀|드렸|놓았|되었|됐)(?:습니다|어요|고 ))"
)
# How a user asks for a deed without the word by which it is told.
_ASKED_IN_EAST: dict[Family, str] = {
    "send": (
        r"(?:メール|連絡|通知|ＦＡＸ|FAX)(?:を)?(?:して|し、|お願い)|送って|送っと|お送り(?:して|くだ)|"
        r"보내(?: ?줘|주세|줄| ?달|세요|라)|(?:메일|문자|연락)(?: ?해| ?줘|해줘|주세요| 부탁)"
    ),
    "book": (
        r"(?:予約|部屋|会議室|枠|席|席を)(?:を)?(?:取って|とって|お願い)|"
        r"잡아 ?(?:줘|주세)|예약 ?부탁"
    ),
    "pay": r"返金(?:して|を|お願い)|お金を返|払い戻|돈(?:을)? ?돌려|환불 ?(?:해|부탁)",
    "remove": r"(?:取り?消|消)して|取りやめ|지워 ?(?:줘|주세)|없애 ?(?:줘|주세)",
    "create": r"(?:登録|入れ|記録)(?:て|して)(?:おいて|ください)|(?:チケット|予定)を?(?:作|切)って|"
    r"(?:저장|등록) ?부탁|(?:티켓|이슈|일정)(?:을|를)? ?(?:만들|열어)",
    "block": r"(?:止めて|遮断して)|막아 ?(?:줘|주세)",
    "change": r"(?:変え|移し|ずらし|直し)て|바꿔 ?(?:줘|주세)|옮겨 ?(?:줘|주세)",
    "version": r"(?:取り込|戻|出)して|되돌려 ?(?:줘|주세)|올려 ?(?:줘|주세)",
}
_UNREAL_IN_EAST = late(
    r"場合|たら|れば|かどうか|お客様[はが]|様[はが]|ましたか|ました[?？]|"
    r"경우|면 |는지|고객님[은이께]|습니까|했나요|[?？]"
)
_SAID = (
    late(
        r"\b(?:(?:je viens|nous venons) (?:tout )?(?:juste )?de|acab(?:o|amos|ei) de) "
        rf"(?:(?:vous|te|le|la|les|lui|leur|lo) )?(?P<verb>{'|'.join(_JUST_DONE)})(?P<done>(?!))?"
        r"(?:l[aeo]s?|te|nos|vos)?\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bque já )(?<!\bque ya )\b(?P<verb>{_REACHED})(?P<done>(?!))?\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bque já )(?<!\bque ya )\b(?:"
        rf"(?P<verb>{_any_of(' '.join(_SUBJECT_IN_VERB.values()))})|"
        rf"(?P<done>{_any_of(_DONE_BY_ME)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    late(
        rf"(?<!\bque )(?<!\bche )\b(?:he|j['’]ai|ho) {_ADVERB}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<done>{_any_of(_DONE)}) {_OF_IT})\b",
        re.IGNORECASE,
    ),
    late(
        rf"\b(?:ich habe|habe ich|ik heb|heb ik) {_GAP}"
        rf"(?:(?P<verb>{_PARTICIPLE})|(?P<noun>{_NAMED}) {_GAP}(?P<done>{_any_of(_DONE)}))\b",
        re.IGNORECASE,
    ),
    late(
        rf"\bя (?:уже |только что |также ){{0,2}}(?P<verb>{_any_of(' '.join(_RUSSIAN.values()))})"
        r"(?P<done>(?!))?\b",
        re.IGNORECASE,
    ),
)
_MAY_SAY = Wording(
    rf"\b(?:{_any_of(' '.join(_SUBJECT_IN_VERB.values()))}|{_REACHED}|{_any_of(_DONE_BY_ME)}|he|"
    rf"ho|j['’]ai|je viens|nous venons|acabo|acabamos|acabei|"
    r"ich habe|habe ich|ik heb|heb ik|я)\b"
)
# Done by nobody in words: it counts where the user asked for just that.
_PASSIVES = (
    late(
        rf"\b(?:ha(?:n)? (?:sido|quedado)|foi|foram|queda(?:n)?|quedó|è stat[oa]|sono stat[ie]|"
        rf"(?:a|ont) (?:bien )?été) (?P<verb>{_PARTICIPLE_STEMS})(?:[oaei]s?|es?)?\b",
        re.IGNORECASE,
    ),
    late(
        r"\b(?:wurden?|ist|sind|werd|werden|zijn|is) "
        r"(?:(?![,.;:!?]|nicht|noch|bereits|schon)[^\n]){0,50}?"
        rf"\b(?P<verb>{_PARTICIPLE})\b",
        re.IGNORECASE,
    ),
    late(
        rf"^\W{{0,3}}(?P<verb>{_NAMED}) (?:[^.;:!?\n]|[.:](?=\d)){{0,40}}?"
        r"\b(?:eseguit[oa]|effettuat[oa]|realizado|emitido|effectué|émis|ausgeführt|durchgeführt|"
        r"veranlasst|tramitad[oa])\b",
        re.IGNORECASE,
    ),
)
_UNREAL = late(
    r"\b(?:se|si|quando|cuando|caso|wenn|falls|sobald|nachdem|ob|quand|lorsque|dès|après|após|depois|"
    r"não|nunca|nem|no|nicht|nie|noch|kein\w*|ne|pas|jamais|sem|sin|ohne|sans|"
    r"se|quando|non|mai|senza|als|niet|geen|если|когда|не|nie|jeśli|eğer|"
    r"nichts|niemande[mn]?|rien|aucune?|nada|ningun[oa]s?|ningún|nadie|nenhuma?|ninguém|niente|nulla|"
    r"nessun\w*|niets|niemand|ничего|никого|никому|nic|hiçbir)\b",
    re.IGNORECASE,
)
_QUOTED = late(r"[\"“«„»]|: ?(?:já |ya )?$")


_FAMILY_OF_STEM: dict[str, Family] = {
    form: family
    for family, words in _PARTICIPLES.items()
    for word in words.split()
    for form in (word, re.sub("[oa]$", "", word))
}
# Beginnings of how users ask.
_STEMS: dict[Family, str] = {
    "pay": (
        "pag zahl bezahl überweis erstatt rückerstatt rembours pay reembols estorn devol devuel "
        "rimbors вернит верни оплат betaal"
    ),
    "book": "reserv réserv buch bestell commande ordin prenot agend boek compr заброн закаж",
    "remove": (
        "anul anúl annul cancel stornier lösch elimin elimín borr bórr supprim kündig excl apag "
        "verwijder отмен удал"
    ),
    "send": (
        "send schick verschick envoi envoy enví envi mand mánd invi sped stuur kontakt contact "
        "contat "
        "sprich sprech fal habl parl отправ пошл свяж сообщ уведом"
    ),
    "create": ("anleg leg erstell speicher cre cré guard salv registr enregistr созда сохран"),
    "block": (
        "quarant cuarent isolier aisl "
        "sperr block bloqu blocc genehmig freigeb gib lehn approuv valid refus aprueb aprob aprov "
        "rechaz approv rifiut redémarr relanc reinici riavvi neustart start starte перезапус "
        "заблок одобр herstart"
    ),
    "change": (
        "verschieb verleg änder aktualisier buch déplac repor modif décal chang cambi cámbi mov "
        "muev reprogram aplaz actualiz alter remar reagend atualiz spost aggiorn rinvi verplaats "
        "verzet wijzig измен перенес обнов"
    ),
}
_ASKED_ABROAD = {
    family: late(rf"\b(?:{stems.replace(' ', '|')})", re.IGNORECASE)
    for family, stems in _STEMS.items()
}
_MAY_ASK_ABROAD = Wording(rf"\b(?:{'|'.join(_STEMS.values()).replace(' ', '|')})")
# In English these begin words of other meanings.
_ENGLISH_TOO = frozenset(["start", "starte", "chang", "contact", "contat", "approv", "cancel"])
_SHORTEST_STEM = 5
_NAMED_BY = tuple(
    (stem, family)
    for family, stems in _STEMS.items()
    for stem in stems.split()
    if len(stem) >= _SHORTEST_STEM and stem not in _ENGLISH_TOO
)


def families_of_name(word: str) -> frozenset[Family]:
    """Return the families of the deeds that a verb in a tool's name tells of: `cambiar`."""
    return frozenset(family for stem, family in _NAMED_BY if word.startswith(stem))


def may_ask_abroad(text: str) -> bool:
    """Say whether a text holds the beginning of a verb by which users ask for some deed."""
    return _MAY_ASK_ABROAD.stands_in(text)


def speaks_of_words(sentence: str) -> bool:
    """Say whether a sentence speaks of words, which are made and changed in words."""
    return _OF_WORDS.search(sentence) is not None


def own_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a sentence in one of these languages tells as the model's own."""
    for pattern in _SAID if _MAY_SAY.stands_in(sentence) else ():
        for said in pattern.finditer(sentence):
            name = "verb" if said["verb"] else "done"
            if _UNREAL.search(sentence, 0, said.start(name)) or _is_quoted(sentence, said.start()):
                continue
            verb = said[name].casefold()
            family = OWN_VERBS[verb] if said["verb"] else OWN_NOUNS[said["noun"].casefold()]
            may_be_words = family == "change" or verb in _MADE
            if may_be_words and not _is_of_office(sentence):
                continue
            yield NounDeed(said.start(name), verb, family, own=True, told_as=re.escape(verb))


def passive_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a sentence in one of these languages says are done, by whomever."""
    for pattern in _PASSIVES:
        for said in pattern.finditer(sentence):
            verb = said["verb"].casefold()
            family = _FAMILY_OF_STEM.get(verb) or OWN_NOUNS.get(verb)
            if family is None or _UNREAL.search(sentence, 0, said.end()):
                continue
            if family == "change" and not _is_of_office(sentence):
                continue
            told_as = f"{re.escape(verb)}|{RECORDED_AS[family]}"
            yield NounDeed(said.start("verb"), verb, family, own=False, told_as=told_as)


def asks_abroad(text: str, family: Family | None, verb: str) -> bool:
    """Say whether a user asks for a deed in one of these languages, told by a verb or a noun."""
    known = (OWN_VERBS, _FAMILY_OF_STEM, OWN_DONE, OWN_NOUNS)
    if family is None or not any(verb in words for words in known):
        return False
    return family in _ASKED_ABROAD and _ASKED_ABROAD[family].search(text) is not None


def _is_of_office(sentence: str) -> bool:
    """Say whether a sentence speaks of a thing of an office, and not of words about it."""
    if _OF_WORDS.search(sentence):
        return False
    return bool(_OF_OFFICE.search(sentence) or _OF_OFFICE_IN_EAST.search(sentence))


def eastern_deeds_of(sentence: str) -> Iterator[NounDeed]:
    """Yield the deeds that a Japanese or Korean sentence says are done, by whomever."""
    if sentence.isascii() or _UNREAL_IN_EAST.search(sentence):
        return
    for said in _IN_EAST.finditer(sentence):
        verb = said["verb"]
        if verb in _IN_WORDS_TOO and not _is_of_office(sentence):
            continue
        family = SAID_IN_EAST[verb]
        told_as = f"{verb}|{RECORDED_AS[family]}"
        yield NounDeed(said.start(), verb, family, own=False, told_as=told_as)


def asks_in_east(text: str, verb: str) -> bool:
    """Say whether a text asks for a deed that is told by a Japanese or Korean word, not as done."""
    if verb not in SAID_IN_EAST:
        return False
    again = rf"{verb}(?![을를は]?(?:し(?:た|まし|て(?:い|あ))|さ(?:れた|れまし)|했|한|된|됐|되었))"
    otherwise = _ASKED_IN_EAST[SAID_IN_EAST[verb]]
    return re.search(again, text) is not None or re.search(otherwise, text) is not None


def _is_quoted(sentence: str, place: int) -> bool:
    return _QUOTED.search(sentence[:place]) is not None
