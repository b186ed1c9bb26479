"""A HAR file as people paste it: in a fence, with comments, or one entry alone."""

import re
from typing import Final

_ENTRY: Final = re.compile(r'"request"\s{0,100}:\s{0,100}\{')
_ANSWER: Final = re.compile(r'"response"\s{0,100}:\s{0,100}\{')
_ENTRIES: Final = re.compile(r'"entries"\s{0,100}:\s{0,100}\[')
_BEGINS: Final = re.compile(r"[{\[]")
_COMMENT: Final = re.compile(r"^[ \t]{0,200}//[^\n]{0,4000}$", re.MULTILINE)


def find_har(text: str) -> str | None:
    """Return the HAR file in ``text`` as `read_har` takes it; None where there is none."""
    begins = _BEGINS.search(text)
    if begins is None or not (_ENTRY.search(text) and _ANSWER.search(text)):
        return None
    document = _COMMENT.sub("", text[begins.start() :])
    if _ENTRIES.search(document):
        return document
    entries = document if document.startswith("{") else document[1:]
    return f'{{"log": {{"entries": [{entries}]}}}}'
