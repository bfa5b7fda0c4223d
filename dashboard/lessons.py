"""What a model could learn from findings: pairs, and what a training came to. No widget here."""

import os
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
import streamlit as st

from auditor.pairs.approval import Opinion, opinion_of
from auditor.pairs.build import Built, Wish, build_pairs
from auditor.pairs.corpus import Corpus, from_store
from auditor.pairs.form import Pair, json_of, lines_of, messages_in
from auditor.pairs.verify import rendered
from auditor.pairs.writing import manifest_of, manifest_text
from auditor.store.tables import EVENT, FINDING
from auditor.training.report import Curve, TrainingReport, read_report
from dashboard.session import opened, store

_MOST_POINTS = 2_000
TRAINING = "AUDITOR_TRAINING"
"""Names the report of a training, where there is one."""


class Newest(NamedTuple):
    """What changes whenever findings or verdicts are added."""

    finding: int
    verdict: int


class Export(NamedTuple):
    """The approved pairs as files: the lines and the manifest."""

    pairs: int
    lines: str
    manifest: str


def newest() -> Newest:
    """Return the newest finding and verdict."""
    queries = (sa.select(sa.func.max(FINDING.c.id)), sa.select(sa.func.max(EVENT.c.number)))
    with store().reading() as connection:
        return Newest(*(connection.execute(query).scalar() or 0 for query in queries))


@st.cache_resource(max_entries=1, show_spinner=False)
def _corpus(finding: int) -> Corpus:
    del finding
    return from_store(store(), opened().setting)


def opinion(reader: str) -> Opinion:
    """Return what people said so far, as far as one of them may see it."""
    return opinion_of(store(), reader)


@st.cache_resource(max_entries=4, show_spinner=False)
def candidates(now: Newest, reader: str) -> Built:
    """Return all pairs but those of dismissed findings, as far as a person may see verdicts."""
    return build_pairs(_corpus(now.finding), opinion(reader), Wish(reviewed=False))


@st.cache_resource(max_entries=2, show_spinner=False)
def export(now: Newest) -> Export:
    """Return what may be trained on: the pairs whose findings people approved."""
    wish = Wish(reviewed=True)
    corpus = _corpus(now.finding)
    built = build_pairs(corpus, opinion_of(store()), wish)
    manifest = manifest_text(manifest_of(built, corpus, wish))
    return Export(len(built.pairs), "".join(lines_of(built.pairs)), manifest)


def chosen_text(pair: Pair) -> str:
    """Return the chosen message as a reviewer writes it: words, calls as JSON, or both."""
    [message] = messages_in(pair.chosen)
    calls: list[dict[str, Any]] = [one["function"] for one in message.get("tool_calls") or ()]
    if not calls or message.get("content"):
        return rendered(message)
    values = [{"name": c["name"], "arguments": msgspec.json.decode(c["arguments"])} for c in calls]
    return json_of(values[0] if len(values) == 1 else values)


@st.cache_resource(ttl=10, max_entries=2, show_spinner=False)
def training() -> TrainingReport | None:
    """Return the report that the server was told of, or None.

    Raises:
        UsageError: It cannot be read.
    """
    path = os.environ.get(TRAINING, "")
    return read_report(path) if path else None


def points_of(curve: Curve) -> list[dict[str, float]]:
    """Return the points of a curve, about 2,000 at most; lines without both are skipped."""
    home = os.path.dirname(os.environ.get(TRAINING, ""))
    points: list[dict[str, float]] = []
    try:
        with open(os.path.join(home, curve.file), "rb") as file:
            for line in file:
                value = msgspec.json.decode(line)
                x, y = value.get(curve.x), value.get(curve.y)
                if isinstance(x, int | float) and isinstance(y, int | float):
                    points.append({"x": x, "y": y})
    except (OSError, msgspec.DecodeError):
        return []
    return points[:: max(1, len(points) // _MOST_POINTS)]
