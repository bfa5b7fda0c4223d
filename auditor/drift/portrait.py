"""A trace in the form that versions are compared in: what it did, how often, and how well."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from auditor.analysis import Analysis, answers_of
from auditor.canonical import UNPARSED, canonical_value
from auditor.drift.course import Course, course_of
from auditor.measure import Call, Occasion, Share, call
from auditor.pairing import Pairing
from auditor.runs.chain import Step
from auditor.runs.run import Run, is_on_scale, run_of
from auditor.setting import FormThresholds
from auditor.statistics.response_quality import response_quality
from auditor.statistics.tool_args_accuracy import tool_args_accuracy
from auditor.statistics.tool_call_accuracy import tool_call_accuracy
from auditor.statistics.tool_name_accuracy import tool_name_accuracy
from auditor.trace import Place, task_input

RATES: dict[str, str] = {
    "fabrication": "runs with a made-up result",
    "success": "runs with a full score",
    "valid_arguments": "calls of known tools with valid arguments",
    "tool_call_accuracy": "steps with exactly the calls that are due",
    "tool_name_accuracy": "steps with a call that have the right tools",
    "tool_args_accuracy": "steps with a call that have the right arguments",
    "response_quality": "answers without a fault of form",
}
"""Each rate that versions are compared in; all are better high, but for the first."""

LOWER_IS_BETTER = frozenset({"fabrication"})

TOOLS, DECISIONS, LENGTHS, ARGUMENTS = "tools", "decisions", "lengths", "arguments"
_LONGEST_VALUE = 80


class Portrait(msgspec.Struct, frozen=True):
    """One run of a version.

    Attributes:
        trace_id, task_key, run_index, place, at: As in the trace.
        model, prompt_version: "" where not recorded.
        course: What it did with its tools.
        rates: For each of `RATES`, how often of how often; none where the trace cannot say.
        mixes: Counts of labels by (kind, name): tools called, values of an argument of a tool,
            the actions decided on, lengths in classes that double.
        decision: Equal for equal decisions; None where the run broke off or states none.
        asked: Equal for equal first words of the user; 0 where unknown.
        off_scale: Its score lies outside 0..1, so that no full success is known on that scale.
    """

    trace_id: str
    task_key: str
    run_index: int | None
    place: Place
    at: str | None
    model: str
    prompt_version: str
    course: Course
    rates: dict[str, Share]
    mixes: dict[tuple[str, str], dict[str, int]]
    decision: str | None
    asked: int = 0
    off_scale: bool = False

    @property
    def version(self) -> str:
        """Model and prompt version, "" where neither is recorded."""
        return " ".join(part for part in (self.model, self.prompt_version) if part)

    @property
    def names(self) -> tuple[str, ...]:
        """What the run's version may be called."""
        return tuple(name for name in (self.model, self.prompt_version, self.version) if name)


def portrait_of(analysis: Analysis) -> Portrait:
    """Return a trace in the form that versions are compared in."""
    trace, setting = analysis.trace, analysis.setting
    run = run_of(trace, setting.contract)
    course = course_of(analysis)
    decision = None if run.broken or run.decision.missing else _decision(run)
    answers = [message.text for message in answers_of(analysis.pairing)]
    return Portrait(
        trace.trace_id,
        trace.task_key,
        trace.run_index,
        trace.place,
        trace.at,
        trace.model or "",
        trace.prompt_version or "",
        course,
        {
            **_fabrication(course, analysis.pairing),
            **_success(run),
            **_validity(course),
            **_accuracy(analysis.pairing, setting.expectations.get(trace.task_key)),
            "response_quality": _quality(answers, setting.form),
        },
        _mixes(course, run, answers),
        decision,
        hash(task_input(trace)[2].strip()),
        run.reward is not None and not is_on_scale(run.reward),
    )


def _decision(run: Run) -> str:
    return "; ".join(f"{action} {key}".strip() for key, action in run.label) or "none"


def _fabrication(course: Course, pairing: Pairing) -> dict[str, Share]:
    """Return whether the run made up a result; nothing of a run that crashed before it began."""
    if not (pairing.calls or pairing.words):
        return {}
    return {"fabrication": Share(int(any(each.fabricated for each in course.opportunities)), 1)}


def _success(run: Run) -> dict[str, Share]:
    # A run that broke off is a failure of its version if the benchmark scored it as one.
    if run.succeeded is None or (run.broken and run.succeeded):
        return {}
    return {"success": Share(int(run.succeeded), 1)}


def _validity(course: Course) -> dict[str, Share]:
    if not course.checked:
        return {}
    calls = sum(len(each.called) for each in course.opportunities)
    wrong = sum(len(each.invalid) for each in course.opportunities)
    return {"valid_arguments": Share(calls - wrong, calls)}


def _accuracy(
    pairing: Pairing, expected: Mapping[int, tuple[Call, ...]] | None
) -> dict[str, Share]:
    if expected is None:
        return {}
    occasions = list(occasions_of(pairing, expected))
    return {
        "tool_call_accuracy": tool_call_accuracy(occasions),
        "tool_name_accuracy": tool_name_accuracy(occasions),
        "tool_args_accuracy": tool_args_accuracy(occasions),
    }


def occasions_of(pairing: Pairing, expected: Mapping[int, tuple[Call, ...]]) -> Iterator[Occasion]:
    """Yield the steps that expectations speak of, with the calls made there.

    A task that calls for nothing speaks of every step.
    """
    made: dict[int, list[Call]] = defaultdict(list)
    for each in pairing.calls:
        if each.source == "model" and not each.synthesized:
            made[each.step].append(call(each.name, each.arguments_raw))
    steps = expected or {word.step for word in pairing.words} | made.keys()
    for step in sorted(steps):
        yield Occasion(expected.get(step, ()), tuple(made.get(step, ())))


def _quality(answers: Sequence[str], form: FormThresholds) -> Share:
    found: Share = response_quality(
        answers,
        min_length=form.min_length,
        min_repeats=form.min_repeats,
        min_span=form.min_span,
    )
    return found


def _mixes(
    course: Course, run: Run, answers: Sequence[str]
) -> dict[tuple[str, str], dict[str, int]]:
    chain = run.chain
    tools = Counter(step.name for step in chain)
    mixes: dict[tuple[str, str], dict[str, int]] = {
        (TOOLS, "tools called"): {**tools} if tools else {"no call": 1},
        (LENGTHS, "calls in a run"): {_class(len(chain)): 1},
        (LENGTHS, "turns of a run"): {_class(course.turns): 1},
        (LENGTHS, "characters of an answer"): Counter(_class(len(text)) for text in answers),
    }
    if not run.broken:
        # What was done, about whatever: the things themselves differ from input to input.
        actions = sorted({choice.action for choice in run.decision.choices})
        mixes[DECISIONS, "decision"] = {" + ".join(actions) or "none": 1}
    for step in chain:
        for name, value in _arguments(step):
            values = mixes.setdefault((ARGUMENTS, f"{step.name}.{name}"), {})
            values[value] = values.get(value, 0) + 1
    return mixes


def _class(size: int) -> str:
    """Return the class of a size: 0, 1, 2-3, 4-7, ..."""
    if size < 2:  # noqa: PLR2004 - classes of one
        return str(size)
    low = 1 << (size.bit_length() - 1)
    return f"{low:,}-{2 * low - 1:,}"


def _arguments(step: Step) -> Iterator[tuple[str, str]]:
    if step.arguments.startswith(UNPARSED):
        return
    arguments = msgspec.json.decode(step.arguments)
    if isinstance(arguments, dict):
        for name, value in arguments.items():
            text = value if isinstance(value, str) else canonical_value(value)
            yield name, text[:_LONGEST_VALUE]
