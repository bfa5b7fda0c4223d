"""Records that stand beside transcripts by design and hold no part of one."""

from typing import Any

from auditor.messages.parts import object_of, text_of

_ACTIONS = ("index", "create", "update", "delete")
_OF_EVALS = ({"spec"}, {"final_report"})
_EVENT = {"run_id", "event_id", "sample_id", "type", "data"}
_NO_REPLY = frozenset({"errored", "expired", "canceled"})


def aside_in(value: Any) -> str | None:
    """Say what a record is that no transcript is missing; None of any other."""
    if isinstance(value, list) and value and all(map(_is_shown, value)):
        return "what Cline shows on the screen; the conversation is api_conversation_history.json"
    record = object_of(value)
    for action in _ACTIONS:
        meta = record.get(action)
        if len(record) == 1 and isinstance(meta, dict) and all(k[:1] == "_" for k in meta):
            return "an action of Elasticsearch's bulk format"
    result = object_of(record.get("result"))
    failed = record.keys() >= {"response", "error"} and record["response"] is None
    if "custom_id" in record and (failed or text_of(result.get("type")) in _NO_REPLY):
        return "a request of a batch that got no reply"
    if any(record.keys() == keys for keys in _OF_EVALS):
        return "what an eval of OpenAI's was, or came to"
    if text_of(record.get("event"))[:1] == "$" and isinstance(record.get("properties"), dict):
        return "an event of PostHog without words of a model"
    if record.keys() >= _EVENT and record["type"] != "sampling":
        return "an event of OpenAI's evals without words of a model"
    return None


def _is_shown(value: Any) -> bool:
    """Say whether a value is an entry of Cline's or Roo Code's `ui_messages.json`."""
    record = object_of(value)
    return "ts" in record and record.get("type") in ("say", "ask") and record["type"] in record
