"""A page's request in an address: what `SimulatorForm` reads, and people can share."""

from urllib.parse import urlencode

from buckets.cors.evaluate.browser import PageRequest


def query_of(request: PageRequest) -> str:
    """``request`` as an address has it behind the question mark."""
    said = {
        "origin": request.origin,
        "method": request.method,
        "headers": "\n".join(map(str, request.headers)),
        "reads": "\n".join(request.reads),
        "credentials": "on" if request.credentials else "",
        "upload": "on" if request.watches_upload else "",
    }
    return urlencode({name: text for name, text in said.items() if text})
