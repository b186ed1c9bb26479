"""What people do to a working copy, and what must come of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from buckets.cors import Configuration, Rule
from buckets.cors.compare.merge import Side
from buckets.cors.formats import xml
from buckets.models import Bucket, Event
from buckets.sync import edit
from buckets.sync.plan import three_ways

RULES: Final = [Rule((f"https://{name}.example.com",), ("GET",)) for name in "abc"]


@dataclass(frozen=True)
class Edit:
    """``action`` is given the bucket's id, the ``version`` seen and who it is ``by``; the rest is
    as in `history.Deed`."""

    action: Callable[..., object]
    wanted: bytes
    rebases: str = ""
    onto: bytes = b""


def edit_of(what: str, bucket: Bucket, number: int) -> Edit:
    """The edit called ``what``, or another one where it makes no sense; ``number`` chooses among
    what it could be."""
    return _MAKERS[what](bucket, number) or _vary(bucket, number)


def _making(action: Callable[..., object], wanted: Configuration) -> Edit:
    return Edit(action, xml.write(wanted))


def _add(bucket: Bucket, number: int) -> Edit:
    rule, before = RULES[number % len(RULES)], bucket.working
    return _making(
        lambda pk, **said: edit.create_rule(pk, rule, **said),
        before.with_rules([*before.rules, rule]),
    )


def _delete(bucket: Bucket, number: int) -> Edit | None:
    rows, before = list(bucket.cors_rules.all()), bucket.working
    if not rows:
        return None
    return _making(
        lambda pk, **said: edit.delete_rule(pk, rows[-1].pk, **said),
        before.with_rules(before.rules[:-1]),
    )


def _move(bucket: Bucket, number: int) -> Edit | None:
    rows, before = list(bucket.cors_rules.all()), bucket.working
    if not rows:
        return None
    moved = [*before.rules[1:2], *before.rules[:1], *before.rules[2:]]
    return _making(
        lambda pk, **said: edit.move_rule(pk, rows[0].pk, up=False, **said),
        before.with_rules(moved),
    )


def _vary(bucket: Bucket, number: int) -> Edit:
    on = not bucket.response_vary
    return _making(
        lambda pk, **said: edit.set_vary(pk, on=on, **said),
        Configuration(bucket.working.rules, on),
    )


def _clear(bucket: Bucket, number: int) -> Edit:
    return _making(edit.clear_rules, bucket.working.with_rules([]))


def _discard(bucket: Bucket, number: int) -> Edit:
    live = bucket.live.raw if bucket.live else b""
    return Edit(edit.discard_changes, live, "live", live)


def _undo(bucket: Bucket, number: int) -> Edit:
    last = Event.objects.filter(bucket_id=bucket.pk).exclude(after="").first()
    if last is None or last.kind.startswith("bucket."):  # OSS was followed since
        return _making(edit.undo, bucket.working)
    return Edit(edit.undo, last.before.encode(), "back")


def _restore(bucket: Bucket, number: int) -> Edit | None:
    known = [each for each in bucket.revisions.all() if each.is_understood]
    if not known:
        return None
    revision = known[number % len(known)]
    return Edit(lambda pk, **said: edit.restore(pk, revision.number, **said), revision.raw)


def _merge(bucket: Bucket, number: int) -> Edit | None:
    live = bucket.live
    if live is None or not live.is_understood:
        return None
    merge, side = three_ways(bucket), [Side.OURS, Side.THEIRS][number % 2]
    choices = {each.id: side for each in merge.differences}
    return Edit(
        lambda pk, **said: edit.merge_live(pk, choices, live=live.number, **said),
        xml.write(merge.result(choices)),
        "live",
        live.raw,
    )


_MAKERS: Final[dict[str, Callable[[Bucket, int], Edit | None]]] = {
    "add": _add,
    "delete": _delete,
    "move": _move,
    "vary": _vary,
    "clear": _clear,
    "discard": _discard,
    "undo": _undo,
    "restore": _restore,
    "merge": _merge,
}

EDITS: Final = ("add", *_MAKERS)
