"""Words of which a thing has one at a time: on or off, a priority, a role, who may see it.

Words of several languages are compared by the step that they name. Steps of one scale rule each
other out; where a word is common, what it is said of must stand near it.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from auditor.values.wording import late

_LETTER = "[a-zà-ÿ]"


class Scale(NamedTuple):
    """A scale: how its steps are told in fields and in sentences.

    Attributes:
        steps: By step what a field may say, and what a sentence does; both parts of expressions.
        near: What stands in a sentence that tells a step; None where its words suffice.
        label: Which fields tell it; None where any may.
    """

    steps: dict[str, tuple[str, str]]
    near: re.Pattern[str] | None = None
    label: re.Pattern[str] | None = None


_LINK = (
    r"(?:turned|switched|set to|toggled|is|are|['’]s|now|been|back|ist|sind|jetzt|wieder|está|"
    r"están|"
    r"queda|est|sont|fica)(?: (?:now|already|currently|turned|switched|jetzt|nun|wieder|ahora|"
    r"maintenant|agora|bien))* "
)
_SWITCHED = Scale(
    {
        "on": (
            "on|true|1|enabled?|active|activated?|yes|turn on|unmuted?",
            (
                rf"{_LINK}on(?!\s+(?:the|a|your|my|its|\w+day|\d))|switch(?:ed)? on|turned on|"
                rf"enabled|"
                r"(?<!de)(?<!in)activated|eingeschaltet|angeschaltet|(?<!de)aktiviert|encendid[oa]s?|"
                r"(?<!des)activad[oa]s?|allumée?s?|(?<!dés)activée?s?|ligad[oa]s?|(?<!des)ativad[oa]s?|"
                r"(?:已|已经)?(?:开启|打开|启用|开通)|オンに|有効に"
            ),
        ),
        "off": (
            "off|false|0|disabled?|inactive|deactivated?|no|turn off|muted?",
            (
                rf"{_LINK}off(?! (?:the|your|to|by|at)\b)|switched off|turned off|disabled|"
                rf"deactivated|"
                r"ausgeschaltet|abgeschaltet|deaktiviert|apagad[oa]s?|desactivad[oa]s?|éteinte?s?|"
                r"désactivée?s?|desligad[oa]s?|desativad[oa]s?|(?:已|已经)?(?:关闭|停用|禁用|关掉)|オフに|無効に"
            ),
        ),
    },
    label=late(r".*(?:enabled?|active|power|switch|state|on|off|action|value|mode|状态|开关)"),
)
_PRIORITY = Scale(
    {
        "low": ("low|minor|p4|低", r"low|minor|p4|niedrig\w*|baja|basse|faible|baixa|低"),
        "medium": (
            "medium|normal|moderate|p3|中",
            r"medium|normal|moderate|p3|mittel\w*|normale?|media|moyenne|média|中",
        ),
        "high": ("high|major|p2|高", r"high|major|p2|hoch|hohe[rnms]?|alta|haute|élevée?|高"),
        "urgent": (
            "urgent|critical|highest|emergency|immediate|p1|紧急|緊急",
            (
                r"urgent\w*|critical|highest|emergency|p1|dringend\w*|kritisch\w*|urgente?|crítica|"
                r"critique|紧急|緊急|严重"
            ),
        ),
    },
    near=late(
        r"priorit|severit|urgen|importance|\blevel|schwere|dringlich|gravedad|sévérité|gravité|"
        r"优先|级别|严重|優先|重要度|[\"“'‘「]"
    ),
    label=late(
        r".*(?:priority|severity|urgency|importance|level|prio|优先级|优先度|優先度|级别|重要度)"
    ),
)
_ROLE = Scale(
    {
        "viewer": (
            "viewer|view|reader|read|read only|can view",
            (
                r"viewers?|view(?:ing|-only| only)? (?:access|rights|permissions?)|view[- ]only|"
                r"read[- ]only|read access|readers?|can (?:only )?view|leserechte?|"
                r"schreibgeschützt|"
                r"solo lectura|lecteur|lecture seule|只读|查看权限|閲覧"
            ),
        ),
        "commenter": (
            "commenter|comment|can comment",
            r"commenters?|comment(?:ing)? (?:access|rights)",
        ),
        "editor": (
            "editor|edit|writer|write|can edit",
            (
                r"editors?|edit(?:ing)? (?:access|rights|permissions?)|write access|writers?|"
                r"can edit|"
                r"schreibrechte?|bearbeitungsrechte?|permiso de edición|éditeur|编辑权限|可编辑|"
                r"編集"
            ),
        ),
        "admin": (
            "admin|administrator",
            (
                r"admins?(?= |[.,!]|$)|administrators?|admin (?:access|rights)|administrador\w*|"
                r"administrateur|管理员"
            ),
        ),
    },
    label=late(r".*(?:role|access|permissions?|rights?|rolle|rol|rôle|权限|角色)"),
)
_SEEN_BY = Scale(
    {
        "public": ("public", r"public(?:ly)?|öffentlich|públic[oa]|publique|公开|公開"),
        "private": ("private", r"private(?:ly)?|privat|privad[oa]|privée?|私密|非公开|非公開"),
        "internal": ("internal", r"internal(?:ly)?|intern|intern[oa]|interne|内部"),
    },
    label=late(r".*(?:visibility|privacy|access|scope|可见性)"),
)
_OFTEN = Scale(
    {
        "hourly": ("hourly", r"hourly|stündlich|每小时"),
        "daily": ("daily", r"daily|täglich|diari[oa]|quotidien(?:ne)?|每天|每日|毎日"),
        "weekly": ("weekly", r"weekly|wöchentlich|semanal|hebdomadaire|每周|毎週"),
        "monthly": ("monthly", r"monthly|monatlich|mensual|mensuel(?:le)?|mensal|每月|毎月"),
        "yearly": (
            "yearly|annual(?:ly)?",
            r"yearly|annual(?:ly)?|jährlich|anual|annuel(?:le)?|每年|毎年",
        ),
    },
)
_CLASS = Scale(
    {
        "economy": ("economy", r"economy|coach class|经济舱|エコノミー"),
        "business": ("business", r"business class|公务舱|商务舱|ビジネスクラス"),
        "first": ("first", r"first class|头等舱|ファーストクラス"),
    },
    label=late(r".*(?:class|cabin|seat|fare).*"),
)
_SIZE = Scale(
    {
        "small": ("small|s", r"small|size s|klein\w*|pequeñ[oa]|petite?"),
        "medium": ("medium|m", r"medium|size m|mittel\w*|median[oa]|moyenne?"),
        "large": ("large|l|big", r"large|size l|groß\w*|grande?s?"),
    },
    label=late(r".*(?:size|größe|talla|taille|tamanho)"),
)
_FORM = Scale(
    {
        kind: (kind, rf"(?<![\w.]){kind}(?!\w)")
        for kind in ("pdf", "csv", "xlsx", "docx", "json", "png", "jpg")
    },
    label=late(r".*(?:format|type|ext|extension)"),
)
_BOOKED = Scale(
    {
        "debit": ("debit", r"debit(?:ed)?|belastet"),
        "credit": ("credit", r"credited|gutgeschrieben"),
    },
)
_LOCKED = Scale(
    {
        "locked": (
            "locked|lock",
            r"(?<!un)locked|verriegelt|abgeschlossen|verrouillée?s?|bloquead[oa]s?|已?上锁|锁好",
        ),
        "unlocked": (
            "unlocked|unlock",
            r"unlocked|entriegelt|déverrouillée?s?|desbloquead[oa]s?|已?解锁|开锁",
        ),
    },
)
_JUDGED = Scale(
    {
        "approved": (
            "approved?|accept(?:ed)?|allow(?:ed)?|grant(?:ed)?|同意|通过|批准",
            (
                r"approved|accepted|granted|genehmigt|aprobad[oa]s?|aprobé|approuvée?s?|aprovad[oa]s?|"
                r"aprovei|已?(?:经)?同意|已?批准|已?通过了?|承認しました"
            ),
        ),
        "rejected": (
            "reject(?:ed)?|den(?:y|ied)|declined?|refused?|拒绝|驳回",
            (
                r"rejected|denied|declined|refused|abgelehnt|rechazad[oa]s?|rechacé|refusée?s?|"
                r"recusad[oa]s?|rejeitad[oa]s?|已?拒绝|已?驳回|却下しました"
            ),
        ),
    },
)
SCALES = (
    _SWITCHED,
    _PRIORITY,
    _ROLE,
    _SEEN_BY,
    _OFTEN,
    _CLASS,
    _SIZE,
    _FORM,
    _BOOKED,
    _LOCKED,
    _JUDGED,
)
_MARKS = re.compile(r"[\s_-]+")


class Step(NamedTuple):
    """A step of a scale."""

    scale: Scale
    name: str


def steps_of(label: str, value: str) -> list[Step]:
    """Return the steps that a field says its thing is at."""
    plain = _MARKS.sub(" ", value).strip().casefold()
    return [
        Step(scale, name)
        for scale in SCALES
        if scale.label is None or scale.label.fullmatch(label.casefold())
        for name, (field, _) in scale.steps.items()
        if _compiled(field).fullmatch(plain)
    ]


def tells_step(step: Step, lowered: str) -> str:
    """Return the words by which a text in small letters tells a step, or ""."""
    found = _in_words(step.scale.steps[step.name][1]).search(lowered)
    return found[0] if found else ""


def is_said_near(scale: Scale, lowered: str) -> bool:
    """Say whether a clause says what a common word of a scale is told of."""
    return scale.near is None or scale.near.search(lowered) is not None


@lru_cache(maxsize=128)
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words)


@lru_cache(maxsize=128)
def _in_words(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_LETTER})(?:{words})(?!{_LETTER})")
