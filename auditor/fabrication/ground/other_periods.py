"""Amounts told for another time than the result's: 51 a month where it has 612 a year."""

from auditor.evidence.arithmetic import number_of
from auditor.fabrication.ground.ground import Ground, half_a_step
from auditor.values.atoms import Atom
from auditor.values.wording import Wording

_FACTORS = (12, 52, 4, 3, 6, 365, 366, 30, 31, 28, 29, 7, 24, 60)
_FOR_A_TIME = Wording(
    r"\b(?:per|an?|each|every|pro|par|por|al|a la|ao|à la|in the|im) "
    r"(?:month|year|quarter|week|day|night|hour|minute|monat|jahr|quartal|woche|tag|nacht|stunde|mois|an|année|trimestre|semaine|"
    r"jour|nuit|heure|mes|año|semana|d[ií]a|noche|hora|mês|ano|noite|mese|anno|settimana|giorno)\b|"
    r"\b(?:monthly|yearly|annual\w*|weekly|daily|nightly|hourly|monatlich|jährlich|mensuel\w*|"
    r"annuel\w*|mensual\w*|anual\w*|mensile|annuo)\b|每(?:月|年|周|天|日|晚|小时)|月均|年均|日均|"
    r"(?:毎|1か?)(?:月|年|週|日)|월|в (?:месяц|год|день|неделю)"
)


def is_of_another_period(atom: Atom, normal: str, ground: Ground) -> bool:
    """Say whether a number is a known one for another time, which its line names.

    Args:
        atom: The number in a text of one spelling.
        normal: The text.
        ground: What it is held against.
    """
    start = normal.rfind("\n", 0, atom.start) + 1
    end = normal.find("\n", atom.end)
    if not _FOR_A_TIME.stands_in(normal[start : end if end >= 0 else len(normal)]):
        return False
    told = number_of(atom.value.form)
    if not told:
        return False
    amount, half = abs(float(told)), half_a_step(atom.value.form)
    return any(
        abs(way - amount) <= half
        for known in ground.amounts_beside(atom.value)
        for factor in _FACTORS
        for way in (abs(known) / factor, abs(known) * factor)
    )
