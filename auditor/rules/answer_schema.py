"""A structured final answer that breaks its schema.

What it does:
    Where the contract has an `answer_schema`, decodes the last answer of the trace as strict JSON
    (a code fence around it and reasoning before it are left out) and judges it by the schema: the
    path and the reason. A trace that ends without an answer is *not checkable*.

Why it matters:
    Whoever reads the answer by machine guesses or stops; two readers guess differently.

Example:
    `{"verdict": "probably fine"}` where the schema allows `block`, `archive` and `escalate`.

Known false alarms:
    Conversations whose last answer is a farewell rather than the decision.

How to fix or suppress:
    Correct the schema, or leave `answer_schema` out where answers are prose.
"""

from collections.abc import Iterator

from auditor.analysis import Analysis, answers_of
from auditor.answer_form import REASONING_ENDS
from auditor.arguments import ArgumentFault, checker_of, decoded, schema_faults
from auditor.coverage import Coverage
from auditor.finding import Evidence, Hit, NotCheckable, quote
from auditor.messages.parts import json_text
from auditor.rules import rule

_SHOWN = 3
_FENCE = "```"


@rule("TA405", "answer-schema", "low", Coverage.ANSWER_SCHEMA | Coverage.WORDS)
def check(analysis: Analysis) -> Iterator[Hit | NotCheckable]:
    """Report a final answer that breaks the contract's schema."""
    answers = answers_of(analysis.pairing)
    if not answers or answers[-1].step != analysis.trace.events[-1].step:
        yield NotCheckable("the trace ends without an answer")
        return
    answer = answers[-1]
    checker = checker_of(json_text(analysis.setting.contract.answer_schema))
    if checker.broken:
        yield NotCheckable(f"answer_schema: {checker.broken}")
        return
    value = decoded(structured_part(answer.text))
    faults = (value,) if isinstance(value, ArgumentFault) else schema_faults(checker, value)
    if faults:
        reasons = "; ".join(f"{fault.path}: {fault.reason}" for fault in faults[:_SHOWN])
        yield Hit(
            answer.index,
            f"The answer breaks its schema: {reasons}.",
            evidence=(Evidence(answer.index, quote(answer.text), "finding"),),
        )


def structured_part(text: str) -> str:
    """Return an answer without reasoning before it and a code fence around it."""
    for end in REASONING_ENDS:
        text = text.rsplit(end, 1)[-1]
    text = text.strip()
    if text.startswith(_FENCE) and text.endswith(_FENCE) and "\n" in text:
        text = text[text.index("\n") : -len(_FENCE)]
    return text.strip()
