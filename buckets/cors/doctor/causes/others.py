"""The causes that only look like CORS, and those of which nobody can tell."""

from typing import Final

from buckets.cors.doctor.causes.base import (
    FETCH,
    MDN_CORS,
    PUT_BUCKET_CORS,
    TROUBLESHOOTING,
    Source,
    Step,
    register,
)
from buckets.cors.doctor.symptoms import Symptom

ERROR_RESPONSES: Final = Source("oss-error-responses", "OSS, Error responses")
MDN_SECURITY: Final = Source("mdn-web-security", "MDN, Web security")
PRIVATE_NETWORK_ACCESS: Final = Source(
    "private-network-access", "Private Network Access, draft of the WICG"
)
BROWSERS: Final = Source("browsers", "What browsers print")

MINI_PROGRAMS: Final = Source("mini-programs", "Weixin Mini Program, Network")

SIGNATURE: Final = register(
    "signature",
    "Not CORS: the signature failed first.",
    ERROR_RESPONSES,
    Step(
        "compare", "Compare what is signed with what is sent: method, Content-Type, x-oss- headers."
    ),
    Step("sign-again", "Sign anew: each header that the page adds changes the signature."),
    Step("why-no-headers", "OSS checks permission before CORS, so the answer has no CORS headers."),
    is_cors=False,
    rivals=("permission",),
    told_by=(Symptom.SIGNATURE,),
)

KEY: Final = register(
    "key",
    "Not CORS: OSS does not know the AccessKey ID, or its token.",
    ERROR_RESPONSES,
    Step("new-credentials", "Let the server hand out new credentials, and see which account's."),
    is_cors=False,
)

EXPIRED: Final = register(
    "expired",
    "Not CORS: the signed address or the token has expired.",
    ERROR_RESPONSES,
    Step("sign-late", "Sign anew shortly before the request, and check the clocks."),
    is_cors=False,
    told_by=(Symptom.EXPIRED,),
)

CLOCK: Final = register(
    "clock",
    "Not CORS: the clock of the signing computer is more than 15 minutes wrong.",
    ERROR_RESPONSES,
    Step("set-clock", "Set the clock, or sign on a server whose clock is right."),
    is_cors=False,
)

PERMISSION: Final = register(
    "permission",
    "Not CORS: the request has no permission for this object.",
    ERROR_RESPONSES,
    Step("check-policies", "Look at the RAM policy, the bucket policy and the bucket's ACL."),
    Step("make-public", "Without a signature, the object has to be public."),
    is_cors=False,
    rivals=("signature",),
    told_by=(Symptom.PERMISSION,),
)

POLICY: Final = register(
    "policy",
    "Not CORS: the policy of the upload form does not allow this upload.",
    ERROR_RESPONSES,
    Step("compare-fields", "Compare the form's fields with the policy that the server signed."),
    is_cors=False,
)

REFUSED_FIRST: Final = register(
    "refused-first",
    "Not CORS, most likely: the rules allow it, and OSS refused it before looking at them.",
    TROUBLESHOOTING,
    Step(
        "open-body",
        "Open the request in the browser's network panel, and read the body "
        "of the answer: OSS says there what it refused. Paste that here.",
    ),
    Step("check-signature", "Most often the signature is wrong, or has expired."),
    is_cors=False,
    rivals=("signature", "permission"),
)

ACCOUNT_OVERDUE: Final = register(
    "account-overdue",
    "Not CORS: the account that owns the bucket is disabled, most often for an unpaid bill.",
    ERROR_RESPONSES,
    Step("pay", "Ask who pays for the account to look at its bills in the Alibaba Cloud console."),
    is_cors=False,
)

DOMAIN_NOT_BOUND: Final = register(
    "domain-not-bound",
    "Not CORS: the custom domain is not mapped to the bucket.",
    ERROR_RESPONSES,
    Step("map-domain", "Map the domain to the bucket in the OSS console, under Domain Names."),
    is_cors=False,
)

NO_BUCKET: Final = register(
    "no-bucket",
    "Not CORS: there is no such bucket at this address.",
    ERROR_RESPONSES,
    Step("compare-name", "Compare the bucket's name and its region with the address."),
    is_cors=False,
)

NO_OBJECT: Final = register(
    "no-object",
    "Not CORS: there is no such object.",
    ERROR_RESPONSES,
    Step("compare-name", "Compare the object's name: letter case and escaped characters count."),
    is_cors=False,
)

ADDRESS: Final = register(
    "address",
    "Not CORS: the address does not lead to the bucket: its host or region is wrong.",
    ERROR_RESPONSES,
    Step(
        "virtual-host",
        "Use https://BUCKET.oss-REGION.aliyuncs.com/OBJECT, with the bucket's own region.",
    ),
    is_cors=False,
)

THROTTLED: Final = register(
    "throttled",
    "Not CORS: OSS received too many requests, or had an error of its own.",
    ERROR_RESPONSES,
    Step("try-later", "Try again after a moment, less often."),
    is_cors=False,
    rivals=("not-oss",),
    told_by=(Symptom.THROTTLED,),
)

RULES_REFUSED: Final = register(
    "rules-refused",
    "OSS refused the rules themselves when somebody wrote them.",
    PUT_BUCKET_CORS,
    Step("edit-here", "Edit them in this console: it says what OSS would refuse, and why."),
    is_cors=False,
)

OSS_ERROR: Final = register(
    "oss-error",
    "Not CORS: OSS refused the request, for the reason that its code names.",
    ERROR_RESPONSES,
    Step(
        "look-up-code",
        "Read OSS's message above, look up the code in the error reference of OSS, and correct "
        "the request.",
    ),
    is_cors=False,
)

NOT_OSS: Final = register(
    "not-oss",
    "The address is not one of OSS, nor of a bucket that you see here.",
    FETCH,
    Step("name-bucket", "If a CDN or a domain of yours leads to a bucket, name that below."),
    Step("other-server", "If it is another server, that server has to send the CORS headers."),
    is_cors=False,
    rivals=("rules",),
)

SAME_ORIGIN_MODE: Final = register(
    "same-origin-mode",
    "The page itself forbids the request: its mode is same-origin.",
    FETCH,
    Step("set-mode", "Set mode to “cors” in the call of fetch."),
    is_cors=False,
    told_by=(Symptom.SAME_ORIGIN_MODE,),
)

NOT_HTTP: Final = register(
    "not-http",
    "The address does not begin with http:// or https://.",
    MDN_CORS,
    Step("whole-address", "Write the whole address, with its protocol."),
    Step("serve", "Serve the page over http, if it was opened from a file."),
    is_cors=False,
    told_by=(Symptom.NOT_HTTP,),
)

BROWSER_SETTING: Final = register(
    "browser-setting",
    "A setting or an extension of the browser is in the way.",
    MDN_CORS,
    Step("fresh-profile", "Try it in a fresh profile, without extensions."),
    is_cors=False,
    told_by=(Symptom.CORS_DISABLED, Symptom.ORIGIN_NOT_ADDED),
)

PRIVATE_NETWORK: Final = register(
    "private-network",
    "Not a matter of rules: a page of the internet asks for an address of a private "
    "network, and browsers guard these.",
    PRIVATE_NETWORK_ACCESS,
    Step("public-endpoint", "Use the public endpoint: internal ones are for servers."),
    Step("check-proxy", "Look whether a VPN or proxy gives OSS a private address."),
    is_cors=False,
    told_by=(Symptom.PRIVATE_NETWORK,),
)

MIXED_CONTENT: Final = register(
    "mixed-content",
    "Not CORS: a page over https may not load anything over http.",
    MDN_SECURITY,
    Step("use-https", "Use https:// in the address of the object."),
    is_cors=False,
    told_by=(Symptom.MIXED_CONTENT,),
)

CONTENT_POLICY: Final = register(
    "content-policy",
    "Not CORS: the page's own Content-Security-Policy forbids the address.",
    MDN_SECURITY,
    Step("add-host", "Add the host of the bucket to connect-src, or to what the message names."),
    is_cors=False,
    told_by=(Symptom.CONTENT_POLICY,),
)

EXTENSION: Final = register(
    "extension",
    "Not CORS: an extension of the browser blocked it, as ad blockers do.",
    MDN_SECURITY,
    Step("private-window", "Try it in a private window without extensions."),
    Step("rename", "Names with “ad” or “track” in them are blocked most: choose another."),
    is_cors=False,
    rivals=("no-answer",),
    told_by=(Symptom.BLOCKED_BY_CLIENT,),
)

OPAQUE: Final = register(
    "opaque",
    "The file was asked for without CORS, and the browser keeps it back.",
    FETCH,
    Step("crossorigin", "Set crossorigin=“anonymous” on the element, or mode “cors” in fetch."),
    Step("check-type", "Look whether an error came in place of the file: its type tells."),
    is_cors=False,
    rivals=("refused-first",),
    told_by=(Symptom.OPAQUE_BLOCKED,),
)

FORBIDDEN_HEADER: Final = register(
    "forbidden-header",
    "The page sets a header that only browsers may set; they leave it out.",
    FETCH,
    Step("leave-out", "Do not set it. The request itself goes on without."),
    is_cors=False,
    told_by=(Symptom.FORBIDDEN_HEADER,),
)

CERTIFICATE: Final = register(
    "certificate",
    "Not CORS: the certificate does not fit the host.",
    MDN_SECURITY,
    Step("own-domain", "A domain of your own needs its certificate on OSS or on the CDN."),
    Step("dots-in-name", "A bucket with dots in its name fits no certificate of OSS."),
    is_cors=False,
    told_by=(Symptom.CERTIFICATE,),
)

UNREACHABLE: Final = register(
    "unreachable",
    "Not CORS: the host was not reached.",
    MDN_SECURITY,
    Step("compare-region", "Compare the region in the address with the bucket's."),
    Step("internal-endpoint", "Internal endpoints are reached from servers of Alibaba Cloud only."),
    is_cors=False,
    rivals=("address", "no-answer"),
    told_by=(Symptom.UNREACHABLE,),
)

MINI_PROGRAM_DOMAIN_LIST: Final = register(
    "mini-program-domain-list",
    "Not CORS: the domain is not in the mini program's list of server domains.",
    MINI_PROGRAMS,
    Step(
        "add-domain",
        "Add the host of the bucket in the mini program's console, under server domains: there is a"
        " list each for request, uploadFile and downloadFile.",
    ),
    Step("no-cors", "Mini programs send no Origin, so no CORS rule is needed for them."),
    is_cors=False,
    told_by=(Symptom.MINI_PROGRAM,),
)

CONFIGURATION: Final = register(
    "configuration",
    "This is a CORS configuration, not an error message.",
    PUT_BUCKET_CORS,
    Step("simulator", "Paste it into the simulator to see which requests it allows."),
    is_cors=None,
    told_by=(Symptom.CONFIGURATION,),
)

NO_ANSWER: Final = register(
    "no-answer",
    "The request failed, and the browser does not say why: it can be CORS, an ad blocker, the "
    "network, or a wrong certificate.",
    BROWSERS,
    Step("line-above", "Look at the console for a line above it that says more, and paste that."),
    Step("private-window", "Try it in a private window without extensions."),
    is_cors=None,
    rivals=("rules", "unreachable"),
    is_open=True,
    suggested_by=(Symptom.NO_ANSWER,),
)

NOTHING: Final = register(
    "nothing",
    "Nothing in it was recognised.",
    BROWSERS,
    Step("paste-all", "Paste the whole message of the browser's console, or OSS's answer."),
    Step("describe", "Or say below what the page does, and the rules are tried on it."),
    is_cors=None,
    is_open=True,
)
