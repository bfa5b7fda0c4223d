"""Long numbers of a record told with two digits exchanged, in answers and in what is sent.

`Gas: 7,376.2 m³` in a mail about readings of which one is 7736.2: the text tells more of the
record, has this number nowhere, and nothing holds the other. Such a finding is at most suspected.
"""

import re
from collections.abc import Iterator
from itertools import islice

from auditor.fabrication.against_own import ASKS_TO_CHANGE
from auditor.fabrication.altered_sentences import is_exchanged
from auditor.fabrication.imitation import Imitation, Scene, bare_fields, found_in
from auditor.fabrication.looked_up import is_told
from auditor.fabrication.unsourced import numbers_plain
from auditor.values.atoms import atoms_of
from auditor.values.values import FIGURES, value_of

_SCORE = 0.6
_LONG = 4
_FEWEST = 2
_MOST_RECORDS = 10
_LONG_NUMBER = re.compile(r"\d[\d.,]{3,}")


def judge_misspelt(scene: Scene) -> Iterator[Imitation]:
    """Yield a long number from nowhere that is one of a record told, but for two digits."""
    if not scene.is_checkable or ASKS_TO_CHANGE.stands_in(scene.asked):
        return
    normal = numbers_plain(scene.text) if _LONG_NUMBER.search(scene.text) else ""
    new = [
        atom.value
        for atom in atoms_of(normal)
        if atom.value.kind == "number"
        and sum(map(str.isdigit, atom.value.form)) >= _LONG
        and scene.source_of(atom.value) is None
    ]
    newest = islice(scene.evidence.records_before(scene.event_index), _MOST_RECORDS)
    for record in newest if new else ():
        values = [value_of(raws[0]) for raws in record.values.values() if len(raws) == 1]
        slips = [
            value
            for value in new
            if any(
                len(value.form) == len(own.form)
                and is_exchanged(value.form, own.form)
                and not is_told(own, normal)
                for own in values
                if own.kind == "number"
            )
        ]
        told = sum(value.kind in FIGURES and is_told(value, normal) for value in values)
        if slips and told >= _FEWEST:
            fields = bare_fields(slips, scene.text)
            start = max(0, scene.text.find(fields[0].value))
            place = start, start + len(fields[0].value)
            index = record.event_index
            yield found_in(scene, place, "altered", record.tool, _SCORE, fields, imitates=index)
            return
