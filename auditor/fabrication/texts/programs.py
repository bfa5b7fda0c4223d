"""Programs in a model's text: scripts, unit tests, queries, patches, requests that may be sent.

Their values are what their author chooses, and a call in them is made when somebody runs them: they
tell nothing that a tool returned. What stands under a prompt, a status or a mark of output does.
"""

import re
from collections.abc import Iterator

from auditor.fabrication.texts import patches
from auditor.fabrication.texts.positions import positions_of
from auditor.values.blocks import Field
from auditor.values.wording import Wording, late

FENCE = re.compile(
    r"^[ \t>]*(`{3,9}|~{3,9})[ \t]*([\w+#.-]*)[^\n]*\n(.*?)(?:^[ \t>]*\1|\Z)",
    re.DOTALL | re.MULTILINE,
)
# As some models mark code without a fence.
_TAGGED = re.compile(r"<([\w+#]{1,12})>[ \t]*\n(.*?)</\1>", re.DOTALL)
_NO_PROGRAM = frozenset(
    ("csv", "tsv", "xml", "text", "txt", "output", "tool_code", "tool_call",
     "tool_response", "tool_output", "markdown", "md", "log", "table")
)  # fmt: skip
_DATA = frozenset(("json", "jsonl", "json5", "yaml", "yml", "toml", "ini", "properties"))
_LANGUAGES = frozenset(
    ("python", "py", "python3", "javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx", "java",
     "kotlin", "kt", "scala", "go", "golang", "rust", "rs", "ruby", "rb", "php", "c", "cpp", "c++",
     "c#", "cs", "csharp", "swift", "dart", "r", "julia", "lua", "perl", "elixir", "ex", "haskell",
     "bash", "sh", "shell", "zsh", "powershell", "ps1", "curl", "http", "sql", "graphql", "gherkin",
     "feature")
)  # fmt: skip
_CODE_LABELS = frozenset(("code", "script", "source", "source_code", "program", "cell", "python"))
# Statements that no record has; a line with `label: value` is none.
_STATEMENT = late(
    r"^[ \t]*(?:(?:import|package|using|use|require|require_relative|include|module|namespace)"
    r"[ ('\"<]+[\w./@{*-][^:\n]*$|import .{0,80} from |from [\w.]+ import |#include|<\?php|#!/|"
    r"#\[\w|@\w+(?:\.\w+)*(?:\(.*\))?[ \t]*$|\[\w+(?:\(.*\))?\][ \t]*$|"
    r"(?:export |default |async |pub )*(?:def|function|fn|func|fun|sub|class|interface|struct|impl|"
    r"trait|enum) [\w$<(]|(?:public|private|protected|static|internal|override|final) \w|"
    r"(?:const|let|var|val|my|local) (?:mut )?[\w{\[$%@(][^=\n]{0,80}=|[\w.]+, ?[\w.]+ :?= |"
    r"\w+ := |(?:if|elif|else if|unless|while|switch|foreach)\b[ (][^\n]*[:{)][ \t]*$|"
    r"for\b[ (][^\n]{0,80} (?:in|of|=|:=) [^\n]{0,120}[:{)][ \t]*$|"
    r"(?:try|else|finally)[ ]?[:{]|\}? ?catch\b|"
    r"(?:with|except)\b[^:\n]*:[ \t]*$|"
    r"(?:return|raise|throw|yield|await|assert\w*)[ (!](?![^\n]*: )|"
    r"(?:assert|expect|describe|context|specify|it|test|beforeeach|beforeall|when|verify|stub|"
    r"allow|given)\w{0,20}\(|[^\n]{0,120}(?: do(?: \|\w+\|)?|\) ?=> ?[{(\w].*|\);|=> ?\{)[ \t]*$|"
    r"end[ \t]*$|[\w.]{1,60}(?:mock|stub|patch|spy)\w{0,40}\(|"
    r"(?:select\b[^\n]*(?:\bfrom\b|$)|insert into|update \w+ set|delete from|create table|"
    r"alter table|with \w+ as \()|(?:get|post|put|patch|delete) /[^\n]* http/\d|"
    r"curl |wget |http (?:get|post|put) |invoke-\w+ |"
    r"(?:query|mutation)\b[^:\n]*\{|(?:feature|scenario(?: outline)?):|"
    r"(?:given|when|then) [\w\"<])",
    re.MULTILINE,
)
# What a program does with what it holds.
_PRINTS = late(r"[ \t]*(?:print|console\.\w+|puts|printf|fmt\.\w+|system\.out\.\w+)[ (]")
_HOLDS = late(r"^[ \t]*[a-z_]\w* ?= ?[\[{(\"'\d]", re.MULTILINE)
# A document of an interface tells what could stand there.
_INTERFACE = late(
    r"^[ \t-]*[\"']?(?:openapi|swagger|asyncapi|examples?|paths|components|schemas?)[\"']?[ \t]*:",
    re.MULTILINE,
)
# Where something was run, what stands below is told as its output.
_WAS_RUN = late(
    r"^[ \t]*(?:>>> |\.\.\. |in \[\d*\]:|out\[\d*\]:|\$ |# ?=>|\w*sql> |irb|ps [a-z]:|"
    r"traceback \(|http/[\d.]+ \d|\|[^|\n]*\||\+-{2,})",
    re.MULTILINE,
)
_OF_CODE = Wording(
    r"\b(?:scripts?|scripted|snippets?|code|programs?|(?:unit|integration|end-to-end) tests?|"
    r"test (?:cases?|code)|stubs?|fixtures?|automate|programmatically|sdk|skript\w*|quellcode|"
    r"testfall|código|codigo|prueba unitaria|test unitaire|codice|скрипт\w*|код\w*|тест\w*)\b|"
    r"代码|脚本|程序|测试|コード|スクリプト|テスト|코드|스크립트|테스트"
)
_TELLS_OUTPUT = Wording(
    r"\b(?:outputs?|stdout|stderr|traceback|printed|it (?:just )?(?:returned|says|said|shows))\b|"
    r"输出|返回|报错|日志|ausgabe|sortie|salida|saída|出力|출력"
)
_RUNS_IT = Wording(
    r"\b(?:i(?:['’]ll| will|['’]m| am| have|['’]ve| just)? "
    r"(?:now )?(?:ran?|runn?(?:ing)?|execut\w+|"
    r"call\w*|us(?:e|ed|ing))|let me|running|executing|executed|calling)\b|"
    r"我(?:来|将|会|先)|执行|运行"
)
# What two things hold is no change of one.
_COMPARES = Wording(
    r"\b(?:side by side|compar\w+|differ(?:s|ences?|ent)?|versus|vs|between|unterschied\w*|"
    r"vergleich\w*|diferenci\w+|différenc\w+|compara\w*)\b|对比|比较|区别|差异|比較|違い|비교|차이"
)
# A program that is given to its interpreter in one line.
_INLINE = late(
    r"\b(?:python[\d.]*|py|node|deno|bun|ruby|perl|php|bash|sh|zsh|pwsh|powershell)(?:\.exe)?"
    r"(?: +-[\w-]+){0,4}? +-{1,2}(?:c|e|r|lc|p|eval|command) +"
    r"(?:'[^']{1,6000}'|\"(?:\\.|[^\"\\]){1,6000}\")",
    re.IGNORECASE,
)
# What is sent along with a request.
_BODY = late(
    r"(?:^|[ \t])(?:-d|--data(?:-\w+)?|--json|--body|--payload|--input|--cli-input-json)[ =]"
    r"(?:'[^']{1,6000}'|\"(?:\\.|[^\"\\]){1,6000}\")",
    re.MULTILINE,
)


def without_programs(text: str) -> str:
    """Return a text with spaces in place of its programs; their fences stay."""
    for start, end in _programs(text):
        text = blanked(text, start, end)
    return text


def blanked(text: str, start: int, end: int) -> str:
    """Return a text with spaces in place of a stretch, and every line where it was."""
    lines = text[start:end].split("\n")
    return text[:start] + "\n".join(" " * len(line) for line in lines) + text[end:]


def _programs(text: str) -> Iterator[tuple[int, int]]:
    if "```" in text or "~~~" in text:
        for fence in FENCE.finditer(text):
            if _is_program(fence[2].lower(), fence[3].lower(), _line_before(text, fence.start())):
                yield fence.span(3)
    if "</" in text:
        for tag in _TAGGED.finditer(text):
            if tag[1].lower() in _LANGUAGES and _is_program(
                tag[1].lower(), tag[2].lower(), _line_before(text, tag.start())
            ):
                yield tag.span(2)
    if " -" in text:
        yield from (program.span() for program in _INLINE.finditer(text))
    if " -d" in text or " --" in text:
        yield from (body.span() for body in _BODY.finditer(text))
    yield from patches.patches_in(text)


def code_fences(text: str) -> list[tuple[int, int]]:
    """Return where blocks stand whose fences name a programming language."""
    if "```" not in text and "~~~" not in text:
        return []
    return [f.span(3) for f in FENCE.finditer(text) if f[2].lower() in _LANGUAGES]


def is_program_given(field: Field) -> bool:
    """Say whether an argument that is named for code holds a program."""
    named = field.label.casefold() in _CODE_LABELS
    return named and _is_program("python", field.value.casefold(), "")


def _is_program(language: str, body: str, lead: str) -> bool:
    """Say whether a block is a program.

    Args:
        language: What is written at its fence.
        body: What stands in it, in small letters.
        lead: The line before it.
    """
    if language in _NO_PROGRAM or _WAS_RUN.search(body) or positions_of(body):
        return False
    if _INTERFACE.search(body):
        return True
    if language in patches.LANGUAGES:
        return patches.has_new_lines(body) and not _COMPARES.stands_in(lead)
    if language in _DATA:
        return False
    is_code = _OF_CODE.stands_in(lead)
    # What a program printed stands behind it.
    ends = _PRINTS.match(body.rstrip().rpartition("\n")[2]) and _HOLDS.search(body)
    if _STATEMENT.search(body) or (language in _LANGUAGES and ends):
        return is_code or not _TELLS_OUTPUT.stands_in(lead)
    return language in _LANGUAGES and is_code and not _RUNS_IT.stands_in(lead)


def _line_before(text: str, place: int) -> str:
    return text[:place].rstrip().rpartition("\n")[2]
