"""What `lint` says about each finding: the sentence, why it matters, and who says so."""

from dataclasses import dataclass
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.message import Catalogue, gettext_noop

_ALLOWED, _BLOCKED, _HEADERS, _RULE, _VARY = ChangeKind


@dataclass(frozen=True, slots=True)
class Words:
    """What is said of one sort of finding. ``changes`` is how its fix may change answers."""

    says: str
    why: str
    source: str
    changes: frozenset[ChangeKind]


TITLES: Final = {
    "wide-open": gettext_noop("Wide open"),
    "any-site-writes": gettext_noop("Any site may write"),
    "open-wildcard": gettext_noop("Wildcard that strangers match"),
    "null-source": gettext_noop("Source null"),
    "any-scheme": gettext_noop("Wildcard for the scheme"),
    "insecure-source": gettext_noop("Source without encryption"),
    "wildcard-in-label": gettext_noop("Wildcard inside of a name"),
    "origin-never-matches": gettext_noop("Source that never matches"),
    "several-sites": gettext_noop("Several sites in one rule"),
    "shadowed-rule": gettext_noop("Rule that nothing reaches"),
    "overlapping-rules": gettext_noop("Rules that overlap"),
    "mergeable-rules": gettext_noop("Rules that can be one"),
    "rules-nearly-full": gettext_noop("Few rules left"),
    "size-nearly-full": gettext_noop("Little size left"),
    "vary-off": gettext_noop("Vary: Origin off"),
    "vary-off-mixed": gettext_noop("Vary: Origin off, one origin"),
    "etag-not-exposed": gettext_noop("ETag not exposed"),
    "request-id-not-exposed": gettext_noop("Request ID not exposed"),
    "sdk-headers-missing": gettext_noop("Headers of the SDK missing"),
    "key-value-header": gettext_noop("Header with a value"),
    "cache-timeout-unset": gettext_noop("Cache Timeout not set"),
    "cache-timeout-too-long": gettext_noop("Cache Timeout too long"),
    "redundant-entries": gettext_noop("Entries said twice"),
}
"""What each sort of finding is called, in the order in which they are to choose from."""

_FETCH: Final = gettext_noop("Fetch standard")
_OSS_RULES: Final = gettext_noop("Alibaba Cloud: Configure CORS rules")
_OSS_TROUBLE: Final = gettext_noop("Alibaba Cloud: OSS CORS errors and troubleshooting")
_OSS_PUT: Final = gettext_noop("Alibaba Cloud: PutBucketCors")
_SDK: Final = gettext_noop("Alibaba Cloud: Browser.js SDK (ali-oss)")
_SUFFIXES: Final = gettext_noop("Public Suffix List; PutBucketCors")
_SECURE: Final = gettext_noop("W3C: Secure Contexts; Mixed Content")

WORDS: Final = {
    "origin-never-matches": Words(
        gettext_noop("The source “%(value)s” can never match."),
        gettext_noop("No browser sends such an origin, so it lets nobody in."),
        _FETCH,
        frozenset({_ALLOWED, _BLOCKED, _HEADERS, _RULE}),
    ),
    "wide-open": Words(
        gettext_noop("Pages on any site may do everything here, with any header."),
        gettext_noop(
            "This is how one debugs CORS, and it was probably left behind: with a leaked or shared "
            "signature, any page in any browser can read, replace and delete objects."
        ),
        _OSS_TROUBLE,
        frozenset({_BLOCKED, _HEADERS, _RULE}),
    ),
    "any-site-writes": Words(
        gettext_noop("Pages on any site may write: %(value)s for %(sources)s."),
        gettext_noop(
            "Whoever visits a page of a stranger lends it the browser: where the bucket lets the "
            "request in by itself, as from inside a network, that page writes and deletes."
        ),
        _OSS_TROUBLE,
        frozenset({_BLOCKED, _HEADERS, _RULE}),
    ),
    "open-wildcard": Words(
        gettext_noop("Strangers can register names that “%(value)s” matches."),
        gettext_noop(
            "A * stands for any characters, dots too. What must come behind it is not a whole "
            "domain of yours, so %(example)s is let in as well."
        ),
        _SUFFIXES,
        frozenset({_BLOCKED, _HEADERS, _RULE}),
    ),
    "any-scheme": Words(
        gettext_noop("“%(value)s” also lets in pages that came without encryption."),
        gettext_noop(
            "The * stands for the scheme too. Anyone on the network can put a script into a page "
            "that comes over http://, and that script is then let in here."
        ),
        _SECURE,
        frozenset({_BLOCKED, _HEADERS, _RULE}),
    ),
    "null-source": Words(
        gettext_noop("The source null lets in pages of anybody."),
        gettext_noop(
            "Sandboxed frames, files and some redirects send the origin null, and any site can "
            "make its page one of these."
        ),
        _FETCH,
        frozenset({_BLOCKED, _HEADERS, _RULE}),
    ),
    "insecure-source": Words(
        gettext_noop("“%(value)s” is a site without encryption."),
        gettext_noop(
            "Anyone on the network can put a script into a page that comes over http://, and that "
            "script is then let in here."
        ),
        _SECURE,
        frozenset({_ALLOWED, _BLOCKED, _HEADERS, _RULE}),
    ),
    "wildcard-in-label": Words(
        gettext_noop("In “%(value)s” the * stands inside of a name."),
        gettext_noop(
            "It stands for any characters, dots too: %(example)s matches as well. What looks like "
            "a few names of one kind is all of these, on all levels below."
        ),
        _OSS_PUT,
        frozenset(),
    ),
    "several-sites": Words(
        gettext_noop("One rule for several sites: %(value)s."),
        gettext_noop(
            "OSS's guide advises one rule for each: one site can then be changed or taken out "
            "without touching what the others may do."
        ),
        _OSS_TROUBLE,
        frozenset({_RULE}),
    ),
    "shadowed-rule": Words(
        gettext_noop("No request ever reaches this rule."),
        gettext_noop(
            "OSS answers by the first rule that matches, and rules before this one match all that "
            "it does. This was proved, for every origin, method and set of headers."
        ),
        _OSS_RULES,
        frozenset(),
    ),
    "overlapping-rules": Words(
        gettext_noop("The rules %(rules)s match the same requests and answer differently."),
        gettext_noop(
            "The first one answers, and what a later one exposes or says of caching is lost: "
            "%(method)s from %(origin)s is such a request. A small edit or a move changes who "
            "answers."
        ),
        _OSS_TROUBLE,
        frozenset({_HEADERS, _RULE}),
    ),
    "mergeable-rules": Words(
        gettext_noop("%(count)s rules can be %(fewer)s, and every answer stays the same."),
        gettext_noop(
            "Rules that differ in their sources alone can be one, and a bucket holds no more than "
            "%(limit)s rules."
        ),
        _OSS_PUT,
        frozenset({_RULE}),
    ),
    "vary-off": Words(
        gettext_noop("Vary: Origin is off although several origins are allowed."),
        gettext_noop(
            "The answer names the origin that asked. A browser or a CDN that keeps it gives it to "
            "another origin as well, which is then blocked."
        ),
        _OSS_RULES,
        frozenset({_VARY}),
    ),
    "vary-off-mixed": Words(
        gettext_noop("Vary: Origin is off, which matters if pages load objects without CORS too."),
        gettext_noop(
            "An img, script or link element loads an object without CORS headers; when a script "
            "then fetches it, the browser takes it from its cache, and blocks it. With Vary: "
            "Origin it asks again, at the price of more requests."
        ),
        _OSS_RULES,
        frozenset({_VARY}),
    ),
    "etag-not-exposed": Words(
        gettext_noop("Pages may upload but not read ETag."),
        gettext_noop(
            "A multipart upload needs the ETag of each part. Without it small files upload and "
            "large ones fail, with “Please set the etag of expose-headers in OSS”."
        ),
        _SDK,
        frozenset({_HEADERS, _RULE}),
    ),
    "request-id-not-exposed": Words(
        gettext_noop("Pages may upload but not read x-oss-request-id."),
        gettext_noop(
            "It is what Alibaba Cloud's support asks for when an upload failed, and scripts that "
            "log it get nothing."
        ),
        _SDK,
        frozenset({_HEADERS, _RULE}),
    ),
    "sdk-headers-missing": Words(
        gettext_noop("The vendor's browser SDK cannot upload by this rule."),
        gettext_noop(
            "It sends request headers that are not allowed here: %(value)s. Where it sends one of "
            "them, the upload is blocked. Pages that upload otherwise do not need them."
        ),
        _SDK,
        frozenset({_ALLOWED, _HEADERS, _RULE}),
    ),
    "cache-timeout-unset": Words(
        gettext_noop("Cache Timeout is not set."),
        gettext_noop(
            "Browsers then keep the answer to a preflight for 5 seconds, and ask twice for nearly "
            "every request. Up to 600 seconds, all of them keep it."
        ),
        _FETCH,
        frozenset({_HEADERS, _RULE}),
    ),
    "cache-timeout-too-long": Words(
        gettext_noop("Cache Timeout is %(value)s seconds, which browsers do not keep."),
        gettext_noop(
            "Chromium keeps the answer to a preflight for at most 7200 seconds, Firefox for 86400 "
            "and Safari for 600. For who takes the number at its word, a change of the rules "
            "arrives late."
        ),
        _FETCH,
        frozenset({_HEADERS, _RULE}),
    ),
    "key-value-header": Words(
        gettext_noop("The allowed header “%(value)s” can never match."),
        gettext_noop(
            "Browsers ask for the names of headers, without their values. An older guide has "
            "name:value; OSS takes it, and it has no effect."
        ),
        _FETCH,
        frozenset({_ALLOWED, _BLOCKED, _HEADERS, _RULE}),
    ),
    "redundant-entries": Words(
        gettext_noop("%(value)s: already said by other entries of the same field."),
        gettext_noop(
            "What a wider entry or the same one covers has no effect. Who reads the rule takes "
            "the list for a limit, and it is none."
        ),
        _OSS_PUT,
        frozenset({_HEADERS, _RULE}),
    ),
    "rules-nearly-full": Words(
        gettext_noop("%(count)s of %(limit)s rules are used."),
        gettext_noop(
            "OSS refuses the rule after the last with CORSRuleBeyondLimit, whoever needs it then."
        ),
        _OSS_PUT,
        frozenset({_RULE}),
    ),
    "size-nearly-full": Words(
        gettext_noop("The configuration has %(size)s bytes of the %(limit)s that OSS takes."),
        gettext_noop("OSS refuses a larger one, whoever adds the line that is too many."),
        _OSS_PUT,
        frozenset({_RULE}),
    ),
}

FIXES: Final = {
    "replace": gettext_noop("Replace it with %(new)s"),
    "remove-value": gettext_noop("Remove %(value)s"),
    "remove-any-site": gettext_noop("Remove the sources that mean any site"),
    "only-reading": gettext_noop("Let any site read only"),
    "delete-rule": gettext_noop("Delete the rule"),
    "split": gettext_noop("Make it a rule for each site"),
    "merge": gettext_noop("Put them together: %(fewer)s rules"),
    "same-answer": gettext_noop("Let them answer alike: expose %(expose)s"),
    "same-timeout": gettext_noop("Let them answer alike"),
    "vary-on": gettext_noop("Turn Vary: Origin on"),
    "expose": gettext_noop("Expose %(new)s"),
    "allow-headers": gettext_noop("Allow these headers"),
    "set-timeout": gettext_noop("Set it to %(new)s seconds"),
    "name-the-sites": gettext_noop(
        "Name the sites one by one, or give them a domain of their own and allow all below it."
    ),
    "make-room": gettext_noop("Delete a rule that nobody needs, or let one rule serve more sites."),
    "make-shorter": gettext_noop("Use a * where many lines are alike, or delete what is not used."),
    "no-room": gettext_noop(
        "There is no room for the fix: OSS takes at most %(rules)s rules and %(size)s bytes. "
        "Delete or combine rules first."
    ),
}
"""What each fix is called, and what to do where there is none."""

CATALOGUE: Final = Catalogue()
