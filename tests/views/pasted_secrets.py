"""What somebody pastes without thinking of it: made-up secrets, as tools and browsers print them."""

from __future__ import annotations

import json
from typing import Any, Final

from tests.views.doctor_page import URL, blocked

HOST: Final = URL.partition("://")[2].partition("/")[0]
UPLOADER: Final = "https://stranger.example"

SECRETS: Final[dict[str, str]] = {
    "key": "LTAI5tQ8wErTyUiOpAsDfGhJ",
    "key secret": "zXcVbNmAsDfGhJkLqWeRtYuIoP1234",
    "temporary key": "STS.NUqWeRtYuIoPaSdFgHjKlZxC",
    "token": "CAISqgJ1q6Ft5B2yfSjIr5DbPsLMmLhJ2aPwkqG0hyqdL0",
    "signature": "dGhlLXNpZ25hdHVyZS1vZi1taW5l",
    "hex signature": "9f2c1b7de80a4a5f6d3c2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b",
    "policy": "eyJleHBpcmF0aW9uIjoiMjAyNC0wNS0wMVQxMDowMDowMFoifQ",
    "bearer": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmVkLWJ5LW1l",
    "session": "s3ss10n-0f-s0me0ne-wh0-1s-s1gned-1n",
    "password": "c0rrect-h0rse-battery",
    "mail": "wang.xiaoming@customer.example.com",
    "phone": "13812345678",
    "foreign phone": "170 1234567",
}
S: Final = SECRETS

SIGNED: Final = (
    f"{URL}?OSSAccessKeyId={S['key']}&Expires=1714557600&Signature={S['signature']}%3D"
    f"&security-token={S['token']}"
)
SIGNED_V4: Final = (
    f"{URL}?x-oss-signature-version=OSS4-HMAC-SHA256&x-oss-credential={S['temporary key']}%2F20240501"
    f"%2Fcn-hangzhou%2Foss%2Faliyun_v4_request&x-oss-date=20240501T100000Z&x-oss-expires=600"
    f"&x-oss-signature={S['hex signature']}&x-oss-security-token={S['token']}"
)

_BODY: Final = (
    "<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature we calculated does not "
    f"match the signature you provided.</Message><HostId>{HOST}</HostId><OSSAccessKeyId>{S['key']}"
    f"</OSSAccessKeyId><SignatureProvided>{S['signature']}=</SignatureProvided></Error>"
)
_CONFIG: Final = {
    "url": URL,
    "method": "put",
    "headers": {
        "Authorization": f"Bearer {S['bearer']}",
        "x-oss-security-token": S["token"],
        "Cookie": f"sessionid={S['session']}",
    },
}
_UPLOAD: Final = {
    "OSSAccessKeyId": S["key"],
    "policy": S["policy"],
    "signature": f"{S['signature']}=",
    "x-oss-security-token": S["token"],
}

PASTED: Final[dict[str, str]] = {
    "a signed address": blocked(url=SIGNED),
    "a signed address, V4": blocked(url=SIGNED_V4),
    "a signed address in a link": f"<{SIGNED}|{SIGNED}>\n{blocked(url=f'<{SIGNED}>')}",
    "a signed address in JSON": json.dumps({"message": blocked(url=SIGNED_V4)}),
    "a signed address in HTML": blocked(url=SIGNED.replace("&", "&amp;")),
    "an address with a password": blocked(
        url=URL.replace("://", f"://{S['mail'].partition('@')[0]}:{S['password']}@")
    ),
    "curl -v": (
        f"> PUT /clip.mp4 HTTP/1.1\n> Host: {HOST}\n> Origin: {UPLOADER}\n> Authorization: OSS {S['key']}:"
        f"{S['signature']}=\n> x-oss-security-token: {S['token']}\n> Cookie: sessionid={S['session']}\n>\n"
        f"< HTTP/1.1 403 Forbidden\n< Set-Cookie: sessionid={S['session']}; HttpOnly\n<\n{_BODY}"
    ),
    "curl -v, V4": (
        f"> PUT /clip.mp4 HTTP/2\n> host: {HOST}\n> origin: {UPLOADER}\n> authorization: OSS4-HMAC-SHA256 "
        f"Credential={S['key']}/20240501/cn-hangzhou/oss/aliyun_v4_request, AdditionalHeaders=host, "
        f"Signature={S['hex signature']}\n>\n< HTTP/2 403\n<"
    ),
    "curl's command": (
        f"curl '{SIGNED}' -X PUT -H 'Origin: {UPLOADER}' -H 'Authorization: Bearer {S['bearer']}' "
        f"-H 'Cookie: sessionid={S['session']}' -b 'sessionid={S['session']}' -u 'admin:{S['password']}'"
    ),
    "a network panel": (
        f"Request URL\n{SIGNED}\nRequest Method\nPUT\nStatus Code\n403 Forbidden\nRequest Headers\n"
        f"authorization\nBearer {S['bearer']}\ncookie\nsessionid={S['session']}\norigin\n{UPLOADER}\n"
        f"x-oss-security-token\n{S['token']}"
    ),
    "an older network panel": (
        f"Request URL: {SIGNED}\nRequest Method: PUT\nStatus Code: 403 Forbidden\nRequest Headers\n"
        f"authorization: Bearer {S['bearer']}\ncookie: sessionid={S['session']}\norigin: {UPLOADER}"
    ),
    "an error body": _BODY,
    "axios": f"AxiosError: Network Error {json.dumps({'config': _CONFIG})}",
    "axios, as a browser shows it": (
        f"config: {{url: '{URL}', method: 'put', headers: {{Authorization: 'Bearer {S['bearer']}', "
        f"'x-oss-security-token': '{S['token']}'}}}}"
    ),
    "a client's options": (
        f"new OSS({{accessKeyId: '{S['temporary key']}', accessKeySecret: '{S['key secret']}', stsToken: "
        f"'{S['token']}', bucket: 'examplebucket'}})\n{blocked()}"
    ),
    "an environment": (
        f"OSS_ACCESS_KEY_ID={S['key']}\nOSS_ACCESS_KEY_SECRET={S['key secret']}\n"
        f"OSS_SESSION_TOKEN={S['token']}\nDB_PASSWORD={S['password']}\n{blocked()}"
    ),
    "what STS answers": (
        json.dumps(
            {
                "AccessKeyId": S["temporary key"],
                "AccessKeySecret": S["key secret"],
                "SecurityToken": S["token"],
            }
        )
        + f"\n{blocked()}"
    ),
    "an upload form": f"multipart_params {json.dumps(_UPLOAD)}\n{blocked(method='POST')}",
    "an upload form's fields": (
        f"policy: {S['policy']}\nsignature: {S['signature']}=\nOSSAccessKeyId: {S['key']}\n{blocked()}"
    ),
    "who to ask": (
        f"Please mail {S['mail']} or ring {S['phone']} or +49 {S['foreign phone']}.\n{blocked()}"
    ),
    "who to ask, Chinese": f"联系人 邮箱{S['mail']}，电话：+86 {S['phone']}。\n{blocked()}",
    "nothing that is understood": (
        f"It does not work, ask {S['mail']}\nAuthorization: Bearer {S['bearer']}\naccessKeyId: {S['key']}"
    ),
}
"""Each text with some of the secrets in it."""


def _listed(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def har() -> dict[str, Any]:
    """A HAR file of refused requests, with every secret in it somewhere."""
    sent = {
        "Origin": UPLOADER,
        "Authorization": f"OSS {S['key']}:{S['signature']}=",
        "Cookie": f"sessionid={S['session']}",
        "x-oss-security-token": S["token"],
        "x-oss-meta-author": S["mail"],
        "x-oss-meta-phone": S["phone"],
    }
    answered = {"Set-Cookie": f"sessionid={S['session']}", "x-note": S["foreign phone"]}
    form = {"text": json.dumps(_UPLOAD | {"password": S["password"]})}
    entries = [
        {
            "request": {"method": method, "url": url, "headers": _listed(sent), "postData": form},
            "response": {
                "status": 403,
                "headers": _listed(answered),
                "content": {"text": f"{_BODY} {S['key secret']} {S['bearer']}"},
            },
        }
        for method, url in (("PUT", SIGNED), ("GET", SIGNED_V4))
    ]
    return {"log": {"version": "1.2", "entries": entries}}
