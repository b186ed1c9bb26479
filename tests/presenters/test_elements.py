"""HTML that is made in Python: all that is filled in is escaped."""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.timezone import override

from buckets.presenters import elements

SCRIPT = '"><script>alert(1)</script>'
ESCAPED = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


def test_text_and_address_of_a_link_are_escaped() -> None:
    assert elements.link(SCRIPT, SCRIPT) == f'<a href="{ESCAPED}">{ESCAPED}</a>'


def test_class_and_label_of_a_badge_are_escaped() -> None:
    assert elements.badge(SCRIPT, SCRIPT) == f'<span class="{ESCAPED}">{ESCAPED}</span>'


@override("Asia/Shanghai")
def test_a_moment_has_its_exact_time_for_people_and_for_programs() -> None:
    html = elements.moment(datetime(2020, 2, 29, 17, 30, tzinfo=UTC))
    attributes = 'datetime="2020-03-01T01:30:00+08:00" title="2020-03-01 01:30:00 CST"'
    assert html.startswith(f"<time {attributes}>")
