"""TA101: a result whose call was taken out, where other calls of that tool are recorded."""

import random
from collections import Counter

from auditor.pairing import pair
from benchmarks.fabrication.case import Case, Source, injected
from benchmarks.fabrication.editing import finish, slots


def orphan(source: Source, rng: random.Random) -> Case | None:
    """Return the trace without one of its calls."""
    pairing = pair(source.trace.events)
    answered = [(pairing.answer[c.index], c) for c in pairing.calls if c.index in pairing.answer]
    names = Counter(call.name for _, call in answered)
    fit = [
        (result, call)
        for result, call in answered
        if names[call.name] > 1 and result.call_id is not None and call.source == "model"
    ]
    if not fit:
        return None
    result, call = rng.choice(fit)
    places = [
        slot._replace(mark="fault-0" if slot.event.index == result.index else "")
        for slot in slots(source.trace)
        if slot.event.index != call.index
    ]
    edited = finish(source.trace, places, "orphan")
    return injected("TA101 call deleted", (source.corpus,), edited, "TA101")
