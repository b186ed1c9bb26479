"""What every history must be true to, said by somebody who knows only what could be seen of it.

Plain Python that knows nothing of how the console works: it is told of every request that OSS
got, of everything that anybody did (`Deed`), and of what the console shows after it (`Shown`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree import ElementTree

Meaning = tuple[object, ...]

NOTHING: Meaning = ()


def meaning(document: bytes) -> Meaning:
    """What a document says: header names without case, no Vary where there are no rules."""
    if not document:
        return NOTHING
    rules, vary = [], False
    for part in ElementTree.fromstring(document):  # noqa: S314 - from our own servers
        if part.tag == "ResponseVary":
            vary = part.text == "true"
        elif part.tag == "CORSRule":
            told = [(leaf.tag, leaf.text or "") for leaf in part]
            lower = {"AllowedHeader": str.lower}
            rules.append(tuple((tag, lower.get(tag, str)(text)) for tag, text in told))
        else:
            return ("not understood", document)
    return (tuple(rules), vary) if rules else NOTHING


@dataclass(frozen=True, eq=False)
class Call:
    """A request that OSS got for a bucket: in the course of which deed (None: a foreigner's),
    what the bucket had ``before``, and ``after`` if it was written.

    ``shown`` is what a GET was answered with, None if it was not. ``hidden`` says whose write an
    old answer did not show yet ("" if it was not old).
    """

    deed: Deed | None
    bucket: str
    method: str
    before: bytes
    after: bytes | None = None
    shown: bytes | None = None
    hidden: str = ""

    @property
    def is_done(self) -> bool:
        """Whether it wrote."""
        return self.after is not None

    def follows(self, other: Call) -> bool:
        """Whether both are of one deed, and about one bucket."""
        return (self.deed, self.bucket) == (other.deed, other.bucket)


Agreed = dict[str, tuple[bytes, bytes]]
"""What a person agrees to publish, by bucket: from what to what."""


@dataclass(eq=False)
class Deed:
    """Something that was done with the console.

    ``wanted`` is the working copy that an edit is to make, None if it must be refused; it
    ``rebases`` to what is "live", which is ``onto``, or "back" to before that. ``told`` is what
    the console said in the end; "killed" when it did not live to. ``late``: it was held up
    for so long that others may have taken over.
    """

    kind: str
    by: str
    bucket: str = ""
    agreed: Agreed = field(default_factory=dict)
    wanted: bytes | None = None
    rebases: str = ""
    onto: bytes = b""
    message: str = ""
    told: str = ""
    late: bool = False
    began: int = 0
    ended: int = 0

    @property
    def is_killed(self) -> bool:
        return self.told == "killed"


@dataclass(frozen=True)
class ShownPush:
    number: int
    message: str
    outcome: str
    target: bytes


@dataclass(frozen=True)
class Shown:
    """What the console shows of a bucket. ``records`` are (kind, before, after)."""

    state: str
    version: int
    working: bytes
    live: bytes | None
    revisions: tuple[bytes, ...]
    pushes: tuple[ShownPush, ...] = ()
    records: tuple[tuple[str, str, str], ...] = ()


FOLLOWING = ("pull", "run pull")
LOOKING = (*FOLLOWING, "check", "run check", "recover", "push", "run publish")


@dataclass
class Memory:
    """What is known of a bucket from before: the last sight, and what edits may go on from."""

    seen: Shown
    begun: set[Meaning] = field(default_factory=lambda: {NOTHING})
    undone: set[Meaning] = field(default_factory=lambda: {NOTHING})


class History:
    """Told of a history as it happens; raises `AssertionError` where it cannot be true."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.deeds: list[Deed] = []
        self._memory: dict[str, Memory] = {}
        self._checked = 0

    # --- Being told -----------------------------------------------------------------------------

    def begin(self, deed: Deed) -> None:
        deed.began = len(self.calls)
        self.deeds.append(deed)

    def end(self, deed: Deed, told: str) -> None:
        deed.told, deed.ended = told, len(self.calls)
        if deed.kind == "edit" and told != "killed":
            assert (told == "refused") == (deed.wanted is None), f"an edit was {told}"

    def call(self, call: Call) -> None:
        """Called by the server, in whose thread nothing may be raised."""
        self.calls.append(call)

    def show(self, bucket: str, shown: Shown) -> None:
        """What is shown after the deeds since the last time."""
        memory = self._memory.setdefault(bucket, Memory(Shown("not-pulled", 0, b"", None, ())))
        self._check_writes()
        deeds = [deed for deed in self.deeds if deed.bucket in ("", bucket)]
        self._check_working(bucket, memory, shown, deeds)
        self._check_kept(bucket, memory, shown)
        self._check_live(bucket, memory, shown)
        self._check_pushes(bucket, memory, shown)
        self._check_records(shown)
        self._check_state(memory, shown, deeds)
        memory.seen = shown

    def forget_deeds(self) -> None:
        """What was done is checked in all buckets."""
        self.deeds.clear()

    # --- No update is lost ----------------------------------------------------------------------

    def _check_writes(self) -> None:
        for place in range(self._checked, len(self.calls)):
            call = self.calls[place]
            # A process that is held up in the middle of a call is beyond anybody's help.
            if call.deed is not None and call.is_done and not call.deed.late:
                self._check_write(call.deed, call, self.calls[:place])
        self._checked = len(self.calls)

    def _check_write(self, deed: Deed, call: Call, earlier: list[Call]) -> None:
        """A write replaces what its maker had read directly before, but for a foreign write that
        fell in between or that OSS did not show yet; and it is what a person agreed to."""
        own = [place for place, each in enumerate(earlier) if call.follows(each)]
        assert own, "written without a look"
        read, between = earlier[own[-1]], earlier[own[-1] + 1 :]
        assert not read.is_done, "written twice"
        assert read.shown is not None, "written after a look that showed nothing"
        excused = read.hidden == "foreign" or any(
            each.deed is None and each.is_done and each.bucket == call.bucket for each in between
        )
        seen, replaced = meaning(read.shown), meaning(call.before)
        assert seen == replaced or excused, "an update is lost"
        assert call.bucket in deed.agreed, "nobody agreed to it"
        base, target = deed.agreed[call.bucket]
        assert (seen, meaning(call.after or b"")) == (meaning(base), meaning(target)), (
            "not as agreed"
        )

    def _of(self, bucket: str) -> list[Call]:
        return [call for call in self.calls if call.bucket == bucket]

    # --- No edit is lost ------------------------------------------------------------------------

    def _check_working(self, bucket: str, memory: Memory, shown: Shown, deeds: list[Deed]) -> None:
        """A working copy changes by what a person does, or follows OSS when it is untouched."""
        may = {meaning(memory.seen.working)}
        published = confirmed_now(memory.seen, shown)
        memory.begun = published if published and len(deeds) == 1 else memory.begun | published
        told = self._told(bucket, deeds) | {meaning(memory.seen.live or b"")}
        for deed in sorted(deeds, key=lambda deed: deed.ended):
            if deed.kind == "edit" and deed.told != "refused" and deed.wanted is not None:
                wanted = meaning(deed.wanted)
                may = may | {wanted} if deed.is_killed else {wanted}
                self._rebase(memory, deed)
            if len(deeds) > 1:
                memory.begun = memory.begun | (may & told)  # for a moment it was in sync
            if may & memory.begun and (
                deed.kind in FOLLOWING or (deed.kind in LOOKING and memory.seen.live is None)
            ):
                may, memory.begun = may | told, memory.begun | told
        assert meaning(shown.working) in may, "an edit is lost"
        if shown.live is not None and meaning(shown.working) == meaning(shown.live):
            memory.begun = {meaning(shown.live)}
        elif published:
            alone = all(deed.kind in LOOKING for deed in deeds)
            memory.begun = published if alone else memory.begun | published

    def _rebase(self, memory: Memory, deed: Deed) -> None:
        if deed.rebases == "live":
            fresh = {meaning(deed.onto)}
            memory.undone = memory.undone | memory.begun
            memory.begun = memory.begun | fresh if deed.is_killed else fresh
        elif deed.rebases == "back":
            memory.begun = memory.begun | memory.undone

    def _told(self, bucket: str, deeds: list[Deed]) -> set[Meaning]:
        """What OSS answered in the course of these deeds."""
        return {
            meaning(call.shown)
            for call in self._of(bucket)
            if call.deed in deeds and call.shown is not None
        }

    # --- What OSS held is kept, and shown -------------------------------------------------------

    def _check_kept(self, bucket: str, memory: Memory, shown: Shown) -> None:
        """All that OSS showed to somebody who lived to tell is there as it was, in that order;
        and nothing else is."""
        answered = {call.shown for call in self._of(bucket) if call.deed}
        assert set(shown.revisions) <= answered, "a revision that OSS never showed"
        told = {meaning(document) for document in shown.revisions}
        live, known = memory.seen.live, len(memory.seen.revisions)
        news = [*([] if live is None else [live]), *shown.revisions[known:]]
        for before, after in pairwise(map(meaning, news)):
            is_news = before != after or self._came_back(bucket, after)
            assert is_news, "a revision that is no news"
        for call in self._answers(bucket):
            assert call.shown is not None
            assert meaning(call.shown) in told, "what OSS held is not kept"

    def _came_back(self, bucket: str, what: Meaning) -> bool:
        """Whether OSS showed it, then something else, and then it again: who saw the first may have
        written it down only after the second."""
        seen = [meaning(call.shown) for call in self._of(bucket) if call.shown is not None]
        return any(
            here == what != there and what in seen[place:]
            for place, (here, there) in enumerate(pairwise(seen), start=1)
        )

    def _news(self, bucket: str) -> list[Call]:
        return [call for call in self._answers(bucket) if not call.hidden]

    def _answers(self, bucket: str) -> list[Call]:
        """The answers that somebody lived to record, and that nobody had overtaken then."""
        answers = []
        for call in self.calls:
            deed = call.deed
            if deed is None or call.bucket != bucket or call.shown is None:
                continue
            meanwhile = self.calls[deed.began : deed.ended]
            overtaken = any(
                each.bucket == bucket and each.deed not in (None, deed) and each.shown is not None
                for each in meanwhile
            )
            if deed.ended and not (deed.is_killed or deed.late or overtaken):
                answers.append(call)
        return answers

    def _check_live(self, bucket: str, memory: Memory, shown: Shown) -> None:
        """What is said to be live is the newest that OSS told; old or unrecorded answers aside."""
        answers = [call for call in self._of(bucket) if call.deed and call.shown is not None]
        if shown.live is None:
            assert not self._news(bucket), "OSS has answered"
            return
        news = self._news(bucket)
        newest = self.calls.index(news[-1]) if news else -1
        told = {
            meaning(call.shown or b"")
            for call in answers
            if self.calls.index(call) >= newest and not self._is_old(call, memory.seen)
        }
        assert meaning(shown.live) in told, "live is not what OSS said last"
        assert shown.live in shown.revisions, "live is no revision"

    def _is_old(self, call: Call, seen: Shown) -> bool:
        """Whether an answer shows what the console itself knows to have replaced, and has seen
        replaced. What it replaced unawares is news, however late."""
        published = bool(seen.pushes) and seen.pushes[-1].outcome == "confirmed"
        if not (published and call.hidden == "console"):
            return False
        earlier = self._of(call.bucket)[: self._of(call.bucket).index(call)]
        write = next(each for each in reversed(earlier) if each.is_done)
        known = [each.shown or b"" for each in earlier if each.follows(write) and not each.is_done]
        replaced = meaning(call.shown or b"") in map(meaning, known)
        return replaced and meaning(call.before) == meaning(seen.live or b"")

    # --- Each push ends once, and as it is said -------------------------------------------------

    def _check_pushes(self, bucket: str, memory: Memory, shown: Shown) -> None:
        pending = [push for push in shown.pushes if push.outcome == "pending"]
        assert len(pending) <= 1, "two pushes at once"
        ended = {push.number: push.outcome for push in memory.seen.pushes if push not in pending}
        for push in shown.pushes:
            before = ended.get(push.number, "pending")
            assert before in ("pending", push.outcome), "a push that ended twice"
            if push.outcome != before:
                self._check_end(bucket, push, shown)
        for outcome, kind in FINAL.items():
            told = sum(record[0] == kind for record in shown.records)
            happened = sum(push.outcome == outcome for push in shown.pushes)
            assert told == happened, f"{happened} ended {outcome}, and {told} are told of"

    def _check_end(self, bucket: str, push: ShownPush, shown_now: Shown) -> None:
        """The outcome is what OSS told, and what OSS did."""
        if sum(each.message == push.message for each in shown_now.pushes) > 1:
            return  # a run tried again: which of its calls was for which push cannot be seen
        calls = self._of(bucket)
        mine = [
            n for n, call in enumerate(calls) if call.deed and call.deed.message == push.message
        ]
        if any(call.deed and call.deed.late and call.is_done for call in calls):
            return
        written = [n for n in mine if calls[n].is_done]
        since = calls[written[-1] + 1 if written else mine[0] :]
        target = meaning(push.target)
        shown = [meaning(call.shown) for call in since if call.deed and call.shown is not None]
        replaced = any(call.is_done and meaning(call.after or b"") != target for call in since)
        if push.outcome == "confirmed":
            assert target in shown, "confirmed, and never seen"
        elif push.outcome == "refused":
            assert not written, "refused, and done"
        elif push.outcome == "not-done":
            assert not written or replaced, "not done, and done"
        else:
            assert any(each != target for each in shown), "overwritten, and nothing else seen"
            assert not written or replaced, "overwritten, and still there"

    # --- What is told ---------------------------------------------------------------------------

    def _check_records(self, shown: Shown) -> None:
        """Every change of the working copy is recorded once, without a gap."""
        changes = [record for record in shown.records if record[2]]
        assert len(changes) == shown.version, "a version without a record"
        text = ""
        for _kind, before, after in changes:
            assert meaning(before.encode()) == meaning(text.encode()), "a change without a record"
            text = after
        assert meaning(text.encode()) == meaning(shown.working), "a change without a record"

    def _check_state(self, memory: Memory, shown: Shown, deeds: list[Deed]) -> None:
        """The one word follows from what is shown, and from what was last tried."""
        if any(push.outcome == "pending" for push in shown.pushes):
            assert shown.state == "outcome-unknown"
            return
        if shown.state == "unreachable" or (
            len(deeds) == 1 and deeds[0].kind in ("pull", "check") and deeds[0].told == "failed"
        ):
            assert shown.state == "unreachable"
            failed = [deed for deed in deeds if deed.told != "done" or deed.kind.startswith("run")]
            assert failed or memory.seen.state in ("unreachable", "outcome-unknown")
            return
        assert shown.state in self._words(memory, shown)

    def _words(self, memory: Memory, shown: Shown) -> set[str]:
        if shown.live is None:
            return {"not-pulled"}
        live, working = meaning(shown.live), meaning(shown.working)
        if live[:1] == ("not understood",):
            return {"read-only"}
        if live == working:
            return {"in-sync"}
        words = set()
        for begun in memory.begun:
            if begun == live:
                words.add("unpublished")
            else:
                words.add("drifted" if begun == working else "conflict")
        return words


FINAL = {
    "confirmed": "push.done",
    "not-done": "push.not-done",
    "overwritten": "push.overwritten",
}


def confirmed_now(before: Shown, after: Shown) -> set[Meaning]:
    """What was newly seen to be published."""
    known = {push.number for push in before.pushes if push.outcome == "confirmed"}
    fresh = [push for push in after.pushes if push.outcome == "confirmed"]
    return {meaning(push.target) for push in fresh if push.number not in known}
