"""Text that is not UTF-8: how it is told, and how to convert it."""

from collections.abc import Mapping

_BEGINNINGS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_FILLED: Mapping[tuple[bool, ...], str] = {
    (True, False, False, False): "UTF-32LE",
    (False, False, False, True): "UTF-32BE",
    (True, False, True, False): "UTF-16LE",
    (False, True, False, True): "UTF-16BE",
}
"""Which of the first four bytes are not NUL."""


def wide_encoding_of(head: bytes) -> str:
    """Return the encoding of text with several bytes a character, in `iconv`'s name, or "".

    Without a mark at its beginning it is told as JSON's first specification did: its first two
    characters are ASCII (RFC 4627, 3).
    """
    if b"\0" not in head:
        return ""
    for mark, name in _BEGINNINGS:
        if head.startswith(mark):
            return name
    return _FILLED.get(tuple(map(bool, head[:4])), "")


def cure_of_line(fault: str) -> str:
    """Return what to do about a line that is no JSON for a fault."""
    if fault.startswith("invalid UTF-8"):
        return (
            "Convert the line to UTF-8 (with `iconv -f WINDOWS-1252 -t UTF-8` if it is of Windows "
            "or Latin-1), or remove it."
        )
    return "Repair or remove the line."


def cure_of_file(raw: bytes, fault: str) -> str:
    """Return what to do about a file that cannot be decoded for a fault."""
    wide = wide_encoding_of(raw[:4])
    if wide:
        return f"The file is {wide}. Convert it: `iconv -f {wide} -t UTF-8 FILE > NEW`."
    if fault.startswith("invalid UTF-8"):
        return (
            "Save the file as UTF-8 (`iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW` if it is of "
            "Windows or Latin-1)."
        )
    return "Repair the JSON, or see `auditor formats` for what is read."
