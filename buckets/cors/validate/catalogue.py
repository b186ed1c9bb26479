"""What `validation` says about each problem: the stable id, and the sentence for people."""

from typing import Final

from buckets.cors.message import Catalogue, gettext_noop

TEXTS: Final = {
    "too-many-rules": gettext_noop(
        "A bucket holds at most %(limit)s rules. Delete or combine rules to make room."
    ),
    "document-too-large": gettext_noop(
        "The configuration has %(size)s bytes; OSS takes at most %(limit)s. "
        "Shorten or combine rules."
    ),
    "rule-too-large": gettext_noop(
        "The rule is too long: OSS takes at most %(limit)s bytes for all rules of a bucket. "
        "Use a * or fewer lines."
    ),
    "no-origin": gettext_noop("Enter at least one source, for example https://www.example.com."),
    "no-method": gettext_noop("Select at least one method."),
    "unknown-method": gettext_noop("“%(value)s” is not a method that OSS allows. Use %(methods)s."),
    "two-wildcards": gettext_noop("“%(value)s” has more than one *. Use at most one."),
    "exposed-character": gettext_noop(
        "“%(value)s” has a character that OSS refuses in exposed headers: * < > & ' or \"."
    ),
    "exposed-wildcard": gettext_noop(
        "“%(value)s” has a *. Exposed headers are named one by one, for example ETag."
    ),
    "unwritable": gettext_noop("“%(value)s” has a control character, which XML cannot carry."),
    "blank": gettext_noop(
        "“%(value)s” has a blank, comma or semicolon in it. Put each source on a line of its own."
    ),
    "no-scheme": gettext_noop(
        "“%(value)s” does not say http:// or https://. "
        "Browsers send the scheme, so it must be here."
    ),
    "bad-scheme": gettext_noop("“%(value)s” has no valid scheme before the ://."),
    "no-host": gettext_noop("“%(value)s” has no host name after the ://."),
    "file-source": gettext_noop(
        "A page opened from a file sends the origin null. Use null for it, while testing only."
    ),
    "bad-host": gettext_noop("“%(value)s” has a host name that no browser can send."),
    "userinfo": gettext_noop("“%(value)s” has a user name in it. Browsers never send one."),
    "path": gettext_noop("“%(value)s” has a path. An origin ends after the host and port."),
    "trailing-slash": gettext_noop(
        "“%(value)s” ends with a slash. "
        "Browsers send the origin without it, so it would never match."
    ),
    "query": gettext_noop("“%(value)s” has a query or a fragment. An origin has neither."),
    "default-port": gettext_noop(
        "“%(value)s” names the default port. Browsers leave it out, so it would never match."
    ),
    "bad-port": gettext_noop("“%(value)s” has a port that is not a number from 1 to 65535."),
    "upper-case": gettext_noop(
        "“%(value)s” has upper-case letters. Browsers send lower case, so it would never match."
    ),
    "non-ascii-host": gettext_noop(
        "“%(value)s” has letters outside ASCII. Browsers send such a name as punycode (xn--…)."
    ),
    "bad-header": gettext_noop("“%(value)s” is not a header name."),
    "key-value": gettext_noop(
        "“%(value)s” can never match: only the name of a header is compared, without its value."
    ),
    "bad-max-age": gettext_noop("“%(value)s” is not a whole number of seconds."),
    "max-age-too-large": gettext_noop(
        "%(value)s seconds are too many. Enter a whole number from 0 to %(limit)s."
    ),
    "repeated-line": gettext_noop("“%(value)s” repeats line %(first)s and is kept once."),
}

CATALOGUE: Final = Catalogue()
