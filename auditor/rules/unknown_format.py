"""Valid JSON of no known transcript format.

What it does:
    Reports records that no reader recognises, naming what was seen and what is supported.

Why it matters:
    What was not read was not audited, and must not count as clean.

Example:
    A configuration file inside a folder of logs.

Known false alarms:
    None; the record is left alone.

How to fix or suppress:
    Convert the record to a supported format, add a reader (one file, see CONTRIBUTING.md), or
    point the audit at the transcripts only.
"""

from auditor.rules import declare

RULE = declare("TA902", "unknown-format", "low", "record", __doc__)
