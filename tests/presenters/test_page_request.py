"""A request in an address is the same request when it is read again."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from buckets.cors.evaluate.browser import PageHeader, PageRequest
from buckets.forms.request import SimulatorForm
from buckets.presenters.page_request import query_of

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
VALUES = st.none() | st.from_regex(r"([!-~]([ -~]{0,20}[!-~])?)?", fullmatch=True)


@given(
    st.builds(
        PageRequest,
        st.sampled_from(["https://app.example.com", "http://[::1]:3000", "null"]),
        st.sampled_from(["GET", "PUT", "PATCH"]),
        st.lists(st.builds(PageHeader, NAMES, VALUES), max_size=5).map(tuple),
        st.booleans(),
        st.booleans(),
        st.lists(NAMES, max_size=5).map(tuple),
    )
)
def test_a_request_survives_being_an_address(request: PageRequest) -> None:
    form = SimulatorForm(QueryDict(query_of(request)))
    assert form.is_valid()
    assert form.page_request == request
