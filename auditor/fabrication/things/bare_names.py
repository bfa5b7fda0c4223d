"""Names that a result has as items of lists only: it tells nothing of them."""

_QUOTES = " \"'`#"
_BEFORE, _BEHIND = ("[", "(", ",", "-", "*", "•", "\n", ""), ("]", ")", ",", "\n", "")


def stands_bare(form: str, output: str) -> bool:
    """Say whether an output has a name but as an item of lists, each time."""
    start = output.find(form)
    while start >= 0:
        end = start + len(form)
        before = output[:start].rstrip(_QUOTES)[-1:]
        behind = output[end:].lstrip(_QUOTES)[:1]
        if before not in _BEFORE or behind not in _BEHIND:
            return False
        start = output.find(form, end)
    return True
