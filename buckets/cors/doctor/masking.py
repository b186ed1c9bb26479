"""What of a pasted text is nobody's business, masked.

None of it decides a diagnosis, so it is taken out before anything else looks at the text.
"""

import re
from typing import Final

MASK: Final = "…"

_PARAMETER: Final = re.compile(
    r"(?<=[?&;])((?:ossaccesskeyid|accesskeyid|awsaccesskeyid|signature|security-token|policy"
    r"|x-(?:oss|amz|cos|obs|goog)-(?:signature|credential|security-token)"
    r"|token|access_token|auth_key|key|sign|sig|q-signature|q-ak|code|session|password)=)"
    r"[^&#\s'\"<>]{1,4000}",
    re.IGNORECASE,
)
_HEADERS: Final = (
    r"(?:(?:proxy-)?authorization|(?:set-)?cookie|(?:x-(?:oss|amz|cos)-)?security-?token)"
)
_SECRETS: Final = (
    r"(?:access_?key_?secret|secret_?access_?key|secret_?key|(?:sts|session|security)[_-]?token"
    r"|secret|password|passwd)"
)
_USER: Final = re.compile(r"(?<=://)[^/@\s'\"<>]{1,300}@")
_MASKED: Final = (
    _PARAMETER,
    # Of a header its scheme stays: "OSS4-HMAC-SHA256" or "Bearer" can be the very fault.
    re.compile(
        r"(\b(?:proxy-)?authorization['\"]?\s{0,3}[:=]\s{0,3}['\"]?(?:[\w-]{1,30} )?)"
        r"[^\r\n'\"]{1,4000}",
        re.IGNORECASE,
    ),
    re.compile(r"(\b(?:set-)?cookie['\"]?\s{0,3}:\s{0,3}['\"]?)[^\r\n'\"]{1,8000}", re.IGNORECASE),
    # In a browser's panel the value stands in the next line.
    re.compile(
        rf"(^[ \t>]{{0,8}}{_HEADERS}:?[ \t]{{0,4}}\r?\n[ \t>]{{0,8}})[^\r\n]{{1,8000}}",
        re.IGNORECASE | re.MULTILINE,
    ),
    re.compile(
        re.compile(
            rf"({_SECRETS}['\"]?\s{{0,3}}[:=]\s{{0,3}}['\"]?)[^\s'\",;&}}<]{{4,4000}}",
            re.IGNORECASE,
        ),
    ),
    # Fields of an upload form: base64.
    re.compile(
        r"(\b(?:policy|signature)['\"]?\s{0,3}[:=]\s{0,3}['\"]?)[A-Za-z0-9+/%-]{16,8000}={0,2}",
        re.IGNORECASE,
    ),
    re.compile(r"(<(?:SignatureProvided|StringToSign|CanonicalRequest)>)[^<]{1,8000}"),
    # curl's options for cookies and passwords.
    re.compile(
        r"((?<!\S)(?:-b|-u|--cookie|--user|--proxy-user)[ =])"
        r"(?:'[^'\n]{1,4000}'|\"[^\"\n]{1,4000}\"|[^\s'\"]{1,1000})"
    ),
    re.compile(r"\b((?:LTAI|AKIA|ASIA|AKID|STS\.|TMP\.))[A-Za-z0-9]{10,64}"),
    re.compile(r"(?<![\w.+@-])()[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w-])"),
    re.compile(r"(?<![\w.+/=-])()(?:\+[0-9]{1,3}[ -]?)?1[3-9][0-9]{9}(?![\w-])"),
    re.compile(r"(?<![\w.])()\+[0-9]{1,3}(?:[ -]?[0-9]{2,4}){3,5}(?![\w-])"),
)
"""Each with what stays of it in its first group."""


def mask_address(url: str) -> str:
    """Return ``url`` without the values in its query that sign it, and without a password."""
    return _PARAMETER.sub(rf"\1{MASK}", _USER.sub("", url))


def mask(text: str) -> str:
    """Return ``text`` without secrets, names of keys, e-mail addresses and telephone numbers."""
    text = _USER.sub("", text)
    for pattern in _MASKED:
        text = pattern.sub(rf"\1{MASK}", text)
    return text
