"""Answers every request on standard input but those of the tool `hang`; no MCP beyond that."""

import json
import sys

for line in sys.stdin:
    message = json.loads(line)
    if message["params"]["name"] == "hang":
        continue
    result = {"content": [{"type": "text", "text": "done"}]}
    answer = {"jsonrpc": "2.0", "id": message["id"], "result": result}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
