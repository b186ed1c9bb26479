"""Presets: rules to start from, for what people most often need."""

from dataclasses import dataclass
from typing import Final

from buckets.cors import METHODS
from buckets.cors.validate.draft import Draft
from buckets.presenters.text import say


@dataclass(frozen=True, slots=True)
class Preset:
    """A draft to start from, with its id; ``risky`` ones are marked on the page."""

    id: str
    draft: Draft
    risky: bool = False

    @property
    def name(self) -> str:
        return say(f"presets.{self.id}")

    @property
    def purpose(self) -> str:
        return say(f"presets.{self.id}.purpose")


_PRESETS: Final = (
    # What the vendor's browser SDK needs: it reads ETag after each part of a multipart upload.
    Preset(
        "upload",
        Draft(
            methods=("GET", "POST", "PUT", "HEAD"),
            allowed_headers="*",
            expose_headers="ETag\nx-oss-request-id",
            max_age="600",
        ),
    ),
    Preset(
        "read",
        Draft(origins="*", methods=("GET", "HEAD"), expose_headers="ETag", max_age="7200"),
    ),
    Preset(
        "debug",
        Draft(
            origins="*",
            methods=METHODS,
            allowed_headers="*",
            expose_headers="ETag\nx-oss-request-id",
            max_age="0",
        ),
        risky=True,
    ),
)
PRESETS: Final = {preset.id: preset for preset in _PRESETS}
