"""The elements that stand hundreds of times on a page, as HTML.

A template for each would take most of the page's time. `format_html` escapes what is filled in.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime


def moment(at: datetime) -> SafeString:
    """Return a time as people say it ("3 minutes ago"), with the exact one on hover."""
    local = localtime(at)
    exact = local.strftime("%Y-%m-%d %H:%M:%S %Z")
    machine = local.isoformat()
    return format_html('<time datetime="{}" title="{}">{}</time>', machine, exact, naturaltime(at))


def badge(css: str, label: object) -> SafeString:
    """Return a label that is coloured by the class ``css``."""
    return format_html('<span class="{}">{}</span>', css, label)


def link(href: str, text: str) -> SafeString:
    """Return a link that shows ``text``."""
    return format_html('<a href="{}">{}</a>', href, text)
