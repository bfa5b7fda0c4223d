"""Finds the marks of English sentences in Chinese ones."""

import re
from html.parser import HTMLParser

_CHINESE = "[\u4e00-\u9fff]"
_MARK = re.compile(
    rf"{_CHINESE}[,:;!?().]|[,:;!?()]{_CHINESE}|{_CHINESE} [,:;!?.(]|[,:;!?)] {_CHINESE}"
)
_LINES = {
    "div", "p", "table", "tr", "td", "th", "h1", "h2", "h3", "summary", "li", "title", "text",
}  # fmt: skip
_QUOTED = {"pre", "code", "style", "script"}


def english_marks(texts):
    """Return the texts in which a comma, a colon or the like of ASCII stands beside Chinese."""
    return [text for text in texts if _MARK.search(text)]


class _Lines(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found, self.quoted = [""], 0

    def handle_starttag(self, tag, attrs):
        self.quoted += tag in _QUOTED
        said = [value for name, value in attrs if name in ("title", "alt", "aria-label") and value]
        if said or tag in _LINES:
            self.found += [*said, ""]

    def handle_endtag(self, tag):
        self.quoted -= tag in _QUOTED
        if tag in _LINES:
            self.found.append("")

    def handle_data(self, data):
        if not self.quoted:
            self.found[-1] += data


def lines_of(html):
    """Return what a page says line by line, without what it quotes of transcripts."""
    parser = _Lines()
    parser.feed(html)
    return [line for line in (" ".join(found.split()) for found in parser.found) if line]
