"""The policy of a PostObject form: what the one who signed it allows to be uploaded."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from buckets.localoss.refusals import (
    RefusedError,
    forbidden_by_policy,
    invalid_policy,
    too_large,
    too_small,
)

# Whatever the policy says of these is not compared with a form field of that name.
_FORMATS: Final = ("%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ")


def check(encoded: str, *, fields: Mapping[str, str], size: int, now: float) -> None:
    """Raises `RefusedError` when the upload is not what the policy allows (PostObject, Policy).

    ``fields`` are the form's, by their names in lower case, with `bucket` among them;
    ``size`` is the file's, in bytes.
    """
    document = _decoded(encoded)
    if now > _expiration(document):
        raise forbidden_by_policy("Policy expired.")
    conditions = document.get("conditions")
    if not isinstance(conditions, list):
        raise invalid_policy("Policy missing conditions.")
    for condition in conditions:
        _check_condition(condition, fields, size)


def _decoded(encoded: str) -> dict[str, Any]:
    try:
        document = json.loads(base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise invalid_policy("Policy is not Base64 of JSON.") from error
    if not isinstance(document, dict):
        raise invalid_policy("Policy is not an object.")
    return document


def _expiration(document: dict[str, Any]) -> float:
    text = document.get("expiration")
    for form in _FORMATS:
        try:
            return datetime.strptime(str(text), form).replace(tzinfo=UTC).timestamp()
        except ValueError:
            continue
    raise invalid_policy("Policy has no valid expiration.")


def _check_condition(condition: Any, fields: Mapping[str, str], size: int) -> None:
    if isinstance(condition, dict):
        for name, value in condition.items():
            _require(fields.get(name.lower(), "") == value, condition)
        return
    match condition:
        case ["content-length-range", int(low), int(high)]:
            if size < low:
                raise too_small()
            if size > high:
                raise too_large()
        case ["eq", str(name), str(value)]:
            _require(_field(fields, name) == value, condition)
        case ["starts-with", str(name), str(value)]:
            _require(_field(fields, name).startswith(value), condition)
        case ["in", str(name), list(values)]:
            _require(_field(fields, name) in values, condition)
        case ["not-in", str(name), list(values)]:
            _require(_field(fields, name) not in values, condition)
        case _:
            raise invalid_policy(f"Invalid condition: {json.dumps(condition)}")


def _field(fields: Mapping[str, str], name: str) -> str:
    return fields.get(name.removeprefix("$").lower(), "")


def _require(holds: bool, condition: Any) -> None:
    if not holds:
        raise _failed(condition)


def _failed(condition: Any) -> RefusedError:
    return forbidden_by_policy(f"Policy Condition failed: {json.dumps(condition)}")
