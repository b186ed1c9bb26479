"""The English texts of the OSS client's messages, by message id."""

from typing import Final

from buckets.cors import Catalogue, Plural

CATALOGUE: Final = Catalogue(
    {
        # --- OSS's own error codes: `errors.REFUSALS` ---
        "oss.InvalidAccessKeyId": (
            "OSS does not know this AccessKey ID, or it is disabled. Check it in the RAM console "
            "and enter the account's AccessKey again."
        ),
        "oss.SignatureDoesNotMatch": (
            "The AccessKey secret does not match the AccessKey ID. Enter the secret again, and "
            "check that the account's region is that of its endpoint."
        ),
        "oss.RequestTimeTooSkewed": (
            "This server's clock is more than 15 minutes off OSS's. Set it right (NTP), then "
            "try again."
        ),
        "oss.AccessDenied": (
            "OSS denied access. Grant the RAM action %(permission)s to this AccessKey. If it is "
            "granted, a policy may deny it or the bucket may belong to another account."
        ),
        "oss.AccessDenied.other-region": (
            "This bucket is in another region: its endpoint is %(endpoint)s. Use that endpoint "
            "for it."
        ),
        "oss.AccessForbidden": (
            "OSS forbids this call. Look for a bucket policy or a control policy of the account "
            "that denies %(permission)s."
        ),
        "oss.SecondLevelDomainForbidden": (
            "OSS does not accept the bucket's name in the path at this address. Use the region's "
            "own endpoint by name, such as https://oss-cn-hangzhou.aliyuncs.com."
        ),
        "oss.UserDisable": (
            "The Alibaba Cloud account is suspended, often for an overdue bill. Settle that in "
            "the Alibaba Cloud console, then try again."
        ),
        "oss.NoSuchBucket": (
            "There is no bucket “%(bucket)s” at this endpoint. It may have been deleted, or be "
            "in another region."
        ),
        "oss.MetaOperationQpsLimitExceeded": (
            "OSS limits how often bucket settings can be read and changed, and this account is "
            "over the limit. Wait a minute, then try again."
        ),
        "oss.MalformedXML": (
            "OSS does not accept this configuration: “%(message)s”. Change the rules, then try "
            "again."
        ),
        "oss.CORSRuleBeyondLimit": (
            "OSS keeps at most %(limit)s rules per bucket. Remove or merge some, then try again."
        ),
        "oss.InvalidDigest": "The configuration was damaged on its way to OSS. Try again.",
        "oss.InvalidArgument": (
            "OSS does not accept a part of the request: “%(message)s”. Check the rules, and the "
            "account's region and signature version."
        ),
        "oss.InvalidBucketName": (
            "“%(bucket)s” is not a valid bucket name. Check how it is spelled."
        ),
        "oss.InternalError": "OSS had an internal error. Try again in a moment.",
        # --- Codes that are not listed there: `errors.UNLISTED` ---
        "oss.unlisted-refused": "OSS refused the call with %(code)s: “%(message)s”.",
        "oss.unlisted-not-found": "OSS did not find what was asked for (%(code)s): “%(message)s”.",
        "oss.unlisted-throttled": "OSS is too busy (%(code)s). Wait a minute, then try again.",
        "oss.unlisted-rejected": "OSS did not accept the request (%(code)s): “%(message)s”.",
        "oss.unlisted-server-fault": "OSS failed with %(code)s. Try again in a moment.",
        # --- Answers without a code, and answers that are not OSS's ---
        "oss.not-oss": (
            "The answer (HTTP %(status)s) does not come from OSS. A proxy, a firewall or a "
            "sign-in page may be in between: check the endpoint and the network."
        ),
        "oss.unreadable-answer": (
            "The answer cannot be read as one of OSS. A proxy, a firewall or a sign-in page may "
            "be in between: check the endpoint and the network."
        ),
        "oss.not-cors": (
            "The answer is not a CORS configuration, so it was not read. A proxy, a firewall or a "
            "sign-in page may be in between: check the endpoint and the network."
        ),
        "oss.redirect": (
            "The endpoint redirects to %(target)s, and redirects are not followed. Enter the "
            "endpoint of OSS itself."
        ),
        "oss.busy": (
            "OSS, or something in front of it, is too busy (HTTP %(status)s). Wait a minute, then "
            "try again."
        ),
        "oss.failed": (
            "OSS, or something in front of it, failed (HTTP %(status)s). Try again in a moment."
        ),
        "oss.endless-listing": (
            "The list of buckets from OSS did not end. Try again, or check the endpoint."
        ),
        # --- Calls that got no whole answer, or were not made ---
        "oss.cannot-send": (
            "No request can be made from these settings. Check the endpoint, the region, the "
            "AccessKey and the bucket's name."
        ),
        "oss.slowed-down": Plural(
            "OSS limits how often bucket settings can be read and changed, so this account's "
            "calls are slowed down and nothing was sent. Try again in %(seconds)s second.",
            "OSS limits how often bucket settings can be read and changed, so this account's "
            "calls are slowed down and nothing was sent. Try again in %(seconds)s seconds.",
            by="seconds",
        ),
        "oss.private-address": (
            "%(host)s leads to an address that is not on the Internet, so it was not called. "
            "The administrator of this console can allow it with the setting "
            "CORSCONSOLE_OSS_HOSTS."
        ),
        "oss.name-not-found": (
            "The name %(host)s cannot be found. Check how the endpoint is spelled, and this "
            "server's DNS."
        ),
        "oss.no-connection": (
            "Cannot connect to %(host)s. Check the endpoint and its port, and the firewall."
        ),
        "oss.timeout": (
            "%(host)s did not answer in full in time (%(seconds)s s). Check the network, then try "
            "again."
        ),
        "oss.untrusted-certificate": (
            "The TLS certificate of %(host)s cannot be trusted, so nothing was sent. Check the "
            "endpoint, and whether something on the network opens encrypted connections."
        ),
        "oss.no-tls": (
            "Cannot make a TLS connection to %(host)s. Check that the endpoint should begin with "
            "https://, and its port."
        ),
        "oss.too-large": (
            "The answer has more than %(limit)s bytes, far more than OSS gives. Check the "
            "endpoint and the network."
        ),
        "oss.broken-off": (
            "The connection to %(host)s broke off before the whole answer was there. Try again."
        ),
        "oss.not-http": (
            "%(host)s does not answer in HTTP as it should. Check the endpoint and its port."
        ),
        "oss.network": "The network failed on the way to %(host)s. Try again.",
        # --- This server's clock ---
        "oss.clock-behind": (
            "This server's clock is about %(minutes)s minutes behind OSS's. OSS refuses calls "
            "that are more than 15 minutes off. Set the clock right (NTP)."
        ),
        "oss.clock-ahead": (
            "This server's clock is about %(minutes)s minutes ahead of OSS's. OSS refuses calls "
            "that are more than 15 minutes off. Set the clock right (NTP)."
        ),
        # --- Addresses that a person enters ---
        "oss.not-an-endpoint": (
            "Enter scheme and host only, for example https://oss-cn-hangzhou.aliyuncs.com."
        ),
        "oss.not-https": "Use https://. Plain http:// is for this machine only.",
        "oss.unknown-host": (
            "%(host)s is not an address of OSS. The administrator of this console can allow it "
            "with the setting CORSCONSOLE_OSS_HOSTS."
        ),
        "oss.unknown-host-without-bucket": (
            "%(host)s is not an address of OSS. If it is the custom domain name of a bucket, "
            "write the name of that bucket after it, with a space between."
        ),
        "oss.not-a-bucket-name": (
            "“%(bucket)s” is not a bucket name. Use 3 to 63 lower-case letters, digits and hyphens."
        ),
    }
)
