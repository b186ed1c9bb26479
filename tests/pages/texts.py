"""What people and OSS write wherever they can: text that tries to be markup, and long names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from buckets.audit import CONSOLE
from buckets.cors import Message, Rule
from buckets.oss.errors import Action, OssError, Refused
from tests.fakes import refusal
from tests.fixtures.people import NEW, OUTSIDER, USERNAMES

EVIL: Final = '"><script>alert(1)</script>&'

_LONG_NAME = "a-bucket-with-the-longest-name-that-is-allowed-" + "x" * 16
_LONG_RULE = Rule(
    (f"https://{'very-long-label.' * 9}example.com:8443", "capacitor://localhost"),
    ("GET", "POST", "PUT", "DELETE", "HEAD"),
    tuple(f"x-oss-meta-{word}" for word in ("author", "a-name-without-any-end-" + "n" * 40)),
    ("ETag", "x-oss-request-id", "x-oss-version-id"),
    999999999,
)
_LONG_DOCUMENT = b"""<?xml version="1.0" encoding="UTF-8"?>
<CORSConfiguration><CORSRule><AllowedOrigin>*</AllowedOrigin><AllowedMethod>GET</AllowedMethod>
<AllowedOriginOfTomorrow>https://example.com</AllowedOriginOfTomorrow></CORSRule></CORSConfiguration>
"""


@dataclass(frozen=True)
class Texts:
    """Every text that is somebody's choice.

    Attributes:
        username: of an owner, a publisher, and so on.
        bucket: the name of the bucket that is known by a word.
        accounts: the name of the account, and of one without buckets.
        reason: why something was published, or accepted.
        outsider: who changed the rules on OSS.
        odd: what nobody should have typed.
        rule: one that looks out of place, and need not be right.
        valid_rule: one that OSS takes.
        document: what OSS holds that the console does not understand.
        trouble: what OSS refuses a call with.
    """

    username: Callable[[str], str]
    bucket: Callable[[str], str]
    accounts: tuple[str, str]
    reason: str
    outsider: str
    odd: str
    rule: Rule
    valid_rule: Rule
    document: bytes
    trouble: Callable[[Action], OssError]


def _hostile_trouble(_action: Action) -> OssError:
    """A refusal whose every word comes from outside."""
    message = Message("oss.unlisted-refused", {"code": EVIL, "message": EVIL})
    return Refused(message, code=EVIL, request_id=EVIL)


HOSTILE: Final = Texts(
    username=lambda who: f"{who}{EVIL}",
    bucket=lambda word: f"{word}{EVIL}",
    accounts=(f"Team {EVIL}", f"Beginners {EVIL}"),
    reason=f"Message {EVIL}",
    outsider=EVIL,
    odd=EVIL,
    rule=Rule((f"https://{EVIL}",), ("GET", EVIL), (EVIL,), (EVIL,), 1),
    valid_rule=NEW,
    document=b"<CORSConfiguration><Novelty/></CORSConfiguration>" + EVIL.encode(),
    trouble=_hostile_trouble,
)

_LONG_USERNAMES = {
    **{role.name.lower(): name for role, name in USERNAMES.items()},
    "outsider": OUTSIDER,
    "beginner": "bela-beginner",
}

LONG: Final = Texts(
    username=_LONG_USERNAMES.__getitem__,
    bucket=lambda word: _LONG_NAME if word == "in-sync" else f"team-{word}",
    accounts=("Example team", "Nothing in it yet"),
    reason="Requested by the shop's team, ticket 4711, until their new pages are there",
    outsider=CONSOLE,
    odd=f"www.{'long-label.' * 9}example.com",
    rule=_LONG_RULE,
    valid_rule=_LONG_RULE,
    document=_LONG_DOCUMENT,
    trouble=lambda action: refusal("AccessDenied", action, _LONG_NAME),
)
