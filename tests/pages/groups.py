"""The whole catalogue, in groups that can be visited one by one."""

from __future__ import annotations

from typing import Final

from tests.pages import catalogue, catalogue_of_runs, catalogue_of_tools
from tests.pages.catalogue import Entries, Group
from tests.pages.installation import Installation

GROUPS: Final[dict[str, Group]] = {
    "signing in": catalogue.signing_in,
    "lists": catalogue.lists,
    "buckets": catalogue.buckets,
    "findings": catalogue.findings,
    "panel": catalogue.panel,
    "questions": catalogue.questions,
    "merge": catalogue.merge,
    "history": catalogue.history,
    "account": catalogue.account,
    "refusals": catalogue.refusals,
    "runs": catalogue_of_runs.runs,
    "tools": catalogue_of_tools.tools,
    "tests": catalogue_of_tools.tests,
    "probes": catalogue_of_tools.probes,
}


def every_page(it: Installation) -> Entries:
    """The catalogue from beginning to end."""
    for group in GROUPS.values():
        yield from group(it)
