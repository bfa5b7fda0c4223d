"""Figures that are told as compared, bounded or measured out: they tell no field of a result."""

import re

COMPARES = (
    "above|over|below|under|least|most|than|threshold|up to|between|average|total|sum|about|around|"
    "roughly|some|nearly|almost"
)
"""Words by which a figure need not be the one that a result holds, for a regular expression."""

_COMPARED = re.compile(
    rf"\b(?:{COMPARES}|limit|max\w*|min\w*|mean|median|days?|hours?|minutes?|per|each)\b|"
    r"\b(?:por|par|pro|je) (?:cada |chaque )?(?:\d|mil\b|kg|km|m²|hab|person|tag|monat|mois|mes|"
    r"hora|heure|stunde|stück)|[<>≥≤~≈±]"
)


def is_compared(normal: str) -> bool:
    """Say whether a normal sentence compares, bounds or measures out: its figures tell no field."""
    return bool(_COMPARED.search(normal))
