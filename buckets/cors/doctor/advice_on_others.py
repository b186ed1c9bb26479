"""What is the matter where it only looks like CORS, and what to do."""

from typing import Final

from buckets.cors.doctor.advice import FETCH, FIREFOX, PUT, TROUBLES, Advice
from buckets.cors.doctor.causes import Cause
from buckets.cors.message import gettext_noop

_ERRORS: Final = gettext_noop("OSS, Error responses")
_MDN: Final = gettext_noop("MDN, Web security")
_PNA: Final = gettext_noop("Private Network Access, draft of the WICG")
_OURSELVES: Final = gettext_noop("What browsers print, with nothing more in it")
_OPEN_PANEL: Final = gettext_noop(
    "Open the request in the browser's network panel, and read the body of the answer: "
    "OSS says there what it refused. Paste that here."
)

ON_OTHERS: Final = {
    Cause.SIGNATURE: Advice(
        gettext_noop("Not CORS: the signature failed first."),
        (
            gettext_noop(
                "Compare what is signed with what is sent: method, Content-Type, x-oss- headers."
            ),
            gettext_noop("Sign anew: each header that the page adds changes the signature."),
            gettext_noop("OSS checks permission before CORS, so the answer has no CORS headers."),
        ),
        _ERRORS,
    ),
    Cause.KEY: Advice(
        gettext_noop("Not CORS: OSS does not know the AccessKey ID, or its token."),
        (gettext_noop("Let the server hand out new credentials, and see which account's."),),
        _ERRORS,
    ),
    Cause.EXPIRED: Advice(
        gettext_noop("Not CORS: the signed address or the token has expired."),
        (gettext_noop("Sign anew shortly before the request, and check the clocks."),),
        _ERRORS,
    ),
    Cause.CLOCK: Advice(
        gettext_noop("Not CORS: the clock of who signed is more than 15 minutes off."),
        (gettext_noop("Set the clock, or sign on a server whose clock is right."),),
        _ERRORS,
    ),
    Cause.PERMISSION: Advice(
        gettext_noop("Not CORS: whoever signed has no permission for this object."),
        (
            gettext_noop("Look at the RAM policy, the bucket policy and the bucket's ACL."),
            gettext_noop("Without a signature, the object has to be public."),
        ),
        _ERRORS,
    ),
    Cause.POLICY: Advice(
        gettext_noop("Not CORS: the policy of the upload form does not allow this upload."),
        (gettext_noop("Compare the form's fields with the policy that the server signed."),),
        _ERRORS,
    ),
    Cause.REFUSED_FIRST: Advice(
        gettext_noop(
            "Not CORS, most likely: the rules allow it, and OSS refused it before looking at them."
        ),
        (_OPEN_PANEL, gettext_noop("Most often the signature is wrong, or has expired.")),
        TROUBLES,
    ),
    Cause.NO_BUCKET: Advice(
        gettext_noop("Not CORS: there is no such bucket at this address."),
        (gettext_noop("Compare the bucket's name and its region with the address."),),
        _ERRORS,
    ),
    Cause.NO_OBJECT: Advice(
        gettext_noop("Not CORS: there is no such object."),
        (gettext_noop("Compare the object's name: letter case and escaped characters count."),),
        _ERRORS,
    ),
    Cause.ADDRESS: Advice(
        gettext_noop("Not CORS: OSS wants the bucket in the host name, not in the path."),
        (gettext_noop("Use https://BUCKET.oss-REGION.aliyuncs.com/OBJECT."),),
        _ERRORS,
    ),
    Cause.THROTTLED: Advice(
        gettext_noop("Not CORS: OSS had too much to do, or failed."),
        (gettext_noop("Try again after a moment, less often."),),
        _ERRORS,
    ),
    Cause.RULES_REFUSED: Advice(
        gettext_noop("OSS refused the rules themselves when somebody wrote them."),
        (gettext_noop("Edit them in this console: it says what OSS would refuse, and why."),),
        PUT,
    ),
    Cause.OSS_ERROR: Advice(
        gettext_noop("Not CORS: OSS refused the request, for the reason that its code names."),
        (gettext_noop("Look the code up, and mend the request."),),
        _ERRORS,
    ),
    Cause.NOT_OSS: Advice(
        gettext_noop("The address is not one of OSS, nor of a bucket that you see here."),
        (
            gettext_noop("If a CDN or a domain of yours leads to a bucket, name that below."),
            gettext_noop("If it is another server, that server has to send the CORS headers."),
        ),
        FETCH,
    ),
    Cause.SAME_ORIGIN_MODE: Advice(
        gettext_noop("The page itself forbids the request: its mode is same-origin."),
        (gettext_noop("Set mode to “cors” in the call of fetch."),),
        FETCH,
    ),
    Cause.NOT_HTTP: Advice(
        gettext_noop("The address does not begin with http:// or https://."),
        (
            gettext_noop("Write the whole address, with its protocol."),
            gettext_noop("Serve the page over http, if it was opened from a file."),
        ),
        FIREFOX,
    ),
    Cause.BROWSER_SETTING: Advice(
        gettext_noop("A setting or an extension of the browser is in the way."),
        (gettext_noop("Try it in a fresh profile, without extensions."),),
        FIREFOX,
    ),
    Cause.PRIVATE_NETWORK: Advice(
        gettext_noop(
            "Not a matter of rules: a page of the internet asks for an address of a private "
            "network, and browsers guard these."
        ),
        (
            gettext_noop("Use the public endpoint: internal ones are for servers."),
            gettext_noop("Look whether a VPN or proxy gives OSS a private address."),
        ),
        _PNA,
    ),
    Cause.MIXED_CONTENT: Advice(
        gettext_noop("Not CORS: a page over https may not load anything over http."),
        (gettext_noop("Use https:// in the address of the object."),),
        _MDN,
    ),
    Cause.CONTENT_POLICY: Advice(
        gettext_noop("Not CORS: the page's own Content-Security-Policy forbids the address."),
        (gettext_noop("Add the host of the bucket to connect-src, or to what the message names."),),
        _MDN,
    ),
    Cause.EXTENSION: Advice(
        gettext_noop("Not CORS: an extension of the browser blocked it, as ad blockers do."),
        (
            gettext_noop("Try it in a private window without extensions."),
            gettext_noop("Names with “ad” or “track” in them are blocked most: choose another."),
        ),
        _MDN,
    ),
    Cause.OPAQUE: Advice(
        gettext_noop("The file was asked for without CORS, and the browser keeps it back."),
        (
            gettext_noop("Set crossorigin=“anonymous” on the element, or mode “cors” in fetch."),
            gettext_noop("Look whether an error came in place of the file: its type tells."),
        ),
        FETCH,
    ),
    Cause.FORBIDDEN_HEADER: Advice(
        gettext_noop("The page sets a header that only browsers may set; they leave it out."),
        (gettext_noop("Do not set it. The request itself goes on without."),),
        FETCH,
    ),
    Cause.CERTIFICATE: Advice(
        gettext_noop("Not CORS: the certificate does not fit the host."),
        (
            gettext_noop("A domain of your own needs its certificate on OSS or on the CDN."),
            gettext_noop("A bucket with dots in its name fits no certificate of OSS."),
        ),
        _MDN,
    ),
    Cause.UNREACHABLE: Advice(
        gettext_noop("Not CORS: the host was not reached."),
        (
            gettext_noop("Compare the region in the address with the bucket's."),
            gettext_noop("Internal endpoints are reached from servers of Alibaba Cloud only."),
        ),
        _MDN,
    ),
    Cause.NO_ANSWER: Advice(
        gettext_noop(
            "The browser got nothing that it may show, and does not say why: it can be CORS, "
            "an ad blocker, the network, or a wrong certificate."
        ),
        (
            gettext_noop("Look at the console for a line above it that says more, and paste that."),
            gettext_noop("Try it in a private window without extensions."),
        ),
        _OURSELVES,
    ),
    Cause.NOTHING: Advice(
        gettext_noop("Nothing in it was recognised."),
        (
            gettext_noop("Paste the whole message of the browser's console, or OSS's answer."),
            gettext_noop("Or say below what the page does, and the rules are tried on it."),
        ),
        _OURSELVES,
    ),
}
