"""The English texts of the problems that validation finds, by message id."""

from typing import Final

from buckets.cors.message import Catalogue

CATALOGUE: Final = Catalogue(
    {
        "validate.too-many-rules": (
            "A bucket holds at most %(limit)s rules. Delete or combine rules to make room."
        ),
        "validate.document-too-large": (
            "The configuration has %(size)s bytes; OSS takes at most %(limit)s. "
            "Shorten or combine rules."
        ),
        "validate.rule-too-large": (
            "The rule is too long: OSS takes at most %(limit)s bytes for all rules of a bucket. "
            "Use a * or fewer lines."
        ),
        "validate.configuration-in-sources": (
            "This looks like a whole CORS configuration, which cannot be imported here. Enter one "
            "source a line, such as https://app.example.com."
        ),
        "validate.configuration-in-headers": (
            "This looks like a whole CORS configuration, which cannot be imported here. Enter one "
            "header name a line, such as content-type."
        ),
        "validate.no-origin": "Enter at least one source, for example https://www.example.com.",
        "validate.no-method": "Select at least one method.",
        "validate.unknown-method": "“%(value)s” is not a method that OSS allows. Use %(methods)s.",
        "validate.spaced-method": (
            "“%(value)s” has white space around the method, which OSS takes for a part of it."
        ),
        "validate.two-wildcards": "“%(value)s” has more than one *. Use at most one.",
        "validate.exposed-character": (
            "“%(value)s” has a character that OSS refuses in exposed headers: * < > & ' or \"."
        ),
        "validate.exposed-wildcard": (
            "“%(value)s” has a *. Exposed headers are named one by one, for example ETag."
        ),
        "validate.unwritable": "“%(value)s” has a control character, which XML cannot carry.",
        "validate.empty": "The entry is empty.",
        "validate.blank": (
            "“%(value)s” has a space, comma or semicolon in it. "
            "Put each value on a line of its own."
        ),
        "validate.full-width": (
            "“%(value)s” has full-width characters. Browsers send those of ASCII, such as : and /."
        ),
        "validate.wrapped": (
            "“%(value)s” has more in it than the value, such as quotation marks, brackets, a tag, "
            "a link or the name of a header. Enter the value alone."
        ),
        "validate.no-scheme": (
            "“%(value)s” does not say http:// or https://. "
            "Browsers send the scheme, so it must be here."
        ),
        "validate.bad-scheme": "“%(value)s” has no valid scheme before the ://.",
        "validate.no-host": "“%(value)s” has no host name after the ://.",
        "validate.file-source": (
            "“%(value)s” is the address of a file. For such a page browsers send the origin null, "
            "and only WebViews of Android send file://. Use null while testing only."
        ),
        "validate.file-origin": (
            "Only WebViews of Android send file://; browsers send null for a page from a file. "
            "Neither tells whose page it is."
        ),
        "validate.bad-host": "“%(value)s” has a host name that no browser can send.",
        "validate.userinfo": "“%(value)s” has a user name in it. Browsers never send one.",
        "validate.path": "“%(value)s” has a path. An origin ends after the host and port.",
        "validate.trailing-slash": (
            "“%(value)s” ends with a slash. "
            "Browsers send the origin without it, so it would never match."
        ),
        "validate.query": "“%(value)s” has a query or a fragment. An origin has neither.",
        "validate.default-port": (
            "“%(value)s” names the default port. Browsers leave it out, so it would never match."
        ),
        "validate.bad-port": "“%(value)s” has a port that is not a number from 1 to 65535.",
        "validate.upper-case": (
            "“%(value)s” has upper-case letters. Browsers send lower case, so it would never match."
        ),
        "validate.non-ascii-host": (
            "“%(value)s” has letters outside ASCII. Browsers send such a name as punycode (xn--…)."
        ),
        "validate.bad-header": "“%(value)s” is not a header name.",
        "validate.key-value": (
            "“%(value)s” can never match: only the name of a header is compared, without its value."
        ),
        "validate.response-header": (
            "“%(value)s” is a header of answers, which OSS sends by itself. If a page sets it in "
            "its requests, remove it there."
        ),
        "validate.bad-max-age": "“%(value)s” is not a whole number of seconds.",
        "validate.max-age-too-large": (
            "%(value)s seconds are too many. Enter a whole number from 0 to %(limit)s."
        ),
        "validate.repeated-line": "“%(value)s” repeats line %(first)s and is kept once.",
    }
)
