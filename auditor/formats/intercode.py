"""InterCode logs: an agent in a shell or database, one action and observation a turn.

An object keyed by task number, or one such record a line: `{environment, dataset, task_id, query,
turn_history: {actions, observations, rewards, valid_action, thoughts?}}`. The action text is kept
as the arguments exactly as emitted: some models write whole made-up exchanges into it. A result is
an error where the environment rejected the action.
"""

from collections.abc import Iterator
from typing import Any

from auditor.draft import Draft
from auditor.formats import FORMATS, Format, Item, Recognition, Skipped
from auditor.messages.parts import inside, json_text, score_or_none, text_of, text_or_none
from auditor.trace import Place, Trace

NAME = "intercode"

_SUBMIT = "submit"
_TURN_LIMIT = "EXCEEDED MAX TURNS"
_KNOWN = frozenset({"environment", "dataset", "task_id", "query", "turn_history"})


def recognise(value: Any) -> Recognition | None:
    """Recognise a `turn_history` with actions and observations."""
    records = [value, *list(value.values())[:4]] if isinstance(value, dict) else []
    if any(map(_is_run, records)):
        return Recognition(0.9, "`turn_history` with actions and observations")
    return None


def _is_run(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("turn_history"), dict)
        and isinstance(value["turn_history"].get("actions"), list)
        and isinstance(value["turn_history"].get("observations"), list)
    )


def read(value: Any, place: Place) -> Iterator[Item]:
    """Read one run, or all runs of a file by task number."""
    if _is_run(value):
        yield _read_run(value, place)
        return
    for number, run in value.items():
        if _is_run(run):
            yield _read_run(run, inside(place, number))
        else:
            yield Skipped("no run with `turn_history`")


def _read_run(run: dict[str, Any], place: Place) -> Trace:
    history = run["turn_history"]
    environment = text_of(run.get("environment"))
    draft = Draft()
    query = text_of(run.get("query"))
    if query:
        draft.user(query, -1)
    for item in range(max(len(history["actions"]), len(history["observations"]))):
        _add_turn(draft, history, item, f"execute_{environment.removeprefix('ic_') or 'action'}")
    summary = run["summary"] if isinstance(run.get("summary"), dict) else {}
    extra = {key: json_text(kept) for key, kept in run.items() if key not in _KNOWN}
    extra["turn_history"] = json_text(
        {key: history[key] for key in ("rewards", "valid_action") if key in history}
    )
    return Trace(
        NAME,
        place,
        draft.events,
        "/turn_history/actions",
        dataset=_dataset_of(environment, run.get("dataset")),
        task_id=text_or_none(run.get("task_id")),
        notes=frozenset({"free-text-arguments"}),
        reward=score_or_none(summary.get("max_reward")),
        extra=extra,
    )


def _add_turn(draft: Draft, history: dict[str, Any], item: int, tool: str) -> None:
    thought, action, observation, valid = (
        _nth(history.get(key), item)
        for key in ("thoughts", "actions", "observations", "valid_action")
    )
    draft.step()
    # The harness itself ends a run that does not: neither thought nor action is the model's.
    imposed = "turn limit" if text_of(thought).startswith(_TURN_LIMIT) else None
    if thought:
        draft.model(text_of(thought), item, channel="thinking", synthesized=imposed)
    if action is not None:
        raw = text_of(action)
        name = _SUBMIT if raw.strip() == _SUBMIT else tool
        draft.call(name, raw, item, synthesized=imposed)
    if observation is not None:
        draft.result(text_of(observation), item, is_error=valid is False)


def _nth(values: Any, item: int) -> Any:
    return values[item] if isinstance(values, list) and item < len(values) else None


def _dataset_of(environment: str, path: Any) -> str:
    """Return environment and data file, as task numbers count from 0 in each."""
    file = text_of(path).rsplit("/", 1)[-1].removesuffix(".json")
    return "/".join(part for part in (environment or NAME, file) if part)


FORMATS.add(
    NAME,
    Format(name=NAME, title="InterCode turn histories", recognise=recognise, read=read),
)
