"""What a message says, by the words that it is known by.

Chromium's are those of its `services/network` and `third_party/blink`, Firefox's those of its
`security.properties` and of MDN ("CORS errors"), Safari's those of WebKit's
`CrossOriginAccessControl`; older wordings beside the ones of today.
"""

import re
from enum import StrEnum
from typing import Final, NamedTuple

from buckets.cors.evaluate.browser import BlockCause


class Symptom(StrEnum):
    """What was seen to go wrong."""

    # The browser's check of an answer, or of the answer to a preflight.
    NO_ALLOW_ORIGIN = "no-allow-origin"
    SEVERAL_ORIGINS = "several-origins"
    INVALID_ORIGIN = "invalid-origin"
    OTHER_ORIGIN = "other-origin"
    WILDCARD_WITH_CREDENTIALS = "wildcard-with-credentials"
    NO_ALLOW_CREDENTIALS = "no-allow-credentials"
    NOT_OK = "not-ok"
    METHOD = "method"
    HEADER = "header"
    AUTHORIZATION = "authorization"
    UNPARSABLE = "unparsable"
    REDIRECT = "redirect"
    REFUSED_BY_OSS = "refused-by-oss"
    NO_RULES = "no-rules"
    BLOCKED = "blocked"  # by CORS, nobody says why
    # What a page cannot read, or sees too often.
    ETAG = "etag"
    UNEXPOSED = "unexposed"
    LARGE_UPLOADS = "large-uploads"
    PREFLIGHT_EACH = "preflight-each"
    NOW_AND_THEN = "now-and-then"
    TAINTED = "tainted"
    # What looks like it, and is something else.
    SAME_ORIGIN_MODE = "same-origin-mode"
    NOT_HTTP = "not-http"
    CORS_DISABLED = "cors-disabled"
    ORIGIN_NOT_ADDED = "origin-not-added"
    PRIVATE_NETWORK = "private-network"
    MIXED_CONTENT = "mixed-content"
    CONTENT_POLICY = "content-policy"
    BLOCKED_BY_CLIENT = "blocked-by-client"
    OPAQUE_BLOCKED = "opaque-blocked"
    FORBIDDEN_HEADER = "forbidden-header"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    MINI_PROGRAM = "mini-program"
    CONFIGURATION = "configuration"
    REFUSED_BY_CDN = "refused-by-cdn"
    NO_ANSWER = "no-answer"
    OSS_ERROR = "oss-error"
    EXPIRED = "expired"
    SIGNATURE = "signature"
    ANSWERED = "answered"


OF_BLOCK: Final = {
    BlockCause.NO_ALLOW_ORIGIN: Symptom.NO_ALLOW_ORIGIN,
    BlockCause.SEVERAL_ORIGINS: Symptom.SEVERAL_ORIGINS,
    BlockCause.INVALID_ORIGIN: Symptom.INVALID_ORIGIN,
    BlockCause.OTHER_ORIGIN: Symptom.OTHER_ORIGIN,
    BlockCause.WILDCARD_WITH_CREDENTIALS: Symptom.WILDCARD_WITH_CREDENTIALS,
    BlockCause.NO_ALLOW_CREDENTIALS: Symptom.NO_ALLOW_CREDENTIALS,
    BlockCause.REDIRECT: Symptom.REDIRECT,
    BlockCause.NOT_OK: Symptom.NOT_OK,
    BlockCause.INVALID_METHODS: Symptom.UNPARSABLE,
    BlockCause.INVALID_HEADERS: Symptom.UNPARSABLE,
    BlockCause.METHOD: Symptom.METHOD,
    BlockCause.HEADER: Symptom.HEADER,
    BlockCause.REDIRECT_WITH_CREDENTIALS: Symptom.REDIRECT,
}
"""What a browser says of each reason for which it keeps an answer from a page."""

Phrases = tuple[tuple[Symptom, tuple[str, ...]], ...]
"""Each symptom with the words that all have to be there, in lower case, every quote a ``'``."""

_S = Symptom

_SAID: Final[Phrases] = (
    (_S.WILDCARD_WITH_CREDENTIALS, ("must not be the wildcard '*'",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("credential is not supported if the cors header",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("cannot use wildcard in access-control-allow-origin",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("wildcard '*' cannot be used in the",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("was configured to include credentials and the",)),
    (_S.NO_ALLOW_CREDENTIALS, ("'access-control-allow-credentials' header in the response is",)),
    (_S.NO_ALLOW_CREDENTIALS, ("expected 'true' in cors header",)),
    (_S.NO_ALLOW_CREDENTIALS, ("credentials flag is", "access-control-allow-credentials")),
    (_S.SEVERAL_ORIGINS, ("contains multiple values",)),
    (_S.SEVERAL_ORIGINS, ("multiple cors header 'access-control-allow-origin'",)),
    (_S.SEVERAL_ORIGINS, ("access-control-allow-origin cannot contain more than one",)),
    (_S.SEVERAL_ORIGINS, ("不允许有多个", "access-control-allow-origin")),
    (_S.INVALID_ORIGIN, ("'access-control-allow-origin' header contains the invalid value",)),
    (_S.OTHER_ORIGIN, ("that is not equal to the supplied origin",)),
    (_S.OTHER_ORIGIN, ("cors header 'access-control-allow-origin' does not match",)),
    (_S.OTHER_ORIGIN, ("specified an origin different from the origin of the context",)),
    (_S.AUTHORIZATION, ("authorization' header is not covered",)),
    (_S.AUTHORIZATION, ("authorization", "covered by the wildcard symbol")),
    (_S.UNPARSABLE, ("cannot parse access-control-allow-",)),
    (_S.UNPARSABLE, ("invalid token '", "in cors header 'access-control-allow-")),
    (_S.METHOD, ("is not allowed by access-control-allow-methods",)),
    (_S.METHOD, ("did not find method in cors header",)),
    (_S.HEADER, ("is not allowed by access-control-allow-headers",)),
    (_S.HEADER, ("is not allowed according to header 'access-control-allow-headers'",)),
    (_S.HEADER, ("missing token '", "in cors header 'access-control-allow-headers'")),
    (_S.REDIRECT, ("response for preflight is invalid (redirect)",)),
    (_S.REDIRECT, ("redirect is not allowed for a preflight request",)),
    (_S.REDIRECT, ("redirect at origin '",)),
    (_S.REDIRECT, ("cors request external redirect not allowed",)),
    (_S.REDIRECT, ("disallowed for cross-origin requests that require preflight",)),
    (_S.REDIRECT, ("cross-origin redirection", "denied")),
    (_S.REDIRECT, ("redirect location", "contains a username and password")),
    (_S.PRIVATE_NETWORK, ("address space",)),
    (_S.PRIVATE_NETWORK, ("access-control-allow-private-network",)),
    (_S.PRIVATE_NETWORK, ("access-control-allow-local-network",)),
    (_S.PRIVATE_NETWORK, ("err_blocked_by_local_network_access_checks",)),
    (_S.PRIVATE_NETWORK, ("ns_error_local_network_denied",)),
    (_S.NOT_OK, ("does not have http ok status",)),
    (_S.NOT_OK, ("response for preflight has invalid http status code",)),
    (_S.NOT_OK, ("response for preflight is invalid",)),
    (_S.NOT_OK, ("cors preflight channel did not succeed",)),
    (_S.NOT_OK, ("cors preflight response did not succeed",)),
    (_S.NOT_OK, ("preflight response is not successful",)),
    (_S.NOT_OK, ("预检响应未能成功",)),
    (_S.NOT_OK, ("response to the associated preflight request failed",)),
    (_S.NO_ALLOW_ORIGIN, ("no 'access-control-allow-origin' header is present",)),
    (_S.NO_ALLOW_ORIGIN, ("cors header 'access-control-allow-origin' missing",)),
    (_S.NO_ALLOW_ORIGIN, ("is not allowed by access-control-allow-origin",)),
    (_S.NO_ALLOW_ORIGIN, ("缺少 'access-control-allow-origin'",)),
    (_S.NO_ALLOW_ORIGIN, ("'access-control-allow-origin' fehlt",)),
    (_S.SAME_ORIGIN_MODE, ("cross origin requests are not allowed by request mode",)),
    (_S.SAME_ORIGIN_MODE, ("request mode is 'same-origin'",)),
    (_S.NOT_HTTP, ("only supported for protocol schemes",)),
    (_S.NOT_HTTP, ("only supported for http",)),
    (_S.NOT_HTTP, ("cors request not http",)),
    (_S.NOT_HTTP, ("cors 请求不是 http",)),
    (_S.CORS_DISABLED, ("reason: cors disabled",)),
    (_S.ORIGIN_NOT_ADDED, ("cors header 'origin' cannot be added",)),
    (_S.MIXED_CONTENT, ("mixed content: the page",)),
    (_S.MIXED_CONTENT, ("blocked loading mixed",)),
    (_S.MIXED_CONTENT, ("requested insecure content from",)),
    (_S.MIXED_CONTENT, ("was not allowed to", "insecure content")),
    (_S.CONTENT_POLICY, ("violates the following content security policy",)),
    (_S.CONTENT_POLICY, ("violates the document's content security policy",)),
    (_S.CONTENT_POLICY, ("the page's settings blocked the loading",)),
    (_S.CONTENT_POLICY, ("refused to", "directive of the content security policy")),
    (_S.CONTENT_POLICY, ("refused to connect to", "content security policy")),
    (_S.BLOCKED_BY_CLIENT, ("err_blocked_by_client",)),
    (_S.OPAQUE_BLOCKED, ("err_blocked_by_orb",)),
    (_S.OPAQUE_BLOCKED, ("err_blocked_by_response",)),
    (_S.OPAQUE_BLOCKED, ("opaqueresponseblocking",)),
    (_S.OPAQUE_BLOCKED, ("cross-origin read blocking",)),
    (_S.FORBIDDEN_HEADER, ("refused to set unsafe header",)),
    (_S.FORBIDDEN_HEADER, ("attempt to set a forbidden header",)),
    (_S.CERTIFICATE, ("certificateerror",)),
    (_S.CERTIFICATE, ("x509:",)),
    (_S.CERTIFICATE, ("doesn't match either of",)),
    (_S.CERTIFICATE, ("hostname mismatch",)),
    (_S.CERTIFICATE, ("namemismatch",)),
    (_S.CERTIFICATE, ("subject alternative name",)),
    (_S.CERTIFICATE, ("net::err_cert_",)),
    (_S.CERTIFICATE, ("err_ssl_",)),
    (_S.CERTIFICATE, ("ssl certificate problem",)),
    (_S.CERTIFICATE, ("certificate verify failed",)),
    (_S.CERTIFICATE, ("certificate for this server is invalid",)),
    (_S.UNREACHABLE, ("err_name_not_resolved",)),
    (_S.UNREACHABLE, ("err_connection_",)),
    (_S.UNREACHABLE, ("err_internet_disconnected",)),
    (_S.UNREACHABLE, ("err_network_changed",)),
    (_S.UNREACHABLE, ("err_timed_out",)),
    (_S.UNREACHABLE, ("server with the specified host name could not be found",)),
    (_S.UNREACHABLE, ("未能找到使用指定主机名的服务器",)),
    (_S.UNREACHABLE, ("unknownhostexception",)),
    (_S.UNREACHABLE, ("cannot assign requested address",)),
    (_S.UNREACHABLE, ("couldn't resolve host",)),
    (_S.UNREACHABLE, ("网络不可达",)),
    (_S.UNREACHABLE, ("network is unreachable",)),
    (_S.UNREACHABLE, ("no route to host",)),
    (_S.UNREACHABLE, ("could not resolve host",)),
    (_S.UNREACHABLE, ("server with the specified hostname could not be found",)),
    (_S.UNREACHABLE, ("network connection was lost",)),
    (_S.UNREACHABLE, ("connectiontimeouterror",)),
    (_S.UNREACHABLE, ("failed to connect to",)),
    (_S.UNREACHABLE, ("getaddrinfo enotfound",)),
    (_S.UNREACHABLE, ("etimedout",)),
    (_S.UNREACHABLE, ("econnrefused",)),
    (_S.ETAG, ("no access to etag property",)),
    (_S.ETAG, ("set the etag of expose-headers",)),
    (_S.ETAG, ("refused to get unsafe header 'etag'",)),
    (_S.ETAG, ("could not read the etag header",)),
    (_S.UNEXPOSED, ("refused to get unsafe header",)),
    (_S.MINI_PROGRAM, ("not in domain list",)),
    (_S.MINI_PROGRAM, ("不在以下 request 合法域名列表中",)),
    (_S.MINI_PROGRAM, ("合法域名列表",)),
    (_S.UNREACHABLE, ("err_tunnel_connection_failed",)),
    (_S.UNREACHABLE, ("err_proxy_connection_failed",)),
    (_S.UNREACHABLE, ("err_address_unreachable",)),
    (_S.UNREACHABLE, ("err_empty_response",)),
    (_S.UNREACHABLE, ("responsetimeouterror",)),
    (_S.UNREACHABLE, ("response timeout for",)),
    (_S.UNREACHABLE, ("unable to resolve host",)),
    (_S.UNREACHABLE, ("no address associated with hostname",)),
    (_S.UNREACHABLE, ("name or service not known",)),
    (_S.UNREACHABLE, ("temporary failure in name resolution",)),
    (_S.UNREACHABLE, ("nodename nor servname",)),
    (_S.UNREACHABLE, ("no such host",)),
    (_S.UNREACHABLE, ("未能解析此远程名称",)),
    (_S.UNREACHABLE, ("remote name could not be resolved",)),
    (_S.UNREACHABLE, ("eai_again",)),
    (_S.UNREACHABLE, ("operation timed out after",)),
    (_S.UNREACHABLE, ("resolving timed out after",)),
    (_S.UNREACHABLE, ("connection timed out",)),
    (_S.UNREACHABLE, ("connect timed out",)),
    (_S.UNREACHABLE, ("read timed out",)),
    (_S.UNREACHABLE, ("i/o timeout",)),
    (_S.UNREACHABLE, ("socket hang up",)),
    (_S.UNREACHABLE, ("connection refused",)),
    (_S.UNREACHABLE, ("connection reset",)),
    (_S.UNREACHABLE, ("econnreset",)),
    (_S.UNREACHABLE, ("enetunreach",)),
    (_S.UNREACHABLE, ("socketassigntimeouterror",)),
    (_S.UNREACHABLE, ("connect timeout for",)),
    (_S.CERTIFICATE, ("unable to verify the first certificate",)),
    (_S.CERTIFICATE, ("unable_to_verify_leaf_signature",)),
    (_S.CERTIFICATE, ("unable to get local issuer certificate",)),
    (_S.CERTIFICATE, ("self signed certificate",)),
    (_S.CERTIFICATE, ("self-signed certificate",)),
    (_S.CERTIFICATE, ("certificate has expired",)),
    (_S.CERTIFICATE, ("match certificate's altnames",)),
    (_S.CERTIFICATE, ("err_tls_cert_altname_invalid",)),
    (_S.CERTIFICATE, ("no alternative certificate subject name matches",)),
    (_S.CERTIFICATE, ("unable to find valid certification path",)),
    (_S.CERTIFICATE, ("ssl hand shake error",)),
    (_S.CERTIFICATE, ("sslhandshakeexception",)),
    (_S.CERTIFICATE, ("certificate is not valid for",)),
    (_S.CERTIFICATE, ("sec_error_unknown_issuer",)),
    (_S.OPAQUE_BLOCKED, ("cross-origin-resource-policy: same-origin",)),
    (_S.OPAQUE_BLOCKED, ("cross-origin-embedder-policy",)),
    (_S.OPAQUE_BLOCKED, ("specify a cross-origin resource policy",)),
    (_S.OPAQUE_BLOCKED, ("cross-origin-resource-policy header",)),
    (_S.OPAQUE_BLOCKED, ("cross-origin embedder policy",)),
    (_S.OPAQUE_BLOCKED, ("opaque response blocking",)),
    (_S.OPAQUE_BLOCKED, ("response served by service worker is opaque",)),
    (_S.SAME_ORIGIN_MODE, ("does not have a 'crossorigin' attribute",)),
    (_S.FORBIDDEN_HEADER, ("refuse to set unsafe header",)),
    (_S.TAINTED, ("security_err: dom exception 18",)),
    (_S.TAINTED, ("the cross-origin image at",)),
    (_S.MINI_PROGRAM, ("url not in do",)),
    (_S.NO_ANSWER, ("resulted in a network error response",)),
    (_S.NO_ANSWER, ("clientexception: xmlhttprequest error",)),
    (_S.NO_ANSWER, ("error: xmlhttprequest error",)),
    (_S.NO_ANSWER, ("the xmlhttprequest onerror callback was called",)),
    (_S.NO_ANSWER, ("network request failed",)),
    (_S.NO_ANSWER, ("cors 請求失敗",)),
    (_S.NOT_HTTP, ("cors n'utilise pas http",)),
    (_S.TAINTED, ("securityerror: the operation is insecure",)),
    (_S.OPAQUE_BLOCKED, ("'opaque' response was used",)),
    (_S.OPAQUE_BLOCKED, ("passed an opaque response",)),
    (_S.OPAQUE_BLOCKED, ("mime type ('application/xml') is not",)),
    (_S.REFUSED_BY_CDN, ("sorry, you have been blocked",)),
    (_S.REFUSED_BY_CDN, ("attention required! | cloudflare",)),
    (_S.REFUSED_BY_CDN, ("checking your browser before",)),
    (_S.REFUSED_BY_CDN, ("<title>just a moment",)),
    (_S.REFUSED_BY_CDN, ("<center>cloudflare</center>",)),
    (_S.REFUSED_BY_CDN, ("ddos protection by",)),
    (_S.REFUSED_BY_CDN, ("errors.aliyun.com",)),
    (_S.REFUSED_BY_CDN, ("generated by cloudfront",)),
    (_S.REFUSED_BY_CDN, ("powered by tengine",)),
    (_S.NO_ANSWER, ("cors request did not succeed",)),
    (_S.NO_ANSWER, ("cors 请求未能成功",)),
    (_S.TAINTED, ("mediaelementaudiosource outputs zeroes",)),
    (_S.TAINTED, ("tainted canvas",)),
    (_S.TAINTED, ("canvas has been tainted",)),
    (_S.TAINTED, ("contains cross-origin data",)),
    (_S.TAINTED, ("the cross-origin image at", "may not be loaded")),
)

_PANELS: Final[Phrases] = (
    # Chromium's `Network.CorsError`, which has "Preflight" before most of these too.
    (_S.NO_ALLOW_ORIGIN, ("missingalloworiginheader",)),
    (_S.SEVERAL_ORIGINS, ("multiplealloworiginvalues",)),
    (_S.INVALID_ORIGIN, ("invalidalloworiginvalue",)),
    (_S.OTHER_ORIGIN, ("alloworiginmismatch",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("wildcardoriginnotallowed",)),
    (_S.NO_ALLOW_CREDENTIALS, ("invalidallowcredentials",)),
    (_S.NOT_OK, ("preflightinvalidstatus",)),
    (_S.REDIRECT, ("preflightdisallowedredirect",)),
    (_S.REDIRECT, ("redirectcontainscredentials",)),
    (_S.UNPARSABLE, ("invalidallowmethodspreflightresponse",)),
    (_S.UNPARSABLE, ("invalidallowheaderspreflightresponse",)),
    (_S.METHOD, ("methoddisallowedbypreflightresponse",)),
    (_S.HEADER, ("headerdisallowedbypreflightresponse",)),
    (_S.SAME_ORIGIN_MODE, ("disallowedbymode",)),
    (_S.NOT_HTTP, ("corsdisabledscheme",)),
    # Firefox's `BLOCKED_REASON_MESSAGES`.
    (_S.NO_ALLOW_ORIGIN, ("cors missing allow origin",)),
    (_S.SEVERAL_ORIGINS, ("cors multiple origin not allowed",)),
    (_S.OTHER_ORIGIN, ("cors allow origin not matching origin",)),
    (_S.WILDCARD_WITH_CREDENTIALS, ("cors no allow credentials",)),
    (_S.NO_ALLOW_CREDENTIALS, ("cors missing allow credentials",)),
    (_S.NOT_OK, ("cors preflight did not succeed",)),
    (_S.REDIRECT, ("cors external redirect not allowed",)),
    (_S.UNPARSABLE, ("cors invalid allow method",)),
    (_S.UNPARSABLE, ("cors invalid allow header",)),
    (_S.METHOD, ("cors method not found",)),
    (_S.HEADER, ("cors missing allow header",)),
    (_S.ORIGIN_NOT_ADDED, ("cors origin header missing",)),
    (_S.NOT_HTTP, ("cors not http",)),
)

_DESCRIBED: Final[Phrases] = (
    (_S.SEVERAL_ORIGINS, ("two", "access-control-allow-origin")),
    (_S.SEVERAL_ORIGINS, ("twice", "access-control-allow-origin")),
    (_S.SEVERAL_ORIGINS, ("duplicate", "access-control-allow-origin")),
    (_S.SEVERAL_ORIGINS, ("重复", "access-control-allow-origin")),
    (_S.SEVERAL_ORIGINS, ("two", "allow-origin headers")),
    (_S.REDIRECT, ("redirect", "origin", "null")),
    (_S.REDIRECT, ("重定向", "跨域")),
    (_S.REDIRECT, ("重定向", "预检")),
    (_S.REDIRECT, ("options", "登录页")),
    (_S.REDIRECT, ("status: 302",)),
    (_S.NOW_AND_THEN, ("access-control-allow-origin", "cache")),
    (_S.CERTIFICATE, ("https证书",)),
    (_S.CERTIFICATE, ("tls", "校验")),
    (_S.UNREACHABLE, ("访问不通",)),
    (_S.UNREACHABLE, ("connect失败",)),
    (_S.ETAG, ("etag", "not able to fetch")),
    (_S.ETAG, ("etag", "unable to")),
    (_S.ETAG, ("etag", "only able to view")),
    (_S.UNEXPOSED, ("expose", "does not include")),
    (_S.UNEXPOSED, ("expose", "doesn't contain")),
    (_S.LARGE_UPLOADS, ("multipartupload", "出错")),
    (_S.LARGE_UPLOADS, ("分片", "报错")),
    (_S.EXPIRED, ("token", "过期")),
    (_S.EXPIRED, ("签名", "过期")),
    (_S.EXPIRED, ("token", "expired")),
    (_S.EXPIRED, ("signed url", "expired")),
    (_S.SIGNATURE, ("signature", "not match")),
    (_S.SIGNATURE, ("signaturecannotmatch",)),
    (_S.SIGNATURE, ("签名", "不匹配")),
    (_S.SIGNATURE, ("签名", "不一致")),
    (_S.ETAG, ("etag", "undefined")),
    (_S.ETAG, ("etag", "null")),
    (_S.ETAG, ("etag", "没有返回")),
    (_S.ETAG, ("etag", "获取不到")),
    (_S.ETAG, ("etag", "拿不到")),
    (_S.ETAG, ("etag", "not getting")),
    (_S.ETAG, ("etag", "does not make it")),
    (_S.ETAG, ("etag", "missing")),
    (_S.ETAG, ("etag", "not exposed")),
    (_S.ETAG, ("etag", "暴露")),
    (_S.UNEXPOSED, ("headers", "空的")),
    (_S.UNEXPOSED, ("headers is empty",)),
    (_S.UNEXPOSED, ("headers are empty",)),
    (_S.NOW_AND_THEN, ("cors", "cached")),
    (_S.NOW_AND_THEN, ("cors", "缓存")),
    (_S.NOW_AND_THEN, ("跨域", "缓存")),
    (_S.REFUSED_BY_CDN, ("cdn", "cors")),
    (_S.REFUSED_BY_CDN, ("cdn", "跨域")),
    (_S.REFUSED_BY_CDN, ("cdn", "失败")),
    (_S.REDIRECT, ("redirect", "preflight")),
    (_S.REDIRECT, ("redirect", "pre-flight")),
    (_S.CERTIFICATE, ("certificate", "becomes invalid")),
    (_S.CERTIFICATE, ("证书", "不受信任")),
    (_S.BLOCKED_BY_CLIENT, ("adguard",)),
    (_S.BLOCKED_BY_CLIENT, ("adblock",)),
    (_S.BLOCKED_BY_CLIENT, ("广告拦截",)),
    (_S.LARGE_UPLOADS, ("large file", "small")),
    (_S.LARGE_UPLOADS, ("大文件", "小文件")),
    (_S.LARGE_UPLOADS, ("multipart upload", "fail")),
    (_S.LARGE_UPLOADS, ("multipartupload", "fail")),
    (_S.LARGE_UPLOADS, ("分片", "失败")),
    (_S.PREFLIGHT_EACH, ("preflight", "every ")),
    (_S.PREFLIGHT_EACH, ("preflight", " each ")),
    (_S.PREFLIGHT_EACH, ("options request", "every ")),
    (_S.PREFLIGHT_EACH, ("options request", " each ")),
    (_S.PREFLIGHT_EACH, ("options", "每次")),
    (_S.NOW_AND_THEN, ("cors", "sometimes")),
    (_S.NOW_AND_THEN, ("cors", "intermittent")),
    (_S.NOW_AND_THEN, ("cors", "now and then")),
    (_S.NOW_AND_THEN, ("cors", "偶尔")),
)

_GENERAL: Final[Phrases] = (
    (_S.BLOCKED, ("blocked by cors",)),
    (_S.BLOCKED, ("due to access control checks",)),
    (_S.BLOCKED, ("cross-origin request blocked",)),
    (_S.BLOCKED, ("已拦截跨源请求",)),
    (_S.BLOCKED, ("by cross-origin resource sharing policy",)),
    (_S.BLOCKED, ("cors error",)),
    (_S.BLOCKED, ("cross-origin resource sharing (cors) request was blocked",)),
    (_S.BLOCKED, ("load denied by cross-origin resource sharing policy",)),
    (_S.BLOCKED, ("bad uri or cross-site access not allowed",)),
    # In any language: Firefox has a status of "(null)" where it got no answer at all.
    (_S.NO_ANSWER, ("cors", ": (null)")),
    (_S.BLOCKED, ("cors", "access-control-allow-")),
    (_S.NO_ANSWER, ("failed to fetch",)),
    (_S.NO_ANSWER, ("networkerror when attempting to fetch",)),
    (_S.NO_ANSWER, ("typeerror: load failed",)),
    (_S.NO_ANSWER, ("xhr error",)),
    (_S.NO_ANSWER, ("network error",)),
    (_S.NO_ANSWER, ("err_failed",)),
    (_S.NO_ANSWER, ("responded with 0 code",)),
    (_S.NO_ANSWER, ("status: 0",)),
    (_S.NO_ANSWER, ("'status': 0,",)),
    (_S.NO_ANSWER, ("'status':0,",)),
    (_S.NO_ANSWER, ("request:fail",)),
    (_S.NO_ANSWER, ("uploadfile:fail",)),
    (_S.BLOCKED, ("跨域",)),
)


_URL: Final = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s'<>]{1,4000}")


class Spotted(NamedTuple):
    """A symptom, and whether people only describe it, where no message says so."""

    symptom: Symptom
    is_described: bool


def spot(line: str) -> Spotted | None:
    """The symptom that ``line``, in lower case, tells of first; what says more comes before."""
    prose = _URL.sub(" ", line)
    for phrases, text in (
        (_SAID, line),
        (_PANELS, line),
        (_DESCRIBED, prose),
        (_GENERAL, line),
    ):
        found = [
            (text.index(words[0]), symptom)
            for symptom, words in phrases
            if all(word in text for word in words)
        ]
        if found:
            return Spotted(min(found, key=lambda it: it[0])[1], phrases is _DESCRIBED)
    return None
