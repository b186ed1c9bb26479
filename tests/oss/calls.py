"""The four calls of a gateway, by the action that each is."""

from collections.abc import Callable

from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.oss.errors import Action
from buckets.oss.gateway import OssGateway

DOCUMENT = xml.write(Configuration((Rule(("https://app.example.com",), ("GET",)),)))
EVERY = (Action.LIST, Action.GET, Action.PUT, Action.DELETE)


def ask(gateway: OssGateway, action: Action) -> object:
    """Make the call that ``action`` names."""
    calls: dict[Action, Callable[[], object]] = {
        Action.LIST: lambda: list(gateway.list_buckets()),
        Action.GET: lambda: gateway.get_cors("photos"),
        Action.PUT: lambda: gateway.put_cors("photos", DOCUMENT),
        Action.DELETE: lambda: gateway.delete_cors("photos"),
    }
    return calls[action]()
