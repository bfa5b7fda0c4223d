"""How proofs are printed: text for a screen, Markdown for a file, JSON for programs."""

from collections.abc import Callable, Iterator, Sequence

from auditor.decisions.chains import Chain
from auditor.decisions.sourcing import Link
from auditor.proof import Proof, name_of, proof_fields, share_of, statement_of
from auditor.report import Look
from auditor.report.markdown import plain
from auditor.safe_text import one_line, safe_json
from auditor.terminal import Paint, prose

VERSION = 1

_ORIGINS = {
    "result": "a genuine result",
    "user": "the user",
    "system": "the system",
    "computed": "worked out from what was said",
    "accepted": "first said by the model, in a call that was answered",
    "own words": "the model's own wording",
    "made up": "only a result that the model wrote itself",
    "missing": "nothing",
}
_LABEL = 14
_VALUE = 28

Write = Callable[[Sequence[Proof], Look], Iterator[str]]


def text(proofs: Sequence[Proof], look: Look) -> Iterator[str]:
    """Yield the decisions with their chains, then the statement, trace by trace."""
    paint = Paint(look.colour)
    for proof in proofs:
        trace = proof.trace
        where = trace.place.file + (f":{trace.place.line}" if trace.place.line else "")
        task = f", task {trace.task_key}" if trace.task_id is not None else ""
        heading = f"  trace {one_line(trace.trace_id)}{one_line(task)}"
        yield f"{paint('bold', one_line(where))}{paint('dim', heading)}\n"
        for chain in proof.chains:
            yield from chain_lines(chain, look, paint)
        yield "\n"
        for paragraph in statement_of(proof):
            yield from prose(paragraph, "  ", look.width)
        yield "\n"
    share = share_of(proofs)
    percent = f" ({share.value:.1%})" if share.total else ""
    yield f"{share.hits} of {share.total} decisions have a complete chain{percent}.\n"


def chain_lines(chain: Chain, look: Look, paint: Paint) -> Iterator[str]:
    """Yield one decision and what it rests on."""
    word = paint("good", "complete") if chain.complete else paint("high", "INCOMPLETE")
    yield f"  {paint('bold', one_line(name_of(chain)))}  {word}\n"
    for link in chain.links:
        yield from _link_lines(link, look, paint)
    for call, result in chain.evidence:
        yield f"    {paint('dim', f'evidence: {one_line(call.name)}, event {result.index}')}\n"
    for gap in chain.gaps:
        yield from prose(f"missing: {gap}", "    ", look.width)


def _link_lines(link: Link, look: Look, paint: Paint) -> Iterator[str]:
    label = one_line(link.label)
    value = one_line(link.value)
    shown = value if len(value) <= _VALUE else value[: _VALUE - 1] + "…"
    event = "" if link.event_index is None else f" (event {link.event_index})"
    yield f"    {label:{_LABEL}} {shown:{_VALUE}}  <- {_ORIGINS[link.origin]}{event}\n"
    if link.quote and link.origin != "own words":
        cut = one_line(link.quote)[: max(look.width - _LABEL - 10, 20)]
        yield paint("dim", f"    {'':{_LABEL}} | {cut}") + "\n"


def markdown(proofs: Sequence[Proof], look: Look) -> Iterator[str]:
    """Yield a document to file: the statement first, then a table of values for each decision."""
    del look
    share = share_of(proofs)
    percent = f" ({share.value:.1%})" if share.total else ""
    yield f"# Proof\n\n{share.hits} of {share.total} decisions have a complete chain{percent}.\n"
    for proof in proofs:
        yield f"\n## Trace {plain(proof.trace.trace_id)}\n\n"
        for paragraph in statement_of(proof):
            yield f"{plain(paragraph)}\n\n"
        for chain in proof.chains:
            yield from _chain_section(chain)


def _chain_section(chain: Chain) -> Iterator[str]:
    word = "complete" if chain.complete else "**incomplete**"
    yield f"### {plain(name_of(chain))}: {word}\n\n"
    for gap in chain.gaps:
        yield f"- missing: {plain(gap)}\n"
    for call, result in chain.evidence:
        yield f"- evidence: {plain(call.name)}, event {result.index}\n"
    if chain.gaps or chain.evidence:
        yield "\n"
    if chain.links:
        yield "| argument | value | rests on | event | words |\n|---|---|---|---|---|\n"
    for link in chain.links:
        event = "" if link.event_index is None else str(link.event_index)
        cells = (
            plain(link.label),
            plain(link.value),
            _ORIGINS[link.origin],
            event,
            plain(link.quote),
        )
        yield f"| {' | '.join(cells)} |\n"
    if chain.links:
        yield "\n"


def json(proofs: Sequence[Proof], look: Look) -> Iterator[str]:
    """Yield one document: version, share, traces."""
    del look
    share = share_of(proofs)
    yield f'{{"version":{VERSION},"complete":{share.hits},"total":{share.total},"traces":['
    comma = "\n"
    for proof in proofs:
        yield f"{comma}{safe_json(proof_fields(proof))}"
        comma = ",\n"
    yield "]}\n"


FORMATS: dict[str, Write] = {"json": json, "markdown": markdown, "text": text}
