"""Message ids into text in the reader's language: the one place that does it."""

from collections import ChainMap
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from django.utils.translation import gettext_lazy, npgettext, pgettext

from buckets import access
from buckets.audit import catalogue as audit
from buckets.cors import Message, Plural, Text
from buckets.cors.compare import catalogue as compare
from buckets.cors.doctor import catalogue as doctor
from buckets.cors.evaluate import catalogue as evaluate
from buckets.cors.formats import catalogue as formats
from buckets.cors.lint import catalogue as lint
from buckets.cors.validate import catalogue as validate
from buckets.oss import catalogue as oss
from buckets.presenters import catalogue as presenters
from buckets.sync import catalogue as sync

FIELD_LABELS: Final = {
    "origins": gettext_lazy("Sources"),
    "methods": gettext_lazy("Allowed Methods"),
    "allowed_headers": gettext_lazy("Allowed Headers"),
    "expose_headers": gettext_lazy("Exposed Headers"),
    "max_age": gettext_lazy("Cache Timeout (Seconds)"),
}

CATALOGUES: Final = ChainMap[str, Text](
    *map(
        dict,
        (
            validate.CATALOGUE,
            lint.CATALOGUE,
            compare.CATALOGUE,
            evaluate.CATALOGUE,
            formats.CATALOGUE,
            doctor.CATALOGUE,
            oss.CATALOGUE,
            access.CATALOGUE,
            audit.CATALOGUE,
            sync.CATALOGUE,
            presenters.CATALOGUE,
        ),
    )
)
"""The English texts of all packages, by message id."""


def translate(message: Message) -> str:
    """Return the text of ``message`` in the reader's language, with the messages in it."""
    params = {
        name: translate(value) if isinstance(value, Message) else value
        for name, value in message.params.items()
    }
    text = CATALOGUES[message.id]
    if isinstance(text, Plural):
        count = int(str(params[text.by]))
        return npgettext(message.id, text.one, text.many, count) % params
    return pgettext(message.id, text) % params


def say(message_id: str, **params: object) -> str:
    """Return the text of the message with this id and these parameters."""
    return translate(Message(message_id, params))


def listed(values: Sequence[str], *, most: int = 3) -> str:
    """Return "a", "a and b", "a, b and c" or, with more than ``most``, "a, b and 4 more"."""
    shown = list(values[:most])
    if hidden := len(values) - len(shown):
        shown.append(say("text.more", count=hidden))
    if len(shown) < 2:
        return "".join(shown)
    return say("text.and", first=in_commas(shown[:-1]), last=shown[-1])


def in_commas(texts: Iterable[str]) -> str:
    """Return ``texts`` one after the other, as in "1 rule added, 2 rules changed"."""
    return _joined("text.comma", texts)


def in_sequence(sentences: Iterable[str]) -> str:
    """Return whole ``sentences`` one after the other; empty ones are left out."""
    return _joined("text.sequence", filter(None, sentences))


def _joined(message_id: str, texts: Iterable[str]) -> str:
    all_texts = list(texts)
    if not all_texts:
        return ""
    return reduce(lambda first, text: say(message_id, first=first, next=text), all_texts)
