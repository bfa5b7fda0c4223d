"""A record that cannot be read.

What it does:
    Reports each line or document that is no strict JSON (syntax, duplicate keys, NaN, overflow,
    lone surrogates, invalid UTF-8, nesting over 128, size) or that a reader could not take apart.
    One whose only fault is NaN or Infinity is read, with these as words.
    So is a file or folder that cannot be opened, and a pipe, which may never end.
    The raw record is kept beside the traces; the audit goes on with the next one.

Why it matters:
    A reader that repairs in silence changes the evidence. A dropped key can make an honest trace
    look fabricated, or hide a fabrication.

Example:
    A log line cut in the middle by a full disk.

Known false alarms:
    None; some other readers accept such records, and disagree with each other about them.

How to fix or suppress:
    Repair or remove the record at the given file and line; convert text of another encoding to
    UTF-8, as the finding says.
"""

from auditor.rules import declare

RULE = declare("TA901", "unreadable-record", "low", "record", __doc__)
