"""A pairs file and its manifest, and the same pairs in the forms of other trainers."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import msgspec
from msgspec.structs import replace

from auditor.contract import Contract, contract_of
from auditor.evidence.records import Shape
from auditor.pairs.balance import USUAL, share
from auditor.pairs.build import Built, Wish
from auditor.pairs.corpus import Corpus
from auditor.pairs.form import (
    Layout,
    Manifest,
    Pair,
    lines_of,
    manifest_path,
    messages_in,
)
from auditor.rules import RULES
from auditor.setting import FormThresholds, Setting, setting_of
from auditor.store.rows import content_sha256


def manifest_of(built: Built, corpus: Corpus, wish: Wish) -> Manifest:
    """Return the manifest of some pairs; the digest of the file is that of its lines."""
    pairs = built.pairs
    sources = {pair.trace_id for pair in pairs}
    traces = {
        case.trace.trace_id: content_sha256(case.trace)
        for case in corpus
        if case.trace.trace_id in sources
    }
    digest = hashlib.sha256()
    for line in lines_of(pairs):
        digest.update(line.encode())
    return Manifest(
        auditor=_version(),
        rules=rules_version(),
        reviewed=wish.reviewed,
        pairs=_counts(pair.split for pair in pairs),
        kinds=_counts(pair.kind for pair in pairs),
        chosen_sources=_counts(pair.chosen_source for pair in pairs),
        controls=round(share(pairs, dirty=False), 4),
        dirty=round(share(pairs, dirty=True), 4),
        dropped=dict(sorted(built.dropped.items())),
        per_source_cap=wish.per_source,
        max_chars=wish.max_chars,
        traces=traces,
        findings={pair.key: _finding(pair) for pair in pairs if pair.fingerprint},
        heldout_groups=built.heldout_groups,
        contract=contract_value(corpus.setting.contract),
        form=msgspec.structs.asdict(corpus.setting.form),
        layouts=[Layout(one.tool, sorted(one.labels)) for one in corpus.setting.shapes],
        sha256=digest.hexdigest(),
        notes=_notes(pairs, wish),
    )


def setting_told(manifest: Manifest | None, path: str) -> Setting:
    """Return the setting under which pairs were formed, as far as their manifest tells it.

    Args:
        manifest: None where there is none.
        path: Of the pairs.
    """
    if manifest is None:
        return setting_of()
    return replace(
        setting_of(contract_of(dict(manifest.contract), manifest_path(path))),
        form=FormThresholds(**manifest.form),
        shapes=[Shape(one.tool, frozenset(one.labels), None) for one in manifest.layouts],
    )


def manifest_text(manifest: Manifest) -> str:
    """Return the manifest as a file."""
    return json.dumps(msgspec.to_builtins(manifest), ensure_ascii=False, indent=1) + "\n"


def rules_version() -> str:
    """Return the sha256 over code, name and page of every rule: equal rules read alike."""
    pages = [(rule.code, rule.name, rule.severity, rule.page) for rule in RULES]
    return hashlib.sha256(msgspec.json.encode(pages)).hexdigest()


def contract_value(contract: Contract) -> dict[str, Any]:
    """Return a contract as the table that `contract_of` reads."""
    value: dict[str, Any] = contract.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return value


def sft_rows(pairs: Iterable[Pair]) -> Iterator[str]:
    """Yield the chosen messages as training rows: only the last message is to be learnt."""
    for pair in pairs:
        messages = [*messages_in(pair.prompt), *messages_in(pair.chosen)]
        row = {
            "messages": _text(messages),
            "tools": pair.tools,
            "kind": pair.kind,
            "group": pair.group,
            "split": pair.split,
            "verdict_event": pair.verdict_event,
        }
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _finding(pair: Pair) -> dict[str, Any]:
    return {
        "code": pair.code,
        "fingerprint": pair.fingerprint,
        "verdict_event": pair.verdict_event,
    }


def _notes(pairs: list[Pair], wish: Wish) -> list[str]:
    notes = []
    if not wish.reviewed:
        notes.append("No person approved these pairs: for experiments only.")
    controls = share(pairs, dirty=False)
    if pairs and controls < USUAL.fewest_controls:
        notes.append(
            f"Only {controls:.0%} of the pairs are controls; below {USUAL.fewest_controls:.0%} a "
            "model learns to call always."
        )
    return notes


def _counts(names: Iterable[str]) -> dict[str, int]:
    counted: Mapping[str, int] = Counter(names)
    return dict(sorted(counted.items()))


def _version() -> str:
    try:
        return version("agent-trace-auditor")
    except PackageNotFoundError:
        return ""
