"""In what state something is said to be: what exactly one of holds at a time.

An order is being prepared, then shipped, then delivered; a ticket is open or closed, an invoice
paid or unpaid. Words of several languages are compared by the state that they name; which states
rule each other out is written down pair by pair, and whatever is not there may hold at once.
"""

import re
from typing import Literal, NamedTuple

from auditor.values.one_pass import sign_anywhere
from auditor.values.wording import late

State = Literal[
    "open", "closed", "pending", "under way", "shipped", "delivered", "cancelled", "confirmed",
    "paid", "unpaid", "approved", "rejected", "active", "suspended", "running", "stopped", "passed",
    "failed", "in stock", "out of stock", "on time", "delayed",
]  # fmt: skip

_SPACED: dict[State, str] = {
    "open": r"open|reopened|unresolved|offen|abiert[oa]s?|ouverte?s?",
    "closed": r"closed|resolved|completed?|done|finished|geschlossen|gelöst|erledigt|abgeschlossen|"
    r"cerrad[oa]s?|resuelt[oa]s?|completad[oa]s?|terminad[oa]s?|fermée?s?|résolue?s?|terminée?s?",
    "pending": r"pending|waitlisted|back-?ordered|to do|not started|on the waiting list|on hold|"
    r"awaiting (?:approval|review|confirmation|payment)|"
    r"pending (?:approval|review|confirmation)|under review|"
    r"ausstehend|pendientes?|en attente",
    "under way": r"in progress|being (?:processed|prepared|packed)|processing|ongoing|underway|"
    r"in bearbeitung|wird (?:gerade |noch |derzeit )?(?:bearbeitet|vorbereitet)|en proceso|"
    r"en curso|en cours(?: de (?:traitement|préparation))?",
    "shipped": r"shipped|dispatched|in transit|on (?:its|the|their) way|out for delivery|"
    r"versandt|verschickt|unterwegs|enviad[oa]s?|en camino|en tránsito|expédiée?s?|en transit|"
    r"en route",
    "delivered": r"delivered|zugestellt|geliefert|entregad[oa]s?|livrée?s?",
    "cancelled": r"cancell?ed|storniert|cancelad[oa]s?|annulée?s?|void(?:ed)?",
    "confirmed": r"confirmed|bestätigt|confirmad[oa]s?|confirmée?s?",
    "paid": r"paid(?: in full| off)?|settled|bezahlt|beglichen|pagad[oa]s?|payée?s?|réglée?s?",
    "unpaid": r"unpaid|outstanding|overdue|past due|unbezahlt|überfällig|impagad[oa]s?|"
    r"vencid[oa]s?|impayée?s?",
    "approved": r"approved|accepted|granted|genehmigt|bewilligt|aprobad[oa]s?|approuvée?s?|"
    r"acceptée?s?",
    "rejected": r"rejected|declined|denied|refused|turned down|abgelehnt|rechazad[oa]s?|"
    r"denegad[oa]s?|refusée?s?|rejetée?s?",
    "active": r"active|enabled|aktiv|aktiviert|activ[oa]s?|actifs?|active?s?|activée?s?",
    "suspended": r"suspended|inactive|disabled|deactivated|locked|blocked|frozen|terminated|"
    r"gesperrt|inaktiv|deaktiviert|suspendid[oa]s?|inactiv[oa]s?|bloquead[oa]s?|suspendue?s?|"
    r"inactifs?|désactivée?s?|bloquée?s?",
    "running": r"running|up(?: and running)?(?! (?:to|from|by|for|\d))|online|läuft|"
    r"en ejecución|en línea|en marche|en ligne",
    "stopped": r"stopped|down(?! (?:to|from|by|for|\d))|offline|crashed|shut down|gestoppt|"
    r"detenid[oa]s?|fuera de línea|"
    r"arrêtée?s?|hors ligne",
    "passed": r"passed|passing|succeeded|successful|green|bestanden|erfolgreich|superad[oa]s?|"
    r"exitos[oa]s?|réussie?s?",
    "failed": r"failed|failing|broken|red|fehlgeschlagen|falló|fallid[oa]s?|échouée?s?|a échoué",
    "in stock": r"in stock|available|auf lager|verfügbar|lieferbar|en stock|disponibles?|"
    r"en existencias?",
    "out of stock": r"out of stock|sold out|unavailable|not available|ausverkauft|"
    r"nicht (?:auf lager|verfügbar|lieferbar)|agotad[oa]s?|no disponibles?|sin existencias|"
    r"épuisée?s?|en rupture(?: de stock)?|indisponibles?",
    "on time": r"on time|on schedule|pünktlich|a tiempo|à l['’]heure",
    "delayed": r"delayed|running late|verspätet|retrasad[oa]s?|demorad[oa]s?|retardée?s?|en retard",
}
_JOINED: dict[State, str] = {
    "open": "未关闭|未解决|打开|待解决|开启",
    "closed": "已?关闭|已解决|已完[结成]",
    "pending": "待(?:审批|审核|处理|确认)|审批中|审核中",
    "under way": "处理中|进行中|备货中|配货中|正在(?:处理|备货)",
    "shipped": "已发货|已发出|运输中|配送中|在途|派送中",
    "delivered": "已送达|已签收|已妥投",
    "cancelled": "已?取消|已作废",
    "confirmed": "已确认",
    "paid": "已(?:支付|付款|付清|结清|缴清)",
    "unpaid": "未(?:支付|付款|付|结清|缴)|待(?:支付|付款)|逾期",
    "approved": "已?(?:批准|获批)|审批通过|已通过",
    "rejected": "被?(?:拒绝|驳回)|未(?:批准|通过)",
    "active": "正常使用|已启用|已激活|激活状态|活跃",
    "suspended": "已?(?:停用|冻结|禁用|封禁|锁定|暂停|注销)",
    "running": "运行中|正在运行|在线",
    "stopped": "已?停止|宕机|离线|停机",
    "passed": "已?通过|成功",
    "failed": "失败|未通过",
    "in stock": "有货|有库存|现货|可借",
    "out of stock": "缺货|无货|售罄|没货|没有库存|断货",
    "on time": "准点|准时|正点",
    "delayed": "延误|晚点|推迟",
}
_RULED_OUT: tuple[tuple[State, tuple[State, ...]], ...] = (
    ("open", ("closed",)),
    ("closed", ("pending", "under way")),
    ("pending", ("approved", "rejected", "confirmed", "shipped", "delivered", "cancelled")),
    ("under way", ("shipped", "delivered", "cancelled")),
    ("shipped", ("delivered", "cancelled")),
    ("delivered", ("cancelled",)),
    ("cancelled", ("confirmed", "active", "open")),
    ("confirmed", ("rejected",)),
    ("paid", ("unpaid",)),
    ("approved", ("rejected",)),
    ("active", ("suspended",)),
    ("running", ("stopped",)),
    ("passed", ("failed",)),
    ("in stock", ("out of stock",)),
    ("on time", ("delayed", "cancelled")),
)
LONGEST = 1500
"""Words of more characters are held against no record by the states that they tell."""
# Words of Latin letters may adjoin Chinese ones.
_LETTER = "[a-zß-ÿ]"
_EXACT: dict[State, re.Pattern[str]] = {
    state: late(rf"(?<!{_LETTER})(?:{spaced})(?!{_LETTER})|{_JOINED[state]}")
    for state, spaced in _SPACED.items()
}
PATTERN = "|".join([*_SPACED.values(), *_JOINED.values()])
"""By which a text may tell a state."""
_MAY = sign_anywhere(f"(?i){PATTERN}")
_SIGNS = {state: sign_anywhere(f"(?i){words}|{_JOINED[state]}") for state, words in _SPACED.items()}
_HAS_STATE = sign_anywhere(
    r"(?i)stat|fulfil|stage|conclusion|outcome|condition|stock|copies|quantity|availab|true|false|状态|状況|zustand|库存|数量"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_MARKS = re.compile(r"[_\W]+")


class StateTold(NamedTuple):
    """A word for a state, and where it stands."""

    state: State
    word: str
    start: int
    end: int


def may_tell_states(text: str) -> bool:
    """Say whether a text may have such a word, at one pass over it."""
    return _MAY(text)


def states_told(lowered: str) -> list[StateTold]:
    """Return the words for states of a text in small letters, of each place the longest."""
    if not _MAY(lowered):
        return []
    found = [
        StateTold(state, word[0], *word.span())
        for state, may_tell in _SIGNS.items()
        if may_tell(lowered)
        for word in _EXACT[state].finditer(lowered)
    ]
    return sorted(
        (one for one in found if not any(_holds(other, one) for other in found)),
        key=lambda one: one.start,
    )


def _holds(other: StateTold, one: StateTold) -> bool:
    """Say whether a word is a part of another: `available` of `not available`."""
    wide, narrow = other.end - other.start, one.end - one.start
    return other.start <= one.start and one.end <= other.end and wide > narrow


def states_in(text: str) -> set[State]:
    """Return all states for which a text has a word."""
    return {one.state for one in states_told(text.lower())}


def states_of(value: str) -> set[State]:
    """Return the states that a value of a field names, if it says nothing else: `IN_TRANSIT`."""
    plain = _MARKS.sub(" ", _HUMP.sub(" ", value)).strip().lower()
    return {state for state, words in _EXACT.items() if words.fullmatch(plain)}


def rules_out(told: State, held: State) -> bool:
    """Say whether what is in one state can't be in another."""
    return any(
        (told == one and held in others) or (held == one and told in others)
        for one, others in _RULED_OUT
    )


def may_be_in_other_state(text: str, output: str) -> bool:
    """Say whether a text may tell a state that a result rules out.

    Args:
        text: Words of the model.
        output: The latest result before them.
    """
    return len(text) <= LONGEST and _HAS_STATE(output) and _MAY(text)
