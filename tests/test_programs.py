"""Programs within a text are no records, and what stands around them is."""

import pytest

from auditor.fabrication.texts.programs import without_programs


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (
            """cd /srv; python3 -c "import ast; print(f'{a.name}: \\"ok\\"')" && ls""",
            "cd /srv;  && ls",
        ),
        ("node --no-warnings -e 'console.log({status: 1})' > out.txt", " > out.txt"),
        ("powershell.exe -NoProfile -Command \"Get-Item 'a: b'\"", ""),
        # What nobody runs stays.
        ('status: "clean", python: "3.11"', 'status: "clean", python: "3.11"'),
        ("grep -c 'error: disk full' log", "grep -c 'error: disk full' log"),
    ],
)
def test_a_program_in_one_line_of_a_command_holds_no_record(text, left):
    assert "".join(without_programs(text).split()) == "".join(left.split())
    assert len(without_programs(text)) == len(text)
