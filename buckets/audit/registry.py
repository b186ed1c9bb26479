"""What an audit event is, and the registry of all kinds.

A kind is one class: its id, its typed properties and its English text. To add one, write it in
`edits` or `events`; the catalogue, the rows and the pages follow from the class.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import (
    Any,
    ClassVar,
    Final,
    TypeVar,
    dataclass_transform,
    get_args,
    get_origin,
    get_type_hints,
)

from buckets.audit.catalogue import CATALOGUE
from buckets.cors import Message, Text
from buckets.models.failure import Failure


@dataclass(frozen=True)
class AuditEvent:
    """Something that someone did or was refused.

    Attributes:
        id: names the kind in rows, at most 40 characters; it never changes.

    A property is a JSON value, a `Message`, a `Failure` or a tuple of messages, free of secrets.
    """

    id: ClassVar[str]

    @property
    def variant(self) -> str:
        """Return the name of the text that fits the properties, "" for the main text."""
        return ""

    @property
    def message_id(self) -> str:
        """Return the id of the text; its parameters are ``actor`` and the properties."""
        return _message_id(self.id, self.variant)

    @property
    def properties(self) -> dict[str, Any]:
        """Return the properties by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @property
    def as_json(self) -> dict[str, object]:
        """Return the properties as a row keeps them, without those that have their default."""
        return {
            field.name: _to_json(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "AuditEvent":
        """Return the event whose properties `as_json` stored."""
        hints = get_type_hints(cls)
        return cls(**{name: _from_json(hints[name], value) for name, value in stored.items()})


EVENTS: Final[dict[str, type[AuditEvent]]] = {}
"""Every kind of event, by its id."""

Kind = TypeVar("Kind", bound=AuditEvent)


@dataclass_transform(frozen_default=True)
def event(event_id: str, /, **texts: Text) -> Callable[[type[Kind]], type[Kind]]:
    """Register the decorated class as the kind of event ``event_id``, and make it a dataclass.

    Each of ``texts`` is a whole sentence with the actor in it: ``text`` the main one, the others
    for some values of the properties, by the name that `AuditEvent.variant` returns.

    Raises ValueError if a kind with this id is registered already.
    """

    def register(cls: type[Kind]) -> type[Kind]:
        if event_id in EVENTS:
            raise ValueError(f"two kinds of event have the id {event_id}")
        kind = dataclass(frozen=True)(cls)
        kind.id = event_id
        for name, text in texts.items():
            CATALOGUE.add(_message_id(event_id, "" if name == "text" else name), text)
        EVENTS[event_id] = kind
        return kind

    return register


def _message_id(event_id: str, variant: str) -> str:
    return ".".join(filter(None, ("audit", event_id, variant)))


def _to_json(value: object) -> object:
    if isinstance(value, (Message, Failure)):
        return value.as_json
    return [_to_json(each) for each in value] if isinstance(value, tuple) else value


def _from_json(hint: object, value: Any) -> Any:
    """Return what a row keeps of a property as a value of its type, which ``hint`` names."""
    kinds = {hint, *get_args(hint)}
    if value is None or not kinds & {Message, Failure}:
        return value
    read = Failure.from_json if Failure in kinds else Message.from_json
    return tuple(map(read, value)) if get_origin(hint) is tuple else read(value)
