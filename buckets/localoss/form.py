"""The form of PostObject: its fields, its file, and the signature over its policy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from buckets.localoss import form_data, policy, signature_v1, signature_v4
from buckets.localoss.answers import Pairs
from buckets.localoss.authentication import Claim, Keys, scope_of, verified
from buckets.localoss.form_data import Part
from buckets.localoss.refusals import invalid_argument, malformed_form
from buckets.localoss.request import Request

_SIGNING: Final = ("ossaccesskeyid", "signature", "policy", "x-oss-signature-version")


@dataclass(frozen=True, slots=True)
class Form:
    """Fields by name in lower case. The file comes last; what follows it is ignored."""

    bucket: str
    keys: Keys
    fields: Mapping[str, bytes]
    file: Part

    @classmethod
    def read(cls, request: Request, keys: Keys) -> "Form":
        """Raises `RefusedError` for a body that is no such form."""
        parts = form_data.read(request.headers.get("content-type"), request.body)
        fields: dict[str, bytes] = {}
        for part in parts:
            if part.name.lower() == "file":
                return cls(request.bucket, keys, fields, part)
            fields[part.name.lower()] = part.content
        raise malformed_form()

    @property
    def content(self) -> bytes:
        return self.file.content

    @property
    def content_type(self) -> str:
        return self.file.content_type

    @property
    def key(self) -> str:
        """The object's name, in which `${filename}` stands for the file's."""
        name = (self.file.filename or "").replace("\\", "/").rsplit("/", 1)[-1]
        return self.text("key").replace("${filename}", name)

    @property
    def header_pairs(self) -> Pairs:
        """The fields as header lines, as PutObject would have got them."""
        return tuple((name, value.decode("latin-1")) for name, value in self.fields.items())

    @property
    def is_signed(self) -> bool:
        return any(name in self.fields for name in _SIGNING)

    def text(self, name: str) -> str:
        """A field as text, empty when it is not there."""
        return self.fields.get(name, b"").decode("utf-8", "surrogateescape")

    def check_signature(self, now: float) -> None:
        """Raises `RefusedError` unless a known key signed the policy and the policy allows this."""
        encoded = self.text("policy")
        if not encoded:
            raise invalid_argument("The policy form field is missing.", "0002-00000702")
        verified(self._v4_claim() if self._is_v4 else self._v1_claim(), self.keys)
        fields = {name: self.text(name) for name in self.fields} | {"bucket": self.bucket}
        policy.check(encoded, fields=fields, size=len(self.content), now=now)

    @property
    def _is_v4(self) -> bool:
        return self.text("x-oss-signature-version") == signature_v4.ALGORITHM

    def _v1_claim(self) -> Claim:
        data = self.fields["policy"]
        return Claim(
            self.text("ossaccesskeyid"),
            self.text("signature"),
            data,
            lambda secret: signature_v1.sign(secret, data),
        )

    def _v4_claim(self) -> Claim:
        data = self.fields["policy"]
        scope = scope_of(self.text("x-oss-credential"), self.text("x-oss-date"))
        return Claim(
            scope.access_key_id,
            self.text("x-oss-signature"),
            data,
            lambda secret: scope.sign(secret, data),
        )
