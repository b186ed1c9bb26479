"""Small things that stand on many pages."""

from datetime import datetime

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from buckets.presenters.text import FIELD_LABELS

register = template.Library()


@register.simple_tag
def field_label(name: str) -> str:
    """The label of a field of a rule: the form's, tables' and lists' alike."""
    return str(FIELD_LABELS[name])


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


@register.simple_tag
def when(at: datetime) -> str:
    """A time as people say it ("3 minutes ago"), with the exact one on hover.

    Without the line ends of the template: what follows may be a full stop.
    """
    told = render_to_string("buckets/parts/when.html", {"at": at}).strip()
    return mark_safe(told)  # noqa: S308 - what a template made
