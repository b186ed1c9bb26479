"""What the doctor and the simulator answer."""

from __future__ import annotations

import json

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buckets.cors.formats.xml import write
from tests.fixtures.people import LIVE
from tests.pages.catalogue_of_tools import BLOCKED
from tests.pages.states import STRANGER
from tests.pages.texts import EVIL
from tests.views.submissions.site import Site, Visits


def doctor(site: Site) -> Visits:
    page, buckets, viewer = reverse("doctor"), site.it.buckets, site.visitor("viewer")
    named = {"bucket": buckets["in-sync"].name, "origin": STRANGER, "method": "PUT"}
    drifted = {**named, "bucket": buckets["drifted"].name, "origin": "https://0.example.com"}
    for who in ("editor", "viewer"):
        yield f"diagnosed for the {who}", site.visitor(who).post(page, named)
        yield f"unpublished, for the {who}", site.visitor(who).post(page, drifted)
    for name, said in {
        "unread": {**named, "bucket": buckets["not-pulled"].name},
        "nothing recognised": {"text": EVIL},
        "markup": {
            "text": f"Access to fetch at 'https://a.oss-cn-x.aliyuncs.com/{EVIL}'"
            f" from origin 'null{EVIL}'"
        },
        "facts wanted": {"text": "blocked by CORS policy", "bucket": EVIL},
        "not diagnosed": {"text": EVIL, "origin": EVIL, "method": EVIL, "bucket": EVIL * 9},
    }.items():
        yield name, viewer.post(page, said)
    for count in (0, 1, 3):
        yield f"a HAR with {count}", viewer.post(page, {"har": _har(count)})
    yield "too much", viewer.post(page, {"text": EVIL * 200_000})


def simulator(site: Site) -> Visits:
    page, owner = reverse("simulator"), site.visitor("owner")
    yield "simulated", owner.post(page, {**BLOCKED, "document": write(LIVE).decode()})
    yield "nothing to simulate", owner.post(page, {**BLOCKED, "document": "<html/>"})


def _har(failed: int) -> SimpleUploadedFile:
    entries = [
        {
            "request": {
                "method": "GET",
                "url": f"https://a.oss-cn-hangzhou.aliyuncs.com/{number}{EVIL}",
                "headers": [{"name": "Origin", "value": STRANGER}],
            },
            "response": {"status": 403, "headers": [{"name": "X-Cache", "value": EVIL}]},
        }
        for number in range(failed)
    ]
    document = json.dumps({"log": {"entries": [*entries, {}]}})
    return SimpleUploadedFile("a.har", document.encode() + b',{"')
