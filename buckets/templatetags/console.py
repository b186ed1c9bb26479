"""Small things that stand on many pages."""

from datetime import datetime

from django import template

register = template.Library()


@register.inclusion_tag("buckets/parts/when.html")
def when(at: datetime) -> dict[str, datetime]:
    """A time as people say it ("3 minutes ago"), with the exact one on hover."""
    return {"at": at}
