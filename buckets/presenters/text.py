"""Message ids into text in the reader's language: the one place that does it."""

from collections.abc import Sequence
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from buckets.cors.message import Sentence

FIELD_LABELS: Final = {
    "origins": gettext_lazy("Sources"),
    "methods": gettext_lazy("Allowed Methods"),
    "allowed_headers": gettext_lazy("Allowed Headers"),
    "expose_headers": gettext_lazy("Exposed Headers"),
    "max_age": gettext_lazy("Cache Timeout (Seconds)"),
}


def translated(sentence: Sentence) -> str:
    """A sentence of the domain in the reader's language, with the sentences that are in it."""
    params = {
        name: translated(value) if isinstance(value, Sentence) else value
        for name, value in sentence.params.items()
    }
    return _(sentence.template) % params


def listed(values: Sequence[str], *, most: int = 3) -> str:
    """ "a", "a and b", "a, b and c", "a, b and 4 more"."""
    shown = list(values[:most])
    hidden = len(values) - len(shown)
    if hidden:
        shown.append(ngettext("%(count)s more", "%(count)s more", hidden) % {"count": hidden})
    if len(shown) < 2:
        return "".join(shown)
    return _("%(first)s and %(last)s") % {"first": ", ".join(shown[:-1]), "last": shown[-1]}
