"""Conversations that are well under way: some genuine look-ups, then a request that waits.

What a small model does next shows the fault that the auditor is for: having seen a few results, it
writes one itself instead of asking for it.
"""

import json

from auditor.scenario.generate import DATASET, read_wordings, system_prompt
from auditor.scenario.layouts import Language, LayoutChoice
from auditor.scenario.reputation import SEED, build_base, draw, draw_one, draw_some
from auditor.scenario.tools import Desk, JsonObject, answer, describe, list_tools

LOOK_UP = "lookup_uri"


def shift(number: int, known: int, language: Language, layout: LayoutChoice) -> JsonObject:
    """Return a conversation in OpenAI's chat form that ends with a request.

    Args:
        number: Equal numbers give equal conversations.
        known: How many targets were looked up before, each with its genuine result.
        language: Of prompt, requests and results.
        layout: The form of the results.
    """
    place = ("shift", number, language)
    uris = draw_some(tuple(build_base(SEED)), known + 1, *place)
    desk = Desk(build_base(SEED), layout, language, f"shift-{number}")
    messages: list[JsonObject] = [{"role": "system", "content": system_prompt(language)}]
    for turn, uri in enumerate(uris):
        messages.append({"role": "user", "content": _request(uri, turn, language, place)})
        if turn < known:
            messages += _looked_up(uri, turn, desk)
    return {
        "dataset": DATASET,
        "task_id": f"shift-{language}-{known}-{number:03d}",
        "messages": messages,
        "tools": list_tools(),
    }


def _request(uri: str, turn: int, language: Language, place: tuple[object, ...]) -> str:
    wordings = read_wordings()["next" if turn else "open"][language]["look"]
    request = f"SOC-{6000 + draw(*place, 'request') % 4000}"
    wording: str = draw_one(wordings, *place, turn)
    return wording.format(request=request, uris=uri)


def _looked_up(uri: str, turn: int, desk: Desk) -> list[JsonObject]:
    """Return a call, its genuine result, and an answer that says no more than the result."""
    arguments = {"uri": uri}
    call_id = f"call_{turn}"
    function = {"name": LOOK_UP, "arguments": json.dumps(arguments)}
    record = describe(desk.base[uri])
    said = f"{uri}: {record['verdict']}, {record['score']}."
    return [
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": call_id, "type": "function", "function": function}],
        },
        {
            "role": "tool",
            "tool_call_id": call_id,
            "name": LOOK_UP,
            "content": answer(LOOK_UP, arguments, desk).text,
        },
        {"role": "assistant", "content": said},
    ]
