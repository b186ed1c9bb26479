"""The tools, with answers of every kind on them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from buckets.models import Role
from tests.views.page import Page, Visitor

if TYPE_CHECKING:
    from tests.views.scene import Scene

STRANGER = "https://stranger.example"


def visits(scene: Scene, evil: str) -> Iterator[tuple[str, Page]]:
    editor, viewer = (Visitor(scene.people[role]) for role in (Role.EDITOR, Role.VIEWER))
    doctor, same_origin = reverse("doctor"), reverse("same_origin")
    named = {"bucket": scene.buckets["in-sync"].name, "origin": STRANGER, "method": "PUT"}
    for who, visitor in (("editor", editor), ("viewer", viewer)):
        yield f"diagnosed for the {who}", visitor.post(doctor, named)
        yield (
            f"unpublished, for the {who}",
            visitor.post(
                doctor,
                {
                    **named,
                    "bucket": scene.buckets["drifted"].name,
                    "origin": "https://0.example.com",
                },
            ),
        )
    yield "unread", viewer.post(doctor, {**named, "bucket": scene.buckets["unread"].name})
    yield "nothing recognised", viewer.post(doctor, {"text": evil})
    odd = f"Access to fetch at 'https://a.oss-cn-x.aliyuncs.com/{evil}' from origin 'null{evil}'"
    yield "markup", viewer.post(doctor, {"text": odd})
    yield "facts wanted", viewer.post(doctor, {"text": "blocked by CORS policy", "bucket": evil})
    wrong = {"text": evil, "origin": evil, "method": evil, "bucket": evil * 9}
    yield "not diagnosed", viewer.post(doctor, wrong)
    for count in (0, 1, 3):
        yield f"a HAR with {count}", viewer.post(doctor, {"har": _har(count, evil)})
    yield "too much", viewer.post(doctor, {"text": evil * 200_000})
    fix = scene.url("fix", "in-sync")
    yield "a fix", editor.get(f"{fix}?{urlencode({'origin': STRANGER, 'method': 'PUT'})}")
    yield "no fix", editor.follow(editor.get(f"{fix}?origin={STRANGER}&method=PATCH"))
    for name, pair in {
        "same": (STRANGER, f"{STRANGER}/a"),
        "not same": (STRANGER, "http://a.example:81"),
        "opaque": ("file:///a", STRANGER),
        "no addresses": (evil, "www.example.com"),
    }.items():
        yield name, viewer.get(f"{same_origin}?{urlencode({'a': pair[0], 'b': pair[1]})}")


def _har(failed: int, evil: str) -> SimpleUploadedFile:
    entries = [
        {
            "request": {
                "method": "GET",
                "url": f"https://a.oss-cn-hangzhou.aliyuncs.com/{number}{evil}",
                "headers": [{"name": "Origin", "value": STRANGER}],
            },
            "response": {"status": 403, "headers": [{"name": "X-Cache", "value": evil}]},
        }
        for number in range(failed)
    ]
    document = json.dumps({"log": {"entries": [*entries, {}]}})
    return SimpleUploadedFile("a.har", document.encode() + b',{"')
