"""Replay: recorded inputs run again, N times, against a model or what stands in for one.

- `responding`: the seam: any callable from messages, tools and decoding to a reply.
- `inputs`: conversations out of traces; `tape`: the results that were recorded in them.
- `conversing`: one run; `asking`: its replies, with patience; `running`: all runs of a plan.
- `plan`, `journal`: what is to be done, and what is done, safe from being killed.
- `record`, `report`: runs as transcripts, and what became of them.
"""

from auditor.replaying.report import ReplayReport
from auditor.replaying.responding import Decoding, NoReply, Reply, Respond
from auditor.replaying.spending import Limits
from auditor.replaying.starting import replay

__all__ = ["Decoding", "Limits", "NoReply", "ReplayReport", "Reply", "Respond", "replay"]
