"""All actions, by the group of the catalogue that their page is in."""

from __future__ import annotations

from typing import Final

from tests.browser.actions import access, buckets, rules, tools
from tests.browser.actions.action import Group

ACTIONS: Final[dict[str, tuple[Group, ...]]] = {
    "signing in": (access.signing_in,),
    "lists": (buckets.lists,),
    "buckets": (rules.panel, buckets.buckets),
    "findings": (buckets.findings,),
    "panel": (rules.page,),
    "questions": (rules.questions,),
    "merge": (rules.merge,),
    "account": (buckets.account,),
    "runs": (rules.runs,),
    "tools": (tools.tools,),
    "probes": (buckets.probes, tools.probes),
}
