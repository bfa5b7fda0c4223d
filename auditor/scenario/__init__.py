"""The home case: agents that look up the reputation of IPs, domains and URLs, then act.

- `reputation`: a made-up reputation base, the same on every machine.
- `layouts`: how a tool's result is written: JSON, `key: value`, table, prose; English, Chinese.
- `tools`: the four tools and their contract (`contract.toml`), and what each call answers.
- `generate`: turns the authored dialogues of `dialogues/` into the demo transcripts.
- `tasks`: inputs with the calls and decisions that are right for them.
- `drills`: single questions after long and short histories, with the reply that is right.
- `drill_scene`: the turns that their histories consist of.
- `drill_targets`: thousands of invented targets for them.
- `service`: the tools as a running service with latency and faults; remembers what it did.
- `server`: the same tools as a real MCP server (needs the extra `scenario`).
- `shifts`: conversations under way that wait for the model; `model`: a small real model, served
  here; `replay`: the one run against the other, reported and audited.
"""
