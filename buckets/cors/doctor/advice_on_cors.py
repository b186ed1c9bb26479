"""What is the matter where it is CORS, and what to do."""

from typing import Final

from buckets.cors.doctor.advice import FETCH, FIREFOX, PUT, TROUBLES, Advice
from buckets.cors.doctor.causes import Cause
from buckets.cors.message import gettext_noop

_CORS_GUIDE: Final = gettext_noop("OSS, Configure CORS")
_PREFLIGHT: Final = gettext_noop("OSS, OptionObject")
_SDK: Final = gettext_noop("OSS, Browser.js SDK")
REVIEW: Final = gettext_noop("Look at the proposed change below, review it, and publish it.")
_AGAIN: Final = gettext_noop(
    "Reload the page without its cache: browsers remember the answer to a preflight."
)

ON_CORS: Final = {
    Cause.NO_RULES: Advice(
        gettext_noop("The bucket has no CORS rules, so OSS refuses every preflight."),
        (gettext_noop("Create a rule for the origin of the page."), REVIEW, _AGAIN),
        TROUBLES,
    ),
    Cause.ORIGIN: Advice(
        gettext_noop("No rule allows the origin of the page."),
        (
            gettext_noop(
                "Make sure that the page is one of yours: its origin is all that keeps others out."
            ),
            REVIEW,
            _AGAIN,
        ),
        _CORS_GUIDE,
    ),
    Cause.PORT: Advice(
        gettext_noop("The port is missing in the rule, or is another one."),
        (
            gettext_noop("A source needs its port, unless it is the default one of its protocol."),
            REVIEW,
            _AGAIN,
        ),
        _CORS_GUIDE,
    ),
    Cause.SCHEME: Advice(
        gettext_noop("The rule has another protocol than the page, or none."),
        (
            gettext_noop("A source begins with https:// or http://, just as the page's address."),
            REVIEW,
            _AGAIN,
        ),
        _CORS_GUIDE,
    ),
    Cause.SPELLING: Advice(
        gettext_noop("The rule means this page, and is not spelled as browsers send it."),
        (
            gettext_noop(
                "A source has no path, no slash at its end and no capital letters: "
                "the whole text is compared."
            ),
            REVIEW,
            _AGAIN,
        ),
        TROUBLES,
    ),
    Cause.NULL_ORIGIN: Advice(
        gettext_noop("The page has no origin: it was opened from a file, or stands in a sandbox."),
        (
            gettext_noop("Serve the page over http, for example from a server on your machine."),
            gettext_noop(
                "Do not allow null: pages of strangers can send it too, from a sandboxed frame."
            ),
        ),
        _CORS_GUIDE,
    ),
    Cause.METHOD: Advice(
        gettext_noop("The rules that allow this page do not allow the method."),
        (gettext_noop("Tick the method in the rule of this page."), REVIEW, _AGAIN),
        TROUBLES,
    ),
    Cause.HEADER: Advice(
        gettext_noop("The rules that allow this page do not allow a header that it sends."),
        (
            gettext_noop("Add the header to Allowed Headers, by its name or by a pattern with *."),
            REVIEW,
            _AGAIN,
        ),
        TROUBLES,
    ),
    Cause.ETAG: Advice(
        gettext_noop(
            "The upload reads ETag from each answer, and the rule does not expose that header. "
            "Small files go through, as they are sent in one part."
        ),
        (gettext_noop("Add ETag to Exposed Headers of the rule."), REVIEW, _AGAIN),
        _SDK,
    ),
    Cause.UNEXPOSED: Advice(
        gettext_noop("The page reads a header of the answer that the rule does not expose."),
        (gettext_noop("Add its name to Exposed Headers of the rule."), REVIEW, _AGAIN),
        FETCH,
    ),
    Cause.OVERLAP: Advice(
        gettext_noop("An earlier rule answers, without what a later one would allow."),
        (
            gettext_noop("Only the first rule that matches answers. Keep one rule an origin."),
            REVIEW,
            _AGAIN,
        ),
        _PREFLIGHT,
    ),
    Cause.RULES: Advice(
        gettext_noop("The bucket's rules do not allow the request, as far as the message tells."),
        (gettext_noop("Say below what is missing, and the rules are tried on it."),),
        _PREFLIGHT,
    ),
    Cause.CREDENTIALS: Advice(
        gettext_noop("The page sends the request with credentials, which OSS never allows."),
        (
            gettext_noop(
                "Set withCredentials to false, or credentials to “omit” or “same-origin”."
            ),
            gettext_noop("No rule can help: OSS sends no Access-Control-Allow-Credentials."),
        ),
        _CORS_GUIDE,
    ),
    Cause.METHOD_UNKNOWN: Advice(
        gettext_noop("OSS takes no requests of other sites by this method, whatever the rules."),
        (gettext_noop("Use GET, POST, PUT, DELETE or HEAD."),),
        PUT,
    ),
    Cause.MIXED_REQUESTS: Advice(
        gettext_noop(
            "The browser has kept an answer without CORS headers: the same file was loaded "
            "before by an img or script element, and is now taken from the cache."
        ),
        (
            gettext_noop("Turn on Vary: Origin for the bucket, and publish it."),
            gettext_noop("Or let the element ask by CORS too: crossorigin=“anonymous”."),
            gettext_noop("Empty the browser's cache once."),
        ),
        _CORS_GUIDE,
    ),
    Cause.SEVERAL_SITES: Advice(
        gettext_noop("The answer names the origin of another site: a cache kept it from there."),
        (
            gettext_noop("Turn on Vary: Origin for the bucket, and publish it."),
            gettext_noop("Empty the cache once: the browser's, and the CDN's if there is one."),
        ),
        _CORS_GUIDE,
    ),
    Cause.CDN: Advice(
        gettext_noop("A CDN answered, with headers of its own or with some it has kept."),
        (
            gettext_noop("Configure CORS in the CDN console: the rules here do not reach it."),
            gettext_noop("Refresh what the CDN has kept."),
        ),
        _CORS_GUIDE,
    ),
    Cause.TWO_ANSWERS: Advice(
        gettext_noop("Access-Control-Allow-Origin came twice, or with a value that is none."),
        (
            gettext_noop("OSS sends it once: a CDN or proxy in between adds another."),
            gettext_noop("Let only one of them add CORS headers."),
        ),
        FETCH,
    ),
    Cause.REDIRECT: Advice(
        gettext_noop("The request was redirected, which a browser does not allow here."),
        (
            gettext_noop("Use the address that it leads to from the start."),
            gettext_noop("Look for a rule that turns http into https, or one for a mirror."),
        ),
        FIREFOX,
    ),
    Cause.PREFLIGHT_EACH: Advice(
        gettext_noop("Browsers remember a preflight for each address, not for the bucket."),
        (
            gettext_noop("A cache timeout saves only the repeated ones: give the rule one."),
            gettext_noop("Fewer headers of one's own can make a preflight unnecessary."),
        ),
        FETCH,
    ),
    Cause.TAINTED: Advice(
        gettext_noop("The picture was loaded without CORS, so the canvas may not be read."),
        (
            gettext_noop("Set crossorigin=“anonymous” on the element before its address."),
            gettext_noop("The rules have to allow GET for the page's origin."),
            gettext_noop("Turn on Vary: Origin if the picture is also loaded without CORS."),
        ),
        FETCH,
    ),
    Cause.ALLOWED: Advice(
        gettext_noop("The rules allow this request as it is described."),
        (
            gettext_noop("Was it before the last publish? Try it again without the cache."),
            gettext_noop("Were there other headers? Say below which ones the page sends."),
        ),
        _PREFLIGHT,
    ),
}
