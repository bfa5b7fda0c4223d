"""Verbs of deeds of which one rules the other out, and how several languages tell them as done."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from auditor.values.wording import late

_LETTER = "[a-zà-ÿ]"


class Verb(NamedTuple):
    """A verb of a deed.

    Attributes:
        names: The words of tools that stand for it.
        told: How it is told as done, a part of an expression.
    """

    names: frozenset[str]
    told: re.Pattern[str]


def _verb(names: str, told: str) -> Verb:
    return Verb(frozenset(names.split()), late(rf"(?<!{_LETTER})(?:{told})(?!{_LETTER})"))


VERBS: dict[str, Verb] = {
    "archive": _verb(
        "archive",
        r"archived|archiviert|archivad[oa]s?|archivée?s?|已?归档|"
        "アーカイブしました",
    ),
    "delete": _verb(
        "delete remove erase purge destroy trash drop rm del",
        r"deleted|removed|erased|gelöscht|entfernt|eliminad[oa]s?|borrad[oa]s?|eliminé|borré|"
        r"supprimée?s?|excluíd[oa]s?|apagad[oa]s?|已?删除|删掉了|移除了|削除しました",
    ),
    "add": _verb(
        "add insert append include attach create",
        r"added|inserted|attached|created|hinzugefügt|añadid[oa]s?|agregad[oa]s?|ajoutée?s?|"
        r"adicionad[oa]s?|已?添加|加上了|追加しました",
    ),
    "cancel": _verb(
        "cancel void annul",
        r"cancell?ed|voided|storniert|abgesagt|cancelad[oa]s?|cancelé|anulad[oa]s?|annulée?s?|"
        r"cancelei|已?取消|キャンセルしました",
    ),
    "reschedule": _verb(
        "reschedule rebook postpone move shift",
        r"rescheduled|rebooked|postponed|moved to|verschoben|umgebucht|reprogramad[oa]s?|"
        r"reportée?s?|déplacée?s?|remarcad[oa]s?|reagendad[oa]s?|已?改期|改签|改到|推迟到|変更しました",
    ),
    "book": _verb(
        "book reserve",
        r"booked|reserved|gebucht|reserviert|reservad[oa]s?|reservé|réservée?s?|已?预[订定约]|订好了|予約しました",
    ),
    "enable": _verb(
        "enable activate",
        r"enabled|(?<!de)activated|aktiviert|activad[oa]s?|activé|activée?s?|habilitad[oa]s?|"
        r"ativad[oa]s?|已?启用|已?开启|有効にしました",
    ),
    "disable": _verb(
        "disable deactivate",
        r"disabled|deactivated|deaktiviert|desactivad[oa]s?|désactivée?s?|deshabilitad[oa]s?|"
        r"desativad[oa]s?|已?停用|已?禁用|無効にしました",
    ),
    "suspend": _verb(
        "suspend freeze",
        r"suspended|frozen|gesperrt|suspendid[oa]s?|"
        "congelad[oa]s?|已?冻结|已?暂停",
    ),
    "resume": _verb(
        "resume unfreeze unpause continue",
        r"resumed|unfrozen|reanudad[oa]s?|"
        "reprise?s?|已?恢复|已?解冻",
    ),
    "pause": _verb("pause", r"paused|pausiert|pausad[oa]s?|已?暂停"),
    "terminate": _verb("terminate", r"terminated|gekündigt|已?终止"),
    "lock": _verb("lock", r"(?<!un)locked|verriegelt|verrouillée?s?|已?上锁|已?锁定"),
    "unlock": _verb(
        "unlock",
        r"unlocked|entriegelt|entsperrt|déverrouillée?s?|"
        "desbloquead[oa]s?|已?解锁",
    ),
    "block": _verb(
        "block ban deny blacklist quarantine",
        r"blocked|banned|blockiert|"
        "bloquead[oa]s?|bloqueé|bloquée?s?|已?封禁|已?拉黑|已?拦截",
    ),
    "unblock": _verb(
        "unblock unban allow whitelist allowlist",
        r"unblocked|allowed|whitelisted|"
        "freigegeben|débloquée?s?|已?解封|已?放行",
    ),
    "approve": _verb(
        "approve accept authorize",
        r"approved|accepted|genehmigt|aprobad[oa]s?|"
        "aprobé|approuvée?s?|aprovad[oa]s?|已?批准|已经?同意|已经?通过|通过了|承認しました",
    ),
    "reject": _verb(
        "reject decline deny refuse",
        r"rejected|declined|denied|refused|abgelehnt|"
        "rechazad[oa]s?|refusée?s?|recusad[oa]s?|已?拒绝|已?驳回|却下しました",
    ),
    "open": _verb(
        "open reopen",
        r"(?:re)?opened|wieder geöffnet|reabiert[oa]s?|rouverte?s?|"
        "已?重新打开",
    ),
    "close": _verb(
        "close",
        r"closed|resolved|geschlossen|cerrad[oa]s?|cerré|fermée?s?|"
        "fechad[oa]s?|已?关闭|已?结案|クローズしました",
    ),
    "start": _verb(
        "start launch boot",
        r"started|launched|gestartet|iniciad[oa]s?|"
        "arrancad[oa]s?|démarrée?s?|已?启动|起動しました",
    ),
    "stop": _verb(
        "stop kill halt shutdown",
        r"stopped|shut down|gestoppt|angehalten|"
        "detenid[oa]s?|arrêtée?s?|parad[oa]s?|已?停止|停止しました",
    ),
    "mute": _verb("mute silence", r"(?<!un)muted|silenced|stummgeschaltet|silenciad[oa]s?|已?静音"),
    "unmute": _verb("unmute", r"unmuted|已?取消静音"),
    "subscribe": _verb(
        "subscribe",
        r"(?<!un)subscribed|abonniert|suscrit[oa]s?|abonnée?s?|"
        "已?订阅",
    ),
    "unsubscribe": _verb("unsubscribe", r"unsubscribed|abgemeldet|désabonnée?s?|已?退订"),
    "increase": _verb(
        "increase raise",
        r"increased|raised|erhöht|aumentad[oa]s?|augmentée?s?|"
        "已?提高|调高了|上调",
    ),
    "decrease": _verb(
        "decrease lower reduce",
        r"decreased|lowered|reduced|gesenkt|"
        "reduzid[oa]s?|reducid[oa]s?|baissée?s?|已?降低|调低了|下调",
    ),
    "upgrade": _verb("upgrade promote", r"upgraded|promoted|hochgestuft|已?升级"),
    "downgrade": _verb(
        "downgrade demote rollback",
        r"downgraded|demoted|rolled back|"
        "herabgestuft|已?降级|已?回滚",
    ),
    "refund": _verb(
        "refund reimburse",
        r"refunded|reimbursed|erstattet|reembolsad[oa]s?|"
        "remboursée?s?|已?退款|返金しました",
    ),
    "charge": _verb(
        "charge debit bill",
        r"charged|billed|debited|belastet|cobrad[oa]s?|"
        "débitée?s?|已?扣款|已?收取",
    ),
    "grant": _verb("grant", r"granted|gewährt|erteilt|concedid[oa]s?|accordée?s?|已?授予|已?授权"),
    "revoke": _verb(
        "revoke",
        r"revoked|entzogen|widerrufen|revocad[oa]s?|révoquée?s?|已?撤销|"
        "已?吊销",
    ),
    "publish": _verb(
        "publish",
        r"(?<!un)published|veröffentlicht|publicad[oa]s?|publiée?s?|"
        "已?发布|公開しました",
    ),
    "unpublish": _verb("unpublish hide", r"unpublished|hidden|已?下架|非公開にしました"),
    "send": _verb("send", r"sent|gesendet|verschickt|enviad[oa]s?|envoyée?s?|已?发送|送信しました"),
    "draft": _verb("draft", r"drafted|saved as a draft"),
    "extend": _verb(
        "extend prolong renew",
        r"extended|renewed|verlängert|extendid[oa]s?|"
        "prolongée?s?|renovad[oa]s?|已?延长|已?续[期借约]",
    ),
    "shorten": _verb("shorten", r"shortened|verkürzt|已?缩短"),
}
_AGAINST = (
    "archive delete", "archive unpublish", "add delete", "cancel reschedule", "cancel book",
    "cancel extend", "cancel approve", "enable disable", "enable suspend", "suspend resume",
    "suspend delete", "suspend terminate", "pause resume", "pause cancel", "lock unlock",
    "block unblock", "approve reject", "open close", "start stop", "mute unmute",
    "subscribe unsubscribe", "increase decrease", "upgrade downgrade", "refund charge",
    "grant revoke", "publish unpublish", "publish archive", "send draft", "extend shorten",
    "delete disable", "delete suspend", "reschedule delete", "block delete", "close delete",
)  # fmt: skip


def _opposites() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for pair in _AGAINST:
        one, other = pair.split()
        found.setdefault(one, []).append(other)
        found.setdefault(other, []).append(one)
    return {verb: tuple(others) for verb, others in found.items()}


_OPPOSITES = _opposites()


def named_verbs(words: Iterable[str]) -> Iterator[str]:
    """Yield the verbs that some words of a tool's name stand for."""
    own = set(words)
    yield from (name for name, verb in VERBS.items() if not verb.names.isdisjoint(own))


def tells_verb(name: str, lowered: str) -> str:
    """Return the words by which a text in small letters tells a verb as done, or ""."""
    found = VERBS[name].told.search(lowered)
    return found[0] if found else ""


def verbs_against(name: str) -> tuple[str, ...]:
    """Return the verbs that a verb rules out."""
    return _OPPOSITES.get(name, ())
