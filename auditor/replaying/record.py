"""A run as a transcript: a line in OpenAI's chat form, with how it came about."""

from typing import Any

from auditor.replaying.asking import Version
from auditor.replaying.conversing import Ended
from auditor.replaying.plan import Job, Plan


def record_of(job: Job, ended: Ended, plan: Plan, version: Version, at: str) -> dict[str, Any]:
    """Return a run as a record that every reader of chat transcripts takes.

    `truncated` says why a run that is not valid ended; `replay` says how the run came about.
    """
    replies = ended.replies
    record: dict[str, Any] = {
        "id": job.run_id,
        "dataset": job.given.dataset,
        "task_id": job.given.task_id,
        "run_index": job.run_index,
        "model": next((reply.model for reply in replies if reply.model), version.model) or None,
        "created_at": at,
        "seed": job.seed,
        "decoding": _decoding(plan),
        "system_fingerprint": next((r.fingerprint for r in replies if r.fingerprint), None),
        "truncated": f"{ended.state}: {ended.reason}" if ended.state != "valid" else None,
        "replay": _origin(job, ended, plan),
        "tools": job.given.tools or None,
        "messages": ended.messages,
    }
    return {key: value for key, value in record.items() if value not in (None, "", {})}


def _decoding(plan: Plan) -> dict[str, Any]:
    decoding = plan.decoding
    given = {
        "temperature": decoding.temperature,
        "top_p": decoding.top_p,
        "max_tokens": decoding.max_tokens,
        **decoding.extra,
    }
    return {key: value for key, value in given.items() if value is not None}


def _origin(job: Job, ended: Ended, plan: Plan) -> dict[str, Any]:
    origin: dict[str, Any] = {
        "mode": plan.mode,
        "version": job.version,
        "of": job.given.trace.trace_id,
        "state": ended.state,
    }
    if ended.reason:
        origin["reason"] = ended.reason
    if job.given.step is not None:
        origin["step"] = job.given.step
    if ended.unsent:
        origin["unsent"] = ended.unsent
    ids = [reply.reply_id for reply in ended.replies if reply.reply_id]
    if ids:
        origin["reply_ids"] = ids
    return origin
