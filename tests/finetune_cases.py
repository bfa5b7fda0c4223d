"""Training rows made by hand, and tiny models that are made once for all tests."""

import json
import os

from finetune.dataset import read_rows
from finetune.recipe import load_recipe

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "lookup_uri",
            "parameters": {
                "type": "object",
                "properties": {"uri": {"type": "string"}},
                "required": ["uri"],
                "additionalProperties": False,
            },
        },
    }
]
SYSTEM = {"role": "system", "content": "Look up first."}


def calling(uri):
    function = {"name": "lookup_uri", "arguments": json.dumps({"uri": uri})}
    return {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "c1", "type": "function", "function": function}],
    }


def saying(text):
    return {"role": "assistant", "content": text}


def asking(text):
    return {"role": "user", "content": text}


def result(text):
    return {"role": "tool", "tool_call_id": "c1", "content": text}


def line(prompt, chosen, rejected, group, **more):
    held = {
        "prompt": json.dumps(prompt),
        "chosen": json.dumps([chosen]),
        "rejected": json.dumps([rejected]) if rejected else "",
        "tools": json.dumps(TOOLS),
        "group": group,
        "split": "train",
    }
    return {**held, **more}


def pair_lines(count):
    """Return pairs of which every fourth calls nothing; histories differ in length."""
    lines = []
    for number in range(count):
        uri = f"host{number}.example"
        history = [SYSTEM]
        for turn in range(number % 2):
            earlier = f"old{turn}.example"
            history += [asking(f"Check {earlier}"), calling(earlier), result("verdict: clean")]
            history.append(saying(f"{earlier} is clean."))
        if number % 4 == 3:
            prompt = [*history, asking("Thanks!")]
            lines.append(line(prompt, saying("Welcome."), calling(uri), uri, kind="control"))
        else:
            prompt = [*history, asking(f"Check {uri}")]
            made_up = saying(f"{uri} is malicious, score {number}.")
            lines.append(line(prompt, calling(uri), made_up, uri, kind="fabrication"))
    return lines


def write_lines(path, lines):
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return path


def pair_rows(folder, count=8):
    return read_rows(write_lines(folder / "pairs.jsonl", pair_lines(count)))


def tiny(base="tiny-llama", **train):
    """Return the recipe for tests with another base and other settings of `[train]`."""
    recipe = load_recipe("tiny-random")
    return recipe.model_copy(
        update={
            "model": recipe.model.model_copy(update={"base": base}),
            "train": recipe.train.model_copy(update=train),
        }
    )


def model_cache(tmp_path_factory):
    """Say where models of tests are kept: one folder for all of a session's processes."""
    import torch

    # Tests share the machine; small tensors gain nothing from threads that wait for each other.
    torch.set_num_threads(1)
    place = tmp_path_factory.getbasetemp().parent / "models"
    os.environ["AUDITOR_MODELS"] = str(place)
    return place
