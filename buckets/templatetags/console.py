"""Small things that stand on many pages."""

from collections.abc import Sequence
from typing import Final

from django import template
from django.template import Context
from django.template.loader import render_to_string

from buckets.presenters.elements import moment
from buckets.presenters.text import FIELD_LABELS

register = template.Library()

SHOWN: Final = 5
"""How many values of a field are shown at once."""


@register.simple_tag
def field_label(name: str) -> str:
    """The label of a field of a rule: the form's, tables' and lists' alike."""
    return str(FIELD_LABELS[name])


@register.inclusion_tag("buckets/parts/values.html")
def values(values: Sequence[str], tag: str = "code", *, empty: str = "") -> dict[str, object]:
    """Sources, methods or headers, an element ``tag`` each; ``empty`` is said where there are none.

    A rule may have hundreds: from `SHOWN` on they are folded away, if more than one is left.
    """
    shown = len(values) if len(values) <= SHOWN + 1 else SHOWN
    return {"shown": values[:shown], "folded": values[shown:], "tag": tag, "empty": empty}


@register.simple_block_tag(takes_context=True)
def version_form(
    context: Context, content: str, action: str = "", *, css: str = "actions", swaps: bool = False
) -> str:
    """A form that edits the bucket as the person saw it; ``swaps``: in place, by htmx."""
    facts = {
        "content": content,
        "action": action,
        "css": css,
        "swaps": swaps,
        "version": context["bucket"].version,
        "csrf_token": context["csrf_token"],
    }
    return render_to_string("buckets/parts/version_form.html", facts)


register.simple_tag(moment, name="when")
