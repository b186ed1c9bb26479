"""The causes that are about CORS."""

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

CONFIGURE_CORS: Final = Source("oss-configure-cors", "OSS, Configure CORS")
OPTION_OBJECT: Final = Source("option-object", "OSS, OptionObject")
BROWSER_SDK: Final = Source("oss-browser-sdk", "OSS, Browser.js SDK")

REVIEW: Final = Step(
    "review",
    "Look at the proposed change below, review it, and publish it.",
    is_shared=True,
    needs_remedy=True,
)
RELOAD: Final = Step(
    "reload",
    "Reload the page without its cache: browsers remember the answer to a preflight.",
    is_shared=True,
)

# --- What a change of the rules can mend ----------------------------------------------------------

NO_RULES: Final = register(
    "no-rules",
    "The bucket has no CORS rules, so OSS refuses every preflight.",
    TROUBLESHOOTING,
    Step("create-rule", "Create a rule for the origin of the page."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
    suggested_by=(Symptom.NO_RULES,),
)

ORIGIN: Final = register(
    "origin",
    "No rule allows the origin of the page.",
    CONFIGURE_CORS,
    Step(
        "own-page",
        "Make sure that the page is one of yours: the rule lets every page of that origin in.",
    ),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
)

PORT: Final = register(
    "port",
    "The port is missing in the rule, or is another one.",
    CONFIGURE_CORS,
    Step("add-port", "A source needs its port, unless it is the default one of its protocol."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
)

SCHEME: Final = register(
    "scheme",
    "The rule has another protocol than the page, or none.",
    CONFIGURE_CORS,
    Step("add-scheme", "A source begins with https:// or http://, just as the page's address."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
)

SPELLING: Final = register(
    "spelling",
    "The rule means this page, and is not spelled as browsers send it.",
    TROUBLESHOOTING,
    Step(
        "respell",
        "A source has no path, no slash at its end and no capital letters: "
        "the whole text is compared.",
    ),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
)

METHOD: Final = register(
    "method",
    "The rules that allow this page do not allow the method.",
    TROUBLESHOOTING,
    Step("add-method", "Tick the method in the rule of this page."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
    suggested_by=(Symptom.METHOD,),
)

HEADER: Final = register(
    "header",
    "The rules that allow this page do not allow a header that it sends.",
    TROUBLESHOOTING,
    Step("add-header", "Add the header to Allowed Headers, by its name or by a pattern with *."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
    suggested_by=(Symptom.HEADER, Symptom.AUTHORIZATION),
)

ETAG: Final = register(
    "etag",
    "The upload reads ETag from each answer, and the rule does not expose that header. "
    "Small files go through, as they are sent in one part.",
    BROWSER_SDK,
    Step("expose-etag", "Add ETag to Exposed Headers of the rule."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
    rivals=("unexposed",),
    suggested_by=(Symptom.ETAG, Symptom.LARGE_UPLOADS),
)

UNEXPOSED: Final = register(
    "unexposed",
    "The page reads a header of the answer that the rule does not expose.",
    FETCH,
    Step("expose-header", "Add its name to Exposed Headers of the rule."),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
    suggested_by=(Symptom.UNEXPOSED,),
)

OVERLAP: Final = register(
    "overlap",
    "An earlier rule answers, without what a later one would allow.",
    OPTION_OBJECT,
    Step(
        "one-rule-an-origin", "Only the first rule that matches answers. Keep one rule an origin."
    ),
    REVIEW,
    RELOAD,
    is_cors=True,
    is_mendable=True,
)

# --- What no value in a rule can mend -------------------------------------------------------------

NULL_ORIGIN: Final = register(
    "null-origin",
    "The page has no origin: it was opened from a file, or stands in a sandbox.",
    CONFIGURE_CORS,
    Step("serve", "Serve the page over http, for example from a server on your machine."),
    Step(
        "never-allow-null",
        "Do not allow null: pages of strangers can send it too, from a sandboxed frame.",
    ),
    is_cors=True,
    rivals=("not-http",),
)

RULES: Final = register(
    "rules",
    "The bucket's rules probably do not allow the request.",
    OPTION_OBJECT,
    Step("say-more", "Say below what is missing, and the rules are tried on it."),
    is_cors=True,
    rivals=("origin", "no-rules"),
    suggested_by=(Symptom.OSS_ERROR,),
)

CREDENTIALS: Final = register(
    "credentials",
    "The page sends the request with credentials, which OSS never allows.",
    CONFIGURE_CORS,
    Step(
        "omit-credentials",
        "Set withCredentials to false, or credentials to “omit” or “same-origin”.",
    ),
    Step("no-rule-helps", "No rule can help: OSS sends no Access-Control-Allow-Credentials."),
    is_cors=True,
    told_by=(Symptom.WILDCARD_WITH_CREDENTIALS, Symptom.NO_ALLOW_CREDENTIALS),
)

METHOD_UNKNOWN: Final = register(
    "method-unknown",
    "OSS takes no requests of other sites by this method, whatever the rules.",
    PUT_BUCKET_CORS,
    Step("other-method", "Use GET, POST, PUT, DELETE or HEAD."),
    is_cors=True,
)

MIXED_REQUESTS: Final = register(
    "mixed-requests",
    "The browser has kept an answer without CORS headers: the same file was loaded before"
    " by an img or script element, and is now taken from the cache.",
    CONFIGURE_CORS,
    Step("turn-on-vary", "Turn on Vary: Origin for the bucket, and publish it."),
    Step("crossorigin", "Or let the element ask by CORS too: crossorigin=“anonymous”."),
    Step("empty-cache", "Empty the browser's cache once."),
    is_cors=True,
    rivals=("origin",),
    told_by=(Symptom.NOW_AND_THEN,),
)

SEVERAL_SITES: Final = register(
    "several-sites",
    "The answer names the origin of another site: a cache kept it from there.",
    CONFIGURE_CORS,
    Step("turn-on-vary", "Turn on Vary: Origin for the bucket, and publish it."),
    Step("empty-cache", "Empty the cache once: the browser's, and the CDN's if there is one."),
    is_cors=True,
    rivals=("cdn",),
    suggested_by=(Symptom.OTHER_ORIGIN,),
)

CDN: Final = register(
    "cdn",
    "A CDN answered, with headers of its own or with some it has kept.",
    CONFIGURE_CORS,
    Step("configure-cdn", "Configure CORS in the CDN console: the rules here do not reach it."),
    Step("refresh-cdn", "Refresh what the CDN has kept."),
    is_cors=True,
    rivals=("refused-first",),
    told_by=(Symptom.REFUSED_BY_CDN,),
)

TWO_ANSWERS: Final = register(
    "two-answers",
    "Access-Control-Allow-Origin came twice, or its value is not an origin.",
    FETCH,
    Step("find-second", "OSS sends it once: a CDN or proxy in between adds another."),
    Step("one-sender", "Let only one of them add CORS headers."),
    is_cors=True,
    told_by=(Symptom.SEVERAL_ORIGINS, Symptom.INVALID_ORIGIN, Symptom.UNPARSABLE),
)

REDIRECT: Final = register(
    "redirect",
    "The request was redirected, which a browser does not allow here.",
    MDN_CORS,
    Step("final-address", "Use the address that it leads to from the start."),
    Step("find-redirect", "Look for a rule that turns http into https, or one for a mirror."),
    is_cors=True,
    rivals=("null-origin",),
    told_by=(Symptom.REDIRECT,),
)

PREFLIGHT_EACH: Final = register(
    "preflight-each",
    "Browsers remember a preflight for each address, not for the bucket.",
    FETCH,
    Step("cache-timeout", "A cache timeout saves only the repeated ones: give the rule one."),
    Step("fewer-headers", "Fewer headers of one's own can make a preflight unnecessary."),
    is_cors=True,
    told_by=(Symptom.PREFLIGHT_EACH,),
)

TAINTED: Final = register(
    "tainted",
    "The picture was loaded without CORS, so the canvas may not be read.",
    FETCH,
    Step("crossorigin", "Set crossorigin=“anonymous” on the element before its address."),
    Step("allow-get", "The rules have to allow GET for the page's origin."),
    Step("turn-on-vary", "Turn on Vary: Origin if the picture is also loaded without CORS."),
    is_cors=True,
    told_by=(Symptom.TAINTED,),
)

ALLOWED: Final = register(
    "allowed",
    "The rules allow this request as it is described.",
    OPTION_OBJECT,
    Step("reload", "Was it before the last publish? Try it again without the cache."),
    Step("name-headers", "Were there other headers? Say below which ones the page sends."),
    is_cors=True,
    suggested_by=(Symptom.ANSWERED,),
)
