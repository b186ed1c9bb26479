"""The English texts of the presenters' own messages, by message id."""

from typing import Final

from buckets.cors import Catalogue, Plural

CATALOGUE: Final = Catalogue(
    {
        # Lists and sequences: each language joins in its own way.
        "text.and": "%(first)s and %(last)s",
        "text.comma": "%(first)s, %(next)s",
        "text.more": Plural("%(count)s more", "%(count)s more"),
        "text.sequence": "%(first)s %(next)s",
        # What a rule does.
        "rules.incomplete": "Enter sources and select methods to see what the rule will do.",
        "rules.never-matches": "No browser can match %(origins)s.",
        "rules.any-site": "Pages on any site may %(methods)s objects in this bucket.",
        "rules.sites": "Pages on %(origins)s may %(methods)s objects in this bucket.",
        "rules.null": (
            "Sandboxed frames and pages opened from a file (origin null) may %(methods)s objects "
            "in this bucket."
        ),
        "rules.file": "WebViews of Android may %(methods)s objects in this bucket (origin file://).",
        "rules.breaks": "Breaks an expectation: %(expectation)s.",
        "rules.any-header": "They may send any request header.",
        "rules.headers": "They may send the request headers %(names)s.",
        "rules.no-headers": "No custom request headers are allowed.",
        "rules.exposed": "Scripts may read the response headers %(names)s.",
        "rules.cached": Plural(
            "Browsers remember the answer to a preflight for up to %(count)s second.",
            "Browsers remember the answer to a preflight for up to %(count)s seconds.",
        ),
        # A diff of two configurations.
        "changes.added": Plural("%(count)s rule added", "%(count)s rules added"),
        "changes.removed": Plural("%(count)s rule removed", "%(count)s rules removed"),
        "changes.changed": Plural("%(count)s rule changed", "%(count)s rules changed"),
        "changes.moved": Plural("%(count)s rule moved", "%(count)s rules moved"),
        "changes.vary-on": "Vary: Origin on",
        "changes.vary-off": "Vary: Origin off",
        "changes.rule-added": "Rule %(new)s added",
        "changes.rule-removed": "Rule %(old)s removed",
        "changes.rule-changed": "Rule %(new)s changed",
        "changes.rule-moved": "Rule moved from number %(old)s to %(new)s",
        "changes.rule-changed-and-moved": "Rule changed, and moved from number %(old)s to %(new)s",
        "changes.reordered": "in another order",
        # The effect of a change on requests.
        "behaviour.allowed": "Newly allowed",
        "behaviour.blocked": "Newly blocked",
        "behaviour.headers": "Other headers",
        "behaviour.rule": "Same answer, another rule",
        "behaviour.vary": "Every answer",
        "behaviour.gets-vary": "gets Vary: Origin",
        "behaviour.loses-vary": "loses Vary: Origin",
        "behaviour.example": "%(method)s from %(origin)s",
        "behaviour.example-with-headers": "%(method)s from %(origin)s with %(headers)s",
        "behaviour.allowed-by": "rule %(after)s allows it",
        "behaviour.was-allowed-by": "rule %(before)s allowed it",
        "behaviour.answered-by": "rule %(after)s answers",
        "behaviour.answered-by-another": "rule %(after)s answers; before, it was rule %(before)s",
        # A simulated request, step by step.
        "simulation.not-sendable": "Browsers do not send this method.",
        "simulation.allowed": "Allowed by rule %(rule)s.",
        "simulation.unread": "Allowed by rule %(rule)s, but the page cannot read %(names)s.",
        "simulation.preflight-unanswered": (
            "Blocked: the browser sends a preflight first, and no rule answers it."
        ),
        "simulation.preflight-blocked": (
            "Blocked: the browser sends a preflight first, and does not accept the answer of rule "
            "%(rule)s."
        ),
        "simulation.request-unanswered": (
            "Blocked: OSS carries out the request, but no rule answers, so the page gets nothing."
        ),
        "simulation.request-blocked": (
            "Blocked: OSS carries out the request, but the browser does not accept the answer of "
            "rule %(rule)s."
        ),
        "simulation.preflight": "Preflight",
        "simulation.no-preflight": "Not needed: a form on any page can send the same request.",
        "simulation.preflight-because": "Needed, because:",
        "simulation.request": "Request",
        "simulation.any-status": "the status depends on the object and its permissions",
        "simulation.not-evaluated": "not evaluated: an earlier rule answers",
        "simulation.answers": "answers",
        "simulation.passed-over": "does not match: %(reasons)s",
        "simulation.other-origin": "its sources do not include %(value)s",
        "simulation.other-method": "it does not allow %(value)s",
        "simulation.other-header": "it does not allow the header %(value)s",
        "simulation.goes-on": "The browser accepts the answer.",
        "simulation.blocks": "The browser blocks the request.",
        "simulation.blocks-no-allow-origin": (
            "The browser blocks the request: no rule answers, so Access-Control-Allow-Origin is "
            "missing."
        ),
        "simulation.blocks-wildcard-with-credentials": (
            "The browser blocks the request: the rule answers * to every site, and browsers accept "
            "no * for a request with cookies. OSS never allows cookies, so the script must send "
            "the request without: set withCredentials to false."
        ),
        "simulation.blocks-no-allow-credentials": (
            "The browser blocks the request: OSS never sends Access-Control-Allow-Credentials, so "
            "a page cannot read a request with cookies, whatever the rules are. The script must "
            "send it without: set withCredentials to false."
        ),
        "simulation.page": "Readable by the script",
        "simulation.readable": (
            "The body, %(exposed)s, and the headers that are always readable: %(always)s."
        ),
        "simulation.always-readable": "The body, and of the headers only %(always)s.",
        "simulation.unreadable": "It cannot read %(names)s: not exposed by the rule that answers.",
        "simulation.create-rule": "Create rule %(number)s",
        "simulation.change-rule": "Change rule %(number)s",
        # A live request to OSS, beside the prediction.
        "probe.same": "as predicted",
        "probe.different": "different",
        "probe.inconclusive": "not told",
        "probe.no-answer": "No answer.",
        "probe.agrees-allowed": "As predicted: the page gets what it asks for.",
        "probe.agrees-blocked": "As predicted: the browser blocks it.",
        "probe.differs-allowed": "Not as predicted, but the page gets what it asks for.",
        "probe.differs-blocked": "Not as predicted: the page does not get what it asks for.",
        "probe.status": "Status",
        "probe.cdn": (
            "A CDN or another cache answers here (%(signs)s). It repeats the headers that it has "
            "kept, whatever the rules on OSS say. Configure CORS in the CDN's console, and refresh "
            "its cache."
        ),
        "probe.differs-at-endpoint": (
            "%(names)s: not what the rules of revision %(revision)s give, also seconds later. "
            "Check for drift: the rules may have been changed outside of this console."
        ),
        "probe.differs-at-address": (
            "%(names)s: not what the rules of revision %(revision)s give, also seconds later. If "
            "the bucket's own endpoint answers as predicted, the rules are not the cause: check "
            "what stands between OSS and this address."
        ),
        "probe.redirected": (
            "The GET was answered with %(status)s, which sends browsers to another address. The "
            "console does not follow it."
        ),
        "probe.refused-before-cors": (
            "The GET, which is not signed, was answered with %(status)s before OSS looked at CORS. "
            "That says nothing about the rules. Try an object that everybody may read."
        ),
        # What became of the last publish.
        "drift.overwritten": (
            "%(who)s published these rules, but someone else wrote to OSS right after."
        ),
        "drift.not-done": (
            "%(who)s published these rules, but OSS still holds the rules from before."
        ),
        # The differences of a merge.
        "merge.base": "Original",
        "merge.ours": "Yours",
        "merge.theirs": "On OSS",
        "merge.keep-ours": "Keep yours",
        "merge.keep-theirs": "Use OSS version",
        "merge.keep-both": "Keep both",
        "merge.order": "Order of the rules",
        "merge.vary": "Vary: Origin",
        "merge.on": "On",
        "merge.off": "Off",
        "merge.no-rule": "no such rule",
        "merge.alike-added": "added on both sides",
        "merge.alike-removed": "removed on both sides",
        "merge.alike-changed": "changed alike on both sides",
        "merge.added-here": "added here",
        "merge.removed-here": "removed here",
        "merge.changed-here": "changed here",
        "merge.added-on-oss": "added on OSS",
        "merge.removed-on-oss": "removed on OSS",
        "merge.changed-on-oss": "changed on OSS",
        "merge.added-here-added-on-oss": "added here, added on OSS",
        "merge.changed-here-changed-on-oss": "changed here, changed on OSS",
        "merge.changed-here-removed-on-oss": "changed here, removed on OSS",
        "merge.removed-here-changed-on-oss": "removed here, changed on OSS",
        # Rules to start from.
        "presets.upload": "Direct browser upload",
        "presets.upload.purpose": (
            "Pages of your site upload and read files. Enter your site as the source."
        ),
        "presets.read": "Public read",
        "presets.read.purpose": "Pages on any site may read files, and change none.",
        "presets.debug": "Wide open for debugging",
        "presets.debug.purpose": (
            "Pages on any site may do everything. Find the fault, then delete the rule."
        ),
        # A diagnosis of the error doctor.
        "diagnosis.bucket.elsewhere": (
            "None that you see at this address. You see a bucket named %(bucket)s at %(host)s. "
            "If that is the one, choose “Try it again”."
        ),
        "diagnosis.bucket.none": "none that you see here",
        "diagnosis.bucket.unseen": (
            "%(bucket)s is not among the buckets that you see here. Ask an administrator of this "
            "console for access: %(administrators)s."
        ),
        "diagnosis.certain": "Certain.",
        "diagnosis.certain.said": "Certain: the message says so.",
        "diagnosis.certain.tried": "Certain: it was tried on the rules.",
        "diagnosis.check.live": "Live, as OSS last said",
        "diagnosis.check.working": "Working copy",
        "diagnosis.fact.address": "Address",
        "diagnosis.fact.documentation": "OSS documentation",
        "diagnosis.fact.bucket": "Bucket",
        "diagnosis.fact.code": "OSS code",
        "diagnosis.fact.endpoint": "Endpoint",
        "diagnosis.fact.error-id": "Error number",
        "diagnosis.fact.header": "Header",
        "diagnosis.fact.headers": "Request headers",
        "diagnosis.fact.method": "Method",
        "diagnosis.fact.origin": "Origin of the page",
        "diagnosis.fact.redirected-from": "Address before a redirect",
        "diagnosis.fact.request-id": "Request ID",
        "diagnosis.fact.status": "Status",
        "diagnosis.fact.text": "OSS's message",
        "diagnosis.fact.value": "Allowed origin in the answer",
        "diagnosis.known.documentation": "OSS documentation",
        "diagnosis.known.code": "OSS code",
        "diagnosis.known.error-id": "Error number (EC)",
        "diagnosis.known.headers": "Request headers the script sets",
        "diagnosis.known.method": "Method",
        "diagnosis.known.origin": "Origin of the page",
        "diagnosis.known.request-id": "Request ID",
        "diagnosis.known.status": "Status",
        "diagnosis.known.text": "OSS's message",
        "diagnosis.known.url": "Address",
        "diagnosis.likely": "Likely, as far as the message tells.",
        "diagnosis.unknown": "This alone does not tell the cause.",
        "diagnosis.request": "Please change the CORS rules of the bucket %(bucket)s.",
        "diagnosis.request.fact": "%(label)s: %(value)s",
        "diagnosis.request.rule": "Proposed for rule %(number)s: %(rule)s",
        "events.expectation-broken": "No longer met on OSS: %(expectation)s",
        "events.secret-changed": "The AccessKey secret was replaced",
        "events.setting-changed": "%(setting)s: %(old)s → %(new)s",
        "events.setting-empty": "none",
        "runs.count-broken": "%(count)s with broken expectations",
        "runs.count-failed": "%(count)s failed",
        "runs.count-kept": "%(count)s with expectations met",
        "runs.count-new": "%(count)s new on OSS",
        "runs.count-open": "%(count)s to do",
        "runs.count-published": "%(count)s published",
        "runs.count-stopped": "%(count)s stopped",
        "runs.count-unchanged": "%(count)s unchanged",
        "runs.count-unknown": "%(count)s not confirmed",
        "runs.done-of": Plural("%(done)s of %(all)s bucket", "%(done)s of %(all)s buckets"),
        "runs.left-hours": Plural("about %(count)s hour left", "about %(count)s hours left"),
        "runs.left-minutes": Plural("about %(count)s minute left", "about %(count)s minutes left"),
        "runs.left-seconds": "less than a minute left",
        "runs.rate-minute": "%(count)s a minute",
        "runs.rate-second": "%(count)s a second",
        "runs.resume": "Resume",
        "runs.retry": "Try again",
        "runs.retry-failed": "Retry failed",
        "runs.said": "%(state)s, %(percent)s percent done",
        "runs.state-cancelled": "Cancelled",
        "runs.state-cancelling": "Cancelling",
        "runs.state-done": "Done",
        "runs.state-failed": "Failed",
        "runs.state-problems": "Done, with problems",
        "runs.state-running": "Running",
        "runs.state-waiting": "Waiting for a worker",
        "runs.title-check": Plural(
            "Check %(shown)s bucket for drift", "Check %(shown)s buckets for drift"
        ),
        "runs.title-discover": "Discover and pull all buckets",
        "runs.title-probe": Plural(
            "Check the expectations of %(shown)s bucket on OSS",
            "Check the expectations of %(shown)s buckets on OSS",
        ),
        "runs.title-publish": Plural("Publish %(shown)s bucket", "Publish %(shown)s buckets"),
        "runs.title-pull": Plural("Pull %(shown)s bucket", "Pull %(shown)s buckets"),
    }
)
