"""The verbs of deeds, in families; what a tool's name has to say for a call to do a deed.

A family is one kind of effect. `BACKED_BY` is generous: a deed that any successful call may have
brought about is not doubted.
"""

from collections.abc import Sequence
from typing import Literal

Family = Literal["send", "book", "pay", "remove", "change", "create", "block", "version", "run"]

# Base form, then what is said of a deed done. What is also done in mere words (share a thought,
# order a list) stands under no claim, only among the names of tools below.
_ENGLISH: dict[Family, str] = {
    "send": (
        "send:sent email:emailed mail:mailed message:messaged notify:notified post:posted "
        "publish:published forward:forwarded invite:invited alert:alerted page-out:paged "
        "dispatch:dispatched"
    ),
    "book": (
        "book:booked reserve:reserved schedule:scheduled reschedule:rescheduled "
        "purchase:purchased buy:bought rebook:rebooked"
    ),
    "pay": (
        "refund:refunded pay:paid transfer:transferred charge:charged reimburse:reimbursed "
        "credit:credited waive:waived"
    ),
    "remove": (
        "delete:deleted remove:removed cancel:cancelled cancel:canceled archive:archived "
        "unsubscribe:unsubscribed revoke:revoked purge:purged"
    ),
    "change": (
        "update:updated change:changed modify:modified edit:edited patch:patched fix:fixed "
        "rename:renamed replace:replaced move:moved advance:advanced upgrade:upgraded "
        "downgrade:downgraded reset:reset refresh:refreshed assign:assigned reassign:reassigned "
        "enable:enabled disable:disabled switch:switched refactor:refactored restart:restarted "
        "reboot:rebooted restore:restored activate:activated deactivate:deactivated "
        "renew:renewed subscribe:subscribed rotate:rotated revert:reverted extend:extended "
        "rollback:rolled"
    ),
    "create": (
        "create:created add:added write:wrote write:written save:saved insert:inserted "
        "register:registered log:logged submit:submitted file:filed upload:uploaded "
        "install:installed backup:backed"
    ),
    "block": (
        "block:blocked ban:banned quarantine:quarantined suspend:suspended lock:locked "
        "unlock:unlocked escalate:escalated close:closed isolate:isolated flag:flagged "
        "freeze:froze freeze:frozen contain:contained approve:approved reject:rejected "
        "terminate:terminated "
        "whitelist:whitelisted blacklist:blacklisted allowlist:allowlisted"
    ),
    "version": "commit:committed push:pushed merge:merged deploy:deployed release:released",
    "run": "run:ran rerun:reran re-run:re-ran execute:executed test:tested",
}

_CHINESE: dict[Family, str] = {
    "send": "发送 发出 通知 转发 邀请 发到 发给 寄出",
    "book": "预订 预定 预约 下单 购买 改签",
    "pay": "退款 退回 退还 支付 转账 付款 转到 汇款 打款",
    "remove": "删除 取消 归档 移除 删掉 退订 撤销 吊销 注销 退掉",
    "change": (
        "更新 修改 修复 更改 变更 重置 升级 调整 替换 重启 改到 改成 改为 移到 挪到 启用 停用 开通"
    ),
    "create": "创建 添加 新增 写入 保存 提交 登记 加到 加入 备份",
    "block": "封禁 拦截 阻断 下线 屏蔽 封锁 锁定 关闭 隔离 封掉 拉黑 冻结 解冻 解封 批准 驳回",
    "version": "部署 推送 合并 发布 回滚",
    "run": "运行 执行 测试",
}

_FURTHER_NAMES: dict[Family, str] = {
    "send": "reply share tweet sms broadcast announce alert notification transfer handoff",
    "book": "order exchange place checkout",
    "pay": "credit deposit withdraw return money funds payment payments payout remittance",
    "remove": "drop clear unsubscribe uninstall revoke rm",
    "change": "set adjust correct apply put rewrite str replace configure toggle mark transfer",
    "create": "make append record generate new note mkdir touch",
    "block": "mute isolate resolve reject approve deny terminate transfer",
    "version": "ship rollback checkout",
    "run": "check lint build ci pytest",
}

# How tools are named in other languages, accents left aside.
_FOREIGN_NAMES: dict[Family, str] = {
    "send": "enviar mandar envoyer senden verschicken schicken inviare spedire versturen wyslij",
    "book": (
        "reservar agendar comprar reserver commander buchen reservieren bestellen prenotare "
        "ordinare boeken"
    ),
    "pay": "pagar reembolsar estornar payer rembourser zahlen bezahlen erstatten pagare rimborsare",
    "remove": (
        "cancelar eliminar borrar excluir apagar annuler supprimer stornieren loeschen löschen "
        "annullare cancellare eliminare annuleren verwijderen"
    ),
    "change": "actualizar atualizar modificar alterar modifier aendern ändern aggiornare",
    "create": (
        "crear criar guardar salvar registrar gravar creer enregistrer erstellen anlegen "
        "schreiben speichern creare salvare opslaan"
    ),
    "block": "bloquear bloquer sperren blockieren bloccare blokkeren",
}

_FOREIGN_LOOKS = (
    "buscar consultar obtener obter listar leer ler procurar verificar chercher rechercher "
    "obtenir lister lire consulter verifier suchen abrufen abfragen nachschlagen lesen "
    "pruefen prüfen zeigen anzeigen cercare consultare leggere elencare zoeken lezen voir afficher "
    "mostrar ver exibir vedere bekijken tonen"
)

_CHECKS = frozenset({"test", "tests", "check", "checks", "lint", "build", "ci", "pytest"})

_ANYTHING = (
    "api http rest graphql rpc request requests call invoke action actions tool mcp manage agent "
    "task delegate workflow open click type press query"
)
_LOOKS = (
    "get list find search lookup look check read think calculate fetch query retrieve view show "
    "inspect describe count browse scan verify validate summarize analyze compute compare crawl "
    "cat ls grep glob tail head status stat diff preview explain estimate convert translate "
    "download ask plan todo recall whoami whois ping assess evaluate locate "
    "reconcile determine"
)

_LOOKING_NOUNS = (
    "detail details info information history overview balance reputation weather forecast suche "
    "abfrage auskunft kontostand "
    "consulta detalle detalles saldo recherche détail détails solde ricerca dettaglio dettagli"
)
_NOUNS_TOO = (
    "order credit deposit return transfer record note alert notification refund charge message "
    "mail email sms schedule post exchange log file ticket share deploy release"
)

# `alert_get` names its thing first.
_ONLY_VERBS = frozenset({"get", "fetch", "retrieve", "lookup"})
_SHOWN = frozenset(_LOOKING_NOUNS.split())
_SHOWN_OF_NOUNS = _SHOWN | frozenset({"status", "list", "search", "lookup", "query", "find"})
_NOUNS_OF_VERBS = frozenset(_NOUNS_TOO.split())

CHECKERS = (
    "ruff|mypy|pyright|flake8|pylint|eslint|prettier|tsc|clippy|golangci-lint|shellcheck|rubocop|"
    "ktlint|checkstyle|bandit|semgrep|hadolint|yamllint|stylelint|phpstan|go vet|cargo check|"
    "terraform (?:plan|validate)|helm lint"
)
"""Programs that check code, a part of regular expressions."""

ANYTHING = frozenset(_ANYTHING.split())
"""Words in the names of tools that may do anything, whatever else the name says."""

LOOKS = frozenset(f"{_LOOKS} {_FOREIGN_LOOKS}".split())
"""First words of tools that only look."""

BACKED_BY: dict[Family, frozenset[Family]] = {
    "send": frozenset({"send", "create", "book", "change", "block"}),
    "book": frozenset({"book", "create", "change", "pay", "send"}),
    "pay": frozenset({"pay", "remove", "book", "change", "create"}),
    "remove": frozenset({"remove", "change", "block", "pay", "create", "book"}),
    "change": frozenset({"change", "create", "book", "remove", "pay", "block", "version"}),
    "create": frozenset({"create", "change", "book", "send", "pay", "version"}),
    "block": frozenset({"block", "change", "remove", "create", "send"}),
    "version": frozenset({"version"}),
    "run": frozenset({"run"}),
}
"""Families of calls that may have brought a deed about."""


_RECORDED: dict[Family, str] = {
    "send": "sent notified delivered emailed",
    "book": "booked reserved confirmed scheduled",
    "pay": "refund(?!abl) reimburs paid transferred returned",
    "remove": "cancell?ed deleted removed archived voided",
    "change": "updated changed modified fixed reset moved",
    "create": "created added submitted saved registered opened",
    "block": "blocked banned locked closed isolated quarantined suspended",
    "version": "committed pushed merged deployed released",
    "run": "ran passed executed",
}
RECORDED_AS: dict[Family, str] = {
    family: rf"\b(?:{words.replace(' ', '|')})(?!_?(?:at|by|on)\b)"
    for family, words in _RECORDED.items()
}
"""How a record in English speaks of such deeds, regular expressions."""


def _pairs() -> list[tuple[str, str, Family]]:
    return [
        (pair.partition(":")[0], pair.partition(":")[2], family)
        for family, pairs in _ENGLISH.items()
        for pair in pairs.split()
    ]


# A contact, a phone and a number to call are no deeds, and a thought is shared in words.
_ONLY_TOLD: dict[str, Family] = {"contacted": "send", "phoned": "send", "shared": "send"}

SAID: dict[str, Family] = {said: family for _, said, family in _pairs()} | _ONLY_TOLD
"""What is said of a deed done, with its family."""

BASE_OF: dict[str, str] = {said: base for base, said, _ in _pairs()}
"""What is said of a deed done, with how a user asks for it."""

BASE: dict[str, Family] = {base: family for base, _, family in _pairs()}
"""How a user asks for a deed, with its family."""

SAID_IN_CHINESE: dict[str, Family] = {
    word: family for family, words in _CHINESE.items() for word in words.split()
}

_OF_NAMES: list[tuple[str, Family]] = [
    *BASE.items(),
    *(
        (word, family)
        for table in (_FURTHER_NAMES, _FOREIGN_NAMES)
        for family, words in table.items()
        for word in words.split()
    ),
]


def families_in(words: Sequence[str]) -> frozenset[Family]:
    """Return the families that the words of a tool's name speak of; none where it is unknown.

    What runs something other than tests may have any effect.
    """
    if not ANYTHING.isdisjoint(words):
        return frozenset()
    found = frozenset(family for word, family in _OF_NAMES if word in words)
    return frozenset() if found == {"run"} and _CHECKS.isdisjoint(words) else found


def shows(words: Sequence[str]) -> bool:
    """Say whether a tool is named after what it shows: no verb stands before `details`.

    A verb that is no noun says so behind its thing, too: `alert_get`.
    """
    if len(words) < 2:  # noqa: PLR2004 - a thing, and what of it
        return False
    if words[-1] in _ONLY_VERBS and "and" not in words:
        return True
    if words[0] in _NOUNS_OF_VERBS:
        return words[-1] in _SHOWN_OF_NOUNS
    return words[-1] in _SHOWN and not families_in(words[:1])
