"""What people tell of a failure themselves, in English and Chinese.

No message says it, so it is never more than likely.
"""

import re
from typing import Final

from buckets.cors.doctor.symptoms import Symptom

_S = Symptom

_CORS: Final = ("cors", "跨域", "cross-origin", "cross origin")
_ALLOW_ORIGIN: Final = ("access-control-allow-origin", "allow-origin header")
_FAILS: Final = (
    *("fail", "error", "not work", "refuse", "denied"),
    *("失败", "报错", "出错", "错误", "有问题", "不通过", "无法", "不匹配", "不一致"),
)
_ABSENT: Final = (
    *("undefined", "null", "empty", "missing", "unable to", "not able", "only able to view"),
    *("could not", "couldn't", "cannot ", "can't", "not getting", "not return", "does not make it"),
    *("not accessible", "not exposed", "does not include", "doesn't contain", "did not retrieve"),
    *("没有", "获取不到", "拿不到", "读不到", "取不到", "无法获取", "为空", "空的", "暴露"),
)
_CACHE: Final = ("cache", "caching", "缓存", "timestamp", "时间戳")
_NOW_AND_THEN: Final = (
    *("sometimes", "intermittent", "now and then", "occasionally", "偶尔", "有时"),
    *("full refresh", "hard refresh", "强制刷新"),
)
_SIGNATURE: Final = ("signature", "signing", "签名", "验签")
_SIGNED: Final = (*_SIGNATURE, "signed url", "signedurl", "presigned")
_DIFFERS: Final = (
    *("not match", "mismatch", "invalid", "fail", "break"),
    *("失败", "错误", "不匹配", "不一致", "不通过"),
)
_PAGE_OVER_HTTPS: Final = ("https网站", "https 网站", "https页面", "https 页面", "https page")
_OVER_HTTP: Final = ("http请求", "http 请求", "http资源", "http协议", "over http")

DESCRIBED: Final[tuple[tuple[Symptom, tuple[tuple[str, ...], ...]], ...]] = (
    (_S.MIXED_CONTENT, (("mixed content", "mixed-content", "混合内容"),)),
    (_S.MIXED_CONTENT, (_PAGE_OVER_HTTPS, _OVER_HTTP)),
    (
        _S.BLOCKED_BY_CLIENT,
        (
            (
                *("adguard", "adblock", "ad blocker", "广告拦截", "tracking protection"),
                *("ublock", "privacy badger", "noscript", "ghostery"),
            ),
        ),
    ),
    (_S.PERMISSION, (("防盗链", "hotlink", "hot-link", "referer白名单", "referer 白名单"),)),
    (_S.THROTTLED, (("限流", "请求过于频繁", "too many requests"),)),
    (_S.OTHER_ORIGIN, (_ALLOW_ORIGIN, _CACHE, ("其他网站", "other site", "another site"))),
    (_S.SEVERAL_ORIGINS, (_ALLOW_ORIGIN, ("two", "twice", "duplicate", "重复", "两个", "多个"))),
    (
        _S.WILDCARD_WITH_CREDENTIALS,
        (("withcredentials", "credentials: 'include'"), ("allow-origin=*", "wildcard", "通配符")),
    ),
    (
        _S.WILDCARD_WITH_CREDENTIALS,
        (_CORS, ("withcredentials: true", "withcredentials = true", "credentials: 'include'")),
    ),
    (_S.REDIRECT, (("redirect",), ("preflight", "pre-flight"))),
    (_S.REDIRECT, (("redirect",), ("origin",), ("null",))),
    (_S.REDIRECT, (("重定向",), ("跨域", "预检"))),
    (_S.REDIRECT, (("options",), ("登录页",))),
    (_S.REDIRECT, (("status: 302",),)),
    (
        _S.PREFLIGHT_EACH,
        (("preflight", "options", "option request", "预检"), ("every ", " each ", "每次")),
    ),
    (_S.PREFLIGHT_EACH, (("preflight", "'option' request", "option request"), ("multiple",))),
    (_S.PREFLIGHT_EACH, (("max-age",), ("无效", "not work", "no effect", "ignored"))),
    (_S.EXPIRED, (("token", *_SIGNED), ("过期", "expired", "expiry", "失效"))),
    (_S.SIGNATURE, (_SIGNATURE, _DIFFERS)),
    (_S.SIGNATURE, (_SIGNED, ("content-type",), (*_FAILS, *_DIFFERS, "验证"))),
    (_S.SIGNATURE, (("signaturecannotmatch",),)),
    (_S.REFUSED_BY_CDN, (("cdn",), (*_CORS, *_ALLOW_ORIGIN, "失败", "有问题"))),
    (_S.ETAG, (("etag",), _ABSENT)),
    (_S.ETAG, (("exposeheader>etag",), ("work", "fixed", "solved", "解决"))),
    (
        _S.UNEXPOSED,
        (("getresponseheader", "getallresponseheaders", "response.headers", "响应头"), _ABSENT),
    ),
    (_S.UNEXPOSED, (("headers 是空的", "headers是空的", "headers is empty", "headers are empty"),)),
    (_S.UNEXPOSED, (("expose",), ("does not include", "doesn't contain"))),
    (_S.CERTIFICATE, (("https证书",),)),
    (_S.CERTIFICATE, (("tls",), ("校验",))),
    (_S.CERTIFICATE, (("certificate",), ("becomes invalid", "expired", "mismatch"))),
    (_S.CERTIFICATE, (("证书",), ("不受信任", "过期", "错误", "无效", "不匹配"))),
    (_S.UNREACHABLE, (("访问不通", "connect失败", "连接超时", "请求超时", "出现超时"),)),
    (_S.NOW_AND_THEN, ((*_CORS, *_ALLOW_ORIGIN), (*_CACHE, *_NOW_AND_THEN))),
    (_S.TAINTED, (("canvas", "画布"), ("污染", "taint", "todataurl"))),
    (
        _S.LARGE_UPLOADS,
        (("multipart upload", "multipartupload", "分片"), _FAILS, (*_CORS, "browser", "浏览器")),
    ),
    (_S.LARGE_UPLOADS, (("large file", "大文件"), ("small", "小文件"))),
    # What is smaller, ali-oss sends in one part.
    (_S.LARGE_UPLOADS, (("100kb", "100 kb", "100k"), _FAILS)),
    (_S.NO_ALLOW_ORIGIN, (("no access-control-allow-origin", "没有access-control-allow-origin"),)),
    (
        _S.NO_ALLOW_ORIGIN,
        (("没有 access-control-allow-origin", "缺少access-control-allow-origin"),),
    ),
)
"""Each symptom with what has to be there, in lower case: one of each group.

What says more comes first.
"""

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]{1,20}://[^\s'<>]{1,4000}")


def described_in(line: str) -> Symptom | None:
    """The symptom that ``line``, in lower case, tells of without a message; None for none."""
    prose = _URL.sub(" ", line)
    for symptom, groups in DESCRIBED:
        if all(any(term in prose for term in terms) for terms in groups):
            return symptom
    return None
