"""Conversations that pairs are formed from: drills with replies that somebody made up."""

import json

from auditor.pairs.build import Wish, build_pairs
from auditor.pairs.corpus import from_paths
from auditor.scenario.drills import contract_for, reference_reply, transcript
from auditor.setting import setting_of

EVERYTHING = Wish(reviewed=False)
SETTING = setting_of(contract_for("one-argument"))


def made_up(drill):
    """What a model that imitates itself replies to a question about a target."""
    asked = drill.target
    seen = f"2026-03-{asked.score % 28 + 1:02d}"
    text = f"verdict: {asked.verdict}\nscore: {asked.score}\nlast_seen: {seen}"
    return {"role": "assistant", "content": text}


def imitating_run(drill):
    reply = made_up(drill) if drill.target else reference_reply(drill)
    return transcript(drill, reply, model="imitator")


def reference_run(drill):
    return transcript(drill, reference_reply(drill), model="reference")


def written(folder, *records, name="runs.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def built(folder, *records, wish=EVERYTHING, setting=SETTING, **options):
    corpus = from_paths([written(folder, *records)], setting)
    return build_pairs(corpus, wish=wish, **options)


def answer_of(text):
    (message,) = json.loads(text)
    return message


def called(text):
    """The name and the arguments of the only call of a side of a pair."""
    (call,) = answer_of(text)["tool_calls"]
    return call["function"]["name"], json.loads(call["function"]["arguments"])
