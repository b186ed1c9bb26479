"""What is to be said, as an id and parameters: text is never identity.

The domain knows no language. A package keeps the English text of its messages in a `Catalogue`;
`buckets.presenters.text` alone turns a message into text in the reader's language.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class Plural:
    """A text with a form for one and a form for many, chosen by the parameter ``by``."""

    one: str
    many: str
    by: str = "count"


Text = str | Plural
"""English, with ``%(name)s`` where a parameter goes."""


MOST_QUOTED: Final = 80
"""Characters of what somebody typed that a message repeats."""


def quoted(text: str) -> str:
    """Return ``text`` as a message quotes it: the beginning alone where it is long."""
    return text if len(text) <= MOST_QUOTED else f"{text[: MOST_QUOTED - 1]}…"


class Catalogue(Mapping[str, Text]):
    """The English texts of a package's messages, by message id."""

    def __init__(self, texts: Mapping[str, Text] | None = None) -> None:
        self._texts = dict(texts or {})

    def add(self, message_id: str, text: Text) -> str:
        """Take in ``text`` under ``message_id``, and return the id.

        Raises ValueError if the id has a text already.
        """
        if message_id in self._texts:
            raise ValueError(f"two texts for the message id {message_id}")
        self._texts[message_id] = text
        return message_id

    def english(self, message: "Message") -> str:
        """Return the English text of ``message``, for a protocol that speaks English alone."""
        text = self._texts[message.id]
        form = (
            text
            if isinstance(text, str)
            else text.one
            if message.params[text.by] == 1
            else text.many
        )
        return form % message.params

    def __getitem__(self, message_id: str) -> Text:
        return self._texts[message_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@dataclass(frozen=True, slots=True)
class Message:
    """A message id with the parameters of its text; a parameter may be a message itself."""

    id: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the id and the parameters, for a log: a log has no language."""
        params = ", ".join(f"{name}={value}" for name, value in self.params.items())
        return f"{self.id} ({params})" if params else self.id

    @classmethod
    def quoting(cls, message_id: str, **params: object) -> "Message":
        """Return a message about what somebody typed, or OSS sent: `quoted` where it is text."""
        short = {
            name: quoted(value) if isinstance(value, str) else value
            for name, value in params.items()
        }
        return cls(message_id, short)

    @property
    def as_json(self) -> dict[str, object]:
        """The message as it is stored, and shown later in the reader's language."""
        params = {
            name: value.as_json if isinstance(value, Message) else value
            for name, value in self.params.items()
        }
        return {"id": self.id, "params": params}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Message":
        """Return the message that `as_json` stored."""
        params = {
            name: cls.from_json(value) if isinstance(value, dict) else value
            for name, value in stored["params"].items()
        }
        return cls(stored["id"], params)
