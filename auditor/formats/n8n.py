"""n8n executions: what each node of a workflow was given and came to, as `data.resultData.runData`.

An execution as the API gives it with its data (`GET /executions/{id}?includeData=true`), alone, in
a list or one a line. Each run of an agent or a chain is a trace: the runs of the models and tools
that are attached to it, in order. What the user said is taken from the model's first prompt, which
holds the memory, too; a tool is named as the model calls it, by its node's name without blanks. An
agent that is another's tool is a trace of its own. Where no model's run was kept, and where the
memory tells of earlier turns, the note `condensed` says so. Seen in n8n-io/n8n,
`packages/workflow/src/interfaces.ts` (`IRunExecutionData`) and its nodes for LangChain.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.n8n_runs import (
    MODEL,
    TOOL,
    NodeRun,
    answer_of,
    asked_in,
    items_of,
    model_of,
    prompt_of,
    result_of,
    run_data_of,
    runs_of,
    said_by,
    tool_of,
)
from auditor.messages.parts import inside, json_text, own_id_of, text_of
from auditor.messages.times import utc
from auditor.trace import Message, Note, Place, Trace

NAME = "n8n"


def recognise(value: Any) -> Recognition | None:
    """Recognise an execution by the runs of its nodes."""
    if run_data_of(value):
        return Recognition(0.95, "runs of nodes at /data/resultData/runData")
    return None


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read the agents of one execution."""
    runs = runs_of(value)
    by_node: dict[str, list[NodeRun]] = {}
    for run in runs:
        by_node.setdefault(run.node, []).append(run)
    of_each: dict[tuple[str, int], list[NodeRun]] = {}
    for run in runs:
        agent = _parent_of(run, by_node) if run.kinds & {MODEL, TOOL} else None
        if agent is not None and agent.kinds - {MODEL}:
            of_each.setdefault((agent.node, agent.number), [agent]).append(run)
    if not of_each:
        yield Skipped("an execution of n8n without an agent")
    whole = text_of(own_id_of(value))
    for number, (agent, *own) in enumerate(of_each.values()):
        before = next(iter(by_node.get(agent.parent[0], [])), None)
        trace = _read_agent(agent, own, before, place)
        trace.own_id = f"{whole}/{agent.node}/{agent.number}" if number else whole or None
        trace.parent_id = whole if TOOL in agent.kinds else None
        trace.at = trace.at or utc(value.get("startedAt"))
        trace.extra["workflow"] = json_text(value.get("workflowId"))
        yield trace


def _parent_of(run: NodeRun, by_node: dict[str, list[NodeRun]]) -> NodeRun | None:
    """Return the run that another was made for: the one it names, else the last to begin before."""
    name, number = run.parent
    named = by_node.get(name, [])
    exact = next((one for one in named if one.number == number), None)
    if exact is not None or not named:
        return exact
    place = bisect_right(named, run.begun[0], key=lambda one: one.begun[0])
    return named[max(place - 1, 0)]


def _read_agent(agent: NodeRun, own: list[NodeRun], before: NodeRun | None, place: Place) -> Trace:
    draft = Draft()
    notes = _add_prompt(draft, agent, own, before)
    if own and MODEL not in own[0].kinds:
        draft.step()
    for run in own:
        if MODEL in run.kinds:
            _add_reply(draft, run)
        else:
            _add_tool(draft, run)
    _add_answer(draft, agent)
    return Trace(
        NAME,
        place,
        draft.events,
        inside(Place(""), "data", "resultData", "runData", agent.node).pointer,
        notes=notes | {"sidechain"} if TOOL in agent.kinds else notes,
        model=next(filter(None, map(model_of, own)), None),
        at=draft.first_time(),
        extra={"node": json_text(agent.node)},
    )


def _add_prompt(
    draft: Draft, agent: NodeRun, own: list[NodeRun], before: NodeRun | None
) -> frozenset[Note]:
    """Add what the agent's model was given first; say what it leaves out.

    The memory tells what was said before, and not what was called for it.
    """
    first = next((run for run in own if MODEL in run.kinds), None)
    told = list(prompt_of(first)) if first else []
    for speaker, words in told:
        if speaker == "System":
            draft.system(words, -1)
        elif speaker == "Human":
            draft.user(words, -1, at=agent.at)
        elif speaker == "AI":
            draft.step()
            draft.model(words, -1)
        else:
            draft.words("runtime", "tool", words, -1)
    if not any(speaker == "Human" for speaker, _ in told):
        given = items_of(agent, "inputOverride", TOOL) or (
            items_of(before, "data", "main") if before else []
        )
        words = asked_in(given) or (json_text(given[0]) if given and given[0] else "")
        if words:
            draft.user(words, -1, at=agent.at)
    whole = bool(told) and all(speaker in ("System", "Human") for speaker, _ in told)
    return frozenset() if whole else frozenset({"condensed"})


def _add_reply(draft: Draft, run: NodeRun) -> None:
    draft.step()
    words = said_by(run)
    if words:
        draft.model(words, -1, at=run.at)
    if run.error:
        draft.words("runtime", "error", run.error, -1, at=run.at)


def _add_tool(draft: Draft, run: NodeRun) -> None:
    name, passed = tool_of(run)
    draft.call(name, passed, -1, position=draft.calls_in_step, at=run.at)
    output = result_of(run)
    if run.error:
        draft.result(run.error, -1, name=name, is_error=True, at=run.at)
    elif output is not None:
        draft.result(output, -1, name=name, at=run.at)


def _add_answer(draft: Draft, agent: NodeRun) -> None:
    """Add what the agent came to, unless its model was heard saying it."""
    words = answer_of(agent)
    last = draft.events[-1] if draft.events else None
    if words and not (type(last) is Message and last.source == "model" and last.text == words):
        draft.step()
        draft.model(words, agent.number)
    elif words and last is not None:
        draft.events.pop()
        draft.model(words, agent.number, at=last.at)
    if agent.error:
        draft.words("runtime", "error", agent.error, agent.number)


FORMATS.add(
    NAME, Format(name=NAME, title="n8n executions", recognise=recognise, read=read)
)  # fmt: skip
