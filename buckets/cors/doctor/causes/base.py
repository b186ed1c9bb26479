"""A cause of the doctor: one row with its id, its texts, what to do, and who says so."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypedDict, Unpack

from buckets.cors.doctor.symptoms import Symptom
from buckets.cors.message import Message


@dataclass(frozen=True, slots=True)
class Source:
    """Where a cause is documented: message id ``doctor.source.<name>``."""

    name: str
    text: str

    @property
    def message(self) -> Message:
        """The name of the document."""
        return Message(f"doctor.source.{self.name}")


TROUBLESHOOTING: Final = Source("oss-cors-errors", "OSS, CORS errors and troubleshooting")
PUT_BUCKET_CORS: Final = Source("put-bucket-cors", "OSS, PutBucketCors")
FETCH: Final = Source("fetch", "Fetch standard, CORS protocol")
MDN_CORS: Final = Source("mdn-cors-errors", "MDN, CORS errors")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do about a cause.

    ``is_shared``: several causes have it, so its message id does not name one.
    ``needs_remedy``: it is told only where a change of the rules is proposed.
    """

    name: str
    text: str
    is_shared: bool = False
    needs_remedy: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Cause:
    """Why a page did not get what it asked for.

    ``headline`` and ``steps`` have English texts; `messages` says under which ids these go into the
    catalogue. ``is_cors`` tells whether it is about CORS at all (None: that cannot be told),
    ``is_mendable`` whether an edit of the rules can be the fix. ``rivals`` are the ids of the
    causes that are the likeliest beside it where the evidence is not enough; ``is_open``: the
    evidence fits anything, so there is no diagnosis yet. ``told_by`` are the symptoms that tell the
    cause whatever the rules are, ``suggested_by`` those that do where there are no rules to try.
    """

    id: str
    headline: str
    source: Source
    steps: tuple[Step, ...]
    is_cors: bool | None = None
    is_mendable: bool = False
    rivals: tuple[str, ...] = ()
    is_open: bool = False
    told_by: tuple[Symptom, ...] = ()
    suggested_by: tuple[Symptom, ...] = ()

    def __repr__(self) -> str:
        return f"<Cause {self.id}>"

    @property
    def message(self) -> Message:
        """The headline."""
        return Message(f"doctor.{self.id}")

    def step_message(self, step: Step) -> Message:
        """Return the message of one of its steps."""
        of_cause = "" if step.is_shared else f"{self.id}."
        return Message(f"doctor.{of_cause}step.{step.name}")

    def messages(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the English text of each message of this cause."""
        yield self.message.id, self.headline
        yield self.source.message.id, self.source.text
        for step in self.steps:
            yield self.step_message(step).id, step.text


class _More(TypedDict, total=False):
    is_mendable: bool
    rivals: tuple[str, ...]
    is_open: bool
    told_by: tuple[Symptom, ...]
    suggested_by: tuple[Symptom, ...]


CAUSES: Final[dict[str, Cause]] = {}
"""All causes by id, in the order in which they are registered."""


def register(
    cause_id: str,
    headline: str,
    source: Source,
    *steps: Step,
    is_cors: bool | None,
    **more: Unpack[_More],
) -> Cause:
    """Add a cause to the table, and return it; ``more`` are other fields of `Cause`.

    Raises ValueError if there is one of this id already.
    """
    if cause_id in CAUSES:
        raise ValueError(f"two causes with the id {cause_id}")
    cause = Cause(cause_id, headline, source, steps, is_cors, **more)
    CAUSES[cause_id] = cause
    return cause
