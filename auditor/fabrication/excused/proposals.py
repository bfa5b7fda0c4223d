"""Plans and drafts: the times, days and terms in them are what the model proposes.

An itinerary has hours, a letter asks for an answer within so many days: nobody looked these up, and
nobody takes them for looked up. Names, addresses and prices are no proposals.
"""

import re
from typing import Literal

from auditor.claims.claim_phrases import phrases_of
from auditor.fabrication.imitation import Imitation
from auditor.fabrication.texts.source_words import CITES
from auditor.values import money
from auditor.values import order_words as words
from auditor.values.plain_numbers import numbers_plain
from auditor.values.values import value_of
from auditor.values.wording import Wording, late

Wanted = Literal["plan", "draft", ""]
"""What a user wants proposed."""

_LONGEST_TERM, _LONGEST_CODE = 2, 4
_TERM = late(r"\d{1,3}-(?:minute|min|hour|day|week)s?")
_RANGE = late(r"\d{1,3} ?[-–~] ?\d{1,3}")
_OF_CALLS = frozenset(("query", "report"))
_MONEY = late(rf"{money.SIGN}|[₩元円]|\b(?:{money.CODES})\b", re.IGNORECASE)
_PLANS = Wording(
    r"\b(?:arrange|organi[sz]e|work out|draw up|put together|re-?arrange|design|suggest|propose)\b"
    r"[^.?!;\n]{0,60}?\b(?:itinerar(?:y|ies)|agenda|schedules?|timetable|(?:two|three|"
    r"\d+)[- ]days?|"
    r"trip|visit|workshop|menu|times?|slots?)\b|"
    r"\b(?:make|create|set up|build|write|give me|give us|need|want)\b[^.?!;\n]{0,30}?\b(?:an?|"
    r"some) "
    r"(?:[\w-]+ ){0,3}?(?:itinerary|agenda|plan|schedule|timetable|routine|menu)\b|"
    r"(?:^|[.,;!?]\s*|\b(?:and|to|please|then|you|help (?:me|us)) )"
    r"plan (?:my|our|me|us|an?|the|two|three|\d+|out)\b|"
    r"\b(?:plane?|erstell\w*|stell\w*|mach\w*|organisier\w*|schlag\w*|entwirf|bau\w*)\b"
    r"[^.?!;\n]{0,60}?(?:\b(?:tages)?programm für|\b(?:reise|zeit|stunden|trainings|lern|essens|"
    r"tages|wochen)?plan\b|\btagesordnung|\bagenda|\bablauf\b|\bausflug\w*|\breiseroute|"
    r"\btermine?\b)|"
    r"\b(?:propose\w*|fai[st]\w*|prépare\w*|organise\w*|planifie\w*|établi\w*)\b[^.?!;\n]{0,60}?"
    r"\b(?:programme (?:de|pour)|itinéraire|emploi du temps|planning|ordre du jour|créneaux?|"
    r"voyage|"
    r"(?:deux|trois|\d+) jours|menu)\b|"
    r"\b(?:mont[ae]\w*|organ[ií]za\w*|planea\w*|planific\w*|prop[oó]n\w*|haz\w*|prepara\w*|arma\w*|planej\w*|"
    r"organiz\w*|faça|proponha|sugira|pianific\w*|proponi\w*|fammi)\b[^.?!;\n]{0,60}?"
    r"\b(?:itinerari?o|agenda|horario|viaje|viagem|roteiro|cronograma|plano|plan|viaggio|men[uú]|"
    r"(?:dos|tres|dois|três|due|tre|\d+) (?:d[ií]as?|giorni))\b|"
    r"\b(?:составь|предложи)\b[^.?!;\n]{0,40}?\b(?:план|маршрут|расписание|программу)|"
    r"\b(?:распланируй|спланируй|zaplanuj|ułóż (?:plan|program))\b|"
    r"(?:安排|规划|制定|排(?=[个一两三出好])|订[个一])[^。？！，\n]{0,12}?(?:行程|日程|计划|议程|路线|课表|[两三四五\d]天)|"
    r"重排|(?:旅程|日程|予定|計画|スケジュール|プラン|議題)[^。？！\n]{0,12}?(?:組|作|立て|考え|提案|練)|"
    r"(?:일정|계획|여행|코스|의제)[^.?!\n]{0,12}?(?:짜|세워|만들|제안|잡아)",
)
_ASKS_HOW = Wording(
    r"\bhow (?:should|would|could|can) (?:you|we|i|one) (?:best )?(?:split|lay out|arrange|divide|"
    r"spread|structure|organi[sz]e|spend|fit|plan|schedule|time)\b|"
    r"\b(?:suggest|propose|sketch|outline|map out|draw up|recommend)\b[^.?!;\n]{0,40}?\b(?:times?|"
    r"slots?|dates?|order|way|rota|roster|routine|sequence|route|days?)\b|"
    r"\b(?:times?|slots?|dates?) (?:for|to have) (?:an?|our|my|the|another)(?: [\w-]+){0,2} "
    r"(?:calls?|meetings?|chats?|talks?|catch-?ups?|reviews?|lunch|visits?|follow-?ups?)\b|"
    r"\bwhen (?:could|should|can|might) (?:i|we) (?:best )?(?:fit|do|meet|go|schedule|squeeze|"
    r"start)\b|"
    r"\bwie (?:würdest du|würden sie|soll\w*|könnt\w*|kann)\b[^.?!\n]{0,40}?\b(?:auf-?\w*teilen|"
    r"einteilen|aufteilen|planen|legen|gestalten)|\bschlag\w*\b[^.?!\n]{0,30}?\b(?:termine?|zeiten|"
    r"uhrzeiten)\b|\bcómo (?:organiz|repart|distribu|plan)\w+|\bpro(?:pon|pón)\w*\b[^.?!\n]{0,30}?"
    r"\b(?:horas?|fechas?|horarios?|huecos?)\b|\bcomment (?:organis|répart|planifi)\w+|"
    r"\bpropose[zr]?\b[^.?!\n]{0,30}?\b(?:heures?|dates?|créneaux?)\b|\bcome organizz\w+|"
    r"\bcomo (?:organiz|divid|distribu)\w+|"
    r"(?:提|给|推荐|建议)[^。？！，\n]{0,10}?时间|什么时[间候](?:合适|方便|比较好)|怎么(?:安排|分配|排)|"
    r"どう(?:組|分け|割り振)|いつ(?:が|頃が)?(?:いい|良い|よい)|(?:時間|日程|候補)[^。？！\n]{0,8}?(?:提案|挙げ)|"
    r"언제(?:가|쯤)? ?(?:좋|괜찮)|어떻게 (?:나누|짜|배분)",
)
# The model says of what it tells that it is but a proposal.
_SAYS_PROPOSED = Wording(
    r"\b(?:only|just|merely) (?:a|my) (?:proposal|suggestion|idea)\b|"
    r"\b(?:a|one|rough|quick|possible|my) (?:possible |rough |quick )?(?:plan|rota|roster|proposal|"
    r"suggestion|schedule|outline)\b[^.\n]{0,20}:|\bnothing is (?:booked|fixed|set|scheduled)\b|"
    r"\b(?:mein vorschlag|(?:nur )?ein vorschlag|noch nichts (?:gebucht|eingetragen|fest))\b|"
    r"\b(?:mi propuesta|es solo una (?:propuesta|idea)|voici une idée|uma proposta|"
    r"una propuesta|una proposta|une proposition|ce n['’]est qu['’]une "
    r"(?:idée|proposition)|podría quedar)\b|只是(?:个|一个)?(?:建议|提议|想法)|"
    r"可以(?:这样安排|考虑)|还没有?(?:预约|预订|定)|(?:例えば|たとえば)?次のような(?:流れ|予定)|"
    r"まだ(?:何も)?(?:予約|確定)して|제안일 뿐",
)
_DRAFTS = Wording(
    r"\b(?:draft|write|compose|word|prepare|formulate|reply to|"
    r"answer)\b[^.?!;\n]{0,60}?\b(?:letters?|"
    r"e?-?mails?|messages?|invitations?|invites?|notes?|notices?|purchase orders?|offers?|"
    r"proposals?|"
    r"repl(?:y|ies)|"
    r"announcements?|posts?|contracts?|memos?|agreements?|complaints?|reminders?)\b|\bdraft\b|"
    r"\b(?:schreib\w*|entw[iu]rf\w*|verfass\w*|formulier\w*|"
    r"setz\w*)\b[^.?!;\n]{0,60}?(?:\w*schreiben\b|"
    r"\w*briefe?\b|\b(?:e-?)?mails?\b|\w*nachricht\w*|\w*einladung\w*|\w*angebot\w*|"
    r"\w*bestellung\w*|"
    r"\w*antwort\w*|\w*text\b|\w*mahnung\w*)|\bentwurf\b|\bentwirf\b|"
    r"\b(?:rédige\w*|écri\w*|prépare\w*)\b[^.?!;\n]{0,60}?\b(?:lettre|e-?mail|courriel|mail|"
    r"message|"
    r"invitation|réponse|offre|commande|note)s?\b|\bbrouillon\b|"
    r"\b(?:redact\w*|escrib\w*|prepara\w*|redi[gj]\w*|escrev\w*|"
    r"scriv\w*)\b[^.?!;\n]{0,60}?\b(?:carta|"
    r"correos?|e?-?mails?|mensajes?|invitaci[oó]n\w*|respuesta|oferta|pedido|nota|mensage[mn]s?|"
    r"convites?|resposta|lettera|messaggi\w*|invit[oi]|risposta|offerta)\b|\bborrador\b|"
    r"\brascunho\b|"
    r"\bbozza\b|\b(?:напиши|составь)\b[^.?!;\n]{0,40}?\b(?:письмо|сообщени\w*|приглашени\w*|ответ)|"
    r"\b(?:napisz|przygotuj)\b[^.?!;\n]{0,40}?\b(?:list|e-?mail\w*|wiadomość|zaproszenie|"
    r"odpowiedź)|"
    r"起草|(?<![模虚])拟|草稿|草案|文案|写[^。？！\n]{0,12}?(?:信|函|邮件|邀请|通知|回复|消息|合同)|"
    r"(?:下書き|文案|文面|草案|案文|メール|手紙|通知|招待)[^。？！\n]{0,10}?(?:作|書|考え|お願|くだ)|"
    r"(?:초안|메일|편지|공지|초대)[^.?!\n]{0,10}?(?:작성|써|만들)",
)


def wanted(asked: str) -> Wanted:
    """Return what a user's words want proposed; who asks a question wants to know."""
    if _PLANS.stands_in(asked) or _ASKS_HOW.stands_in(asked):
        return "plan"
    return "draft" if _DRAFTS.stands_in(asked) and not words.ASKS.stands_in(asked) else ""


def says_proposed(text: str) -> bool:
    """Say whether a text says of the times and days in it that they are but a proposal."""
    return _SAYS_PROPOSED.stands_in(text)


def is_proposed(found: Imitation, kind: Wanted) -> bool:
    """Say whether all that a stretch tells is such as plans or drafts propose.

    Args:
        found: The stretch.
        kind: What the user wants.
    """
    # What is told of another thing is no term of one's own.
    return found.kind != "stale" and has_only_terms(found, kind)


def has_only_terms(found: Imitation, kind: Wanted) -> bool:
    """Say the same of a stretch whatever it is told of, where the text itself says so."""
    if found.sure or found.position or CITES.stands_in(found.quote):
        return False
    if any(phrase.sort in _OF_CALLS for phrase in phrases_of(found.quote)):
        return False
    free = kind == "plan" and not _MONEY.search(found.quote)
    return all(_is_term(field.value, free=free) for field in found.values)


def _is_term(raw: str, *, free: bool) -> bool:
    """Say whether a value is a time, a day or a short term, or, where it is free, any number."""
    kind, form = value_of(numbers_plain(raw))
    if _RANGE.fullmatch(raw):
        return free
    if kind in ("date", "time"):
        return True
    if kind == "id":
        # `P2` of a timetable, `W1` of a course, a `40-minute` test
        return free and (len(form) <= _LONGEST_CODE or _TERM.fullmatch(form) is not None)
    return kind == "number" and (free or len(form) <= _LONGEST_TERM)
