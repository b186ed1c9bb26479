"""PutBucketCors, GetBucketCors, DeleteBucketCors and OptionObject."""

from typing import Final

from buckets.cors import Configuration
from buckets.cors.evaluate.oss import Actual, Headers, Preflight, evaluate
from buckets.cors.formats import catalogue as formats
from buckets.cors.formats import xml
from buckets.cors.limits import MAX_DOCUMENT_BYTES
from buckets.cors.validate import catalogue as validate
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.localoss.answers import XML_TYPE, Answer
from buckets.localoss.call import Call, check_digest
from buckets.localoss.refusals import (
    cors_not_allowed,
    document_too_large,
    incomplete_preflight,
    malformed_xml,
    no_such_cors,
    too_many_rules,
)
from buckets.localoss.request import Request

_NO_RULE_EC: Final = "0034-00000002"


def put_cors(call: Call) -> Answer:
    """Replaces everything; the server checks no more than OSS documents."""
    body = call.request.body
    check_digest(body, call.request.headers.get("content-md5"))
    if len(body) > MAX_DOCUMENT_BYTES:
        raise document_too_large()
    try:
        configuration = xml.read(body)
    except xml.XmlError as error:
        raise malformed_xml(formats.CATALOGUE.english(error.message)) from error
    _check(configuration)
    call.store.put_cors(call.request.bucket, configuration)
    return Answer()


def get_cors(call: Call) -> Answer:
    """Written anew from what was understood: AllowedHeader in lower case, ResponseVary always."""
    configuration = call.store.get(call.request.bucket).cors
    if configuration is None:
        raise no_such_cors(call.request.bucket)
    return Answer(200, (XML_TYPE,), xml.write(configuration))


def delete_cors(call: Call) -> Answer:
    """204 also when there is none (documented)."""
    call.store.put_cors(call.request.bucket, None)
    return Answer(204)


def preflight(request: Request, configuration: Configuration) -> Answer:
    """OptionObject: neither signed nor authenticated; whether the object exists is no matter."""
    origin = request.headers.get("origin")
    method = request.headers.get("access-control-request-method")
    if not origin:
        raise incomplete_preflight("Origin request")
    if not method:
        raise incomplete_preflight("Request Access-Control-Request-Method")
    names = request.headers.get("access-control-request-headers").split(",")
    headers = tuple(name.strip() for name in names if name.strip())
    decision = evaluate(configuration, Preflight(origin, method, headers))
    if decision.rule is None:
        raise cors_not_allowed()
    return Answer(200, decision.headers)


def actual_headers(request: Request, configuration: Configuration) -> Headers:
    """What CORS adds to the answer of a call that passed its permission checks."""
    origin = request.headers.get("origin")
    if not origin:
        return ()
    return evaluate(configuration, Actual(origin, request.method)).headers


def _check(configuration: Configuration) -> None:
    if not configuration.rules:
        raise malformed_xml("There is no CORSRule.", _NO_RULE_EC)
    for problem in refused_by_oss(configuration):
        if problem.oss_code == "CORSRuleBeyondLimit":
            raise too_many_rules(problem.oss_ec)
        # The limit of 16 KB is on what was sent, not on how this server would write it.
        if problem.id != "document-too-large":
            raise malformed_xml(validate.CATALOGUE.english(problem.message), problem.oss_ec)
