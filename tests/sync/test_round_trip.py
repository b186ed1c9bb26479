"""Any configuration survives the whole way: domain, XML, oss2, OSS, gateway, database, form."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings

from buckets.cors import Configuration, Rule
from buckets.cors.formats import xml
from buckets.cors.validate.draft import Draft
from buckets.forms.rule import RuleForm
from buckets.models import Bucket, State
from buckets.sync.edit import edit_rule
from buckets.sync.gateways import bucket_gateway
from buckets.sync.pull import pull
from tests.cors.strategies import configurations
from tests.fixtures.local_oss import BUCKET, WatchedOSS
from tests.sync.actions import now, publish

FIELDS = ("origins", "allowed_headers", "expose_headers", "max_age")


def sent_back(bucket: Bucket, rule: Rule) -> RuleForm:
    """The form opened with ``rule`` and sent back untouched, as a browser does it."""
    opened = RuleForm.opened_with(Draft.of(rule), bucket=bucket, editing=rule)
    data = QueryDict(mutable=True)
    for name in FIELDS:
        # The value of a text area is sent with CRLF (HTML, "constructing the entry list").
        text = str(opened[name].value()).replace("\r\n", "\n").replace("\r", "\n")
        data[name] = text.replace("\n", "\r\n")
    data.setlist("methods", list(dict.fromkeys(opened["methods"].value())))
    if opened["response_vary"].value():
        data["response_vary"] = "on"
    return RuleForm(QueryDict(data.urlencode()), bucket=bucket, editing=rule)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configuration=configurations())
def test_any_configuration_survives_the_whole_way(
    bucket: Bucket, local_oss: WatchedOSS, owner: User, configuration: Configuration
) -> None:
    gateway = bucket_gateway(bucket)
    if configuration.rules:
        gateway.put_cors(BUCKET, xml.write(configuration))
    else:
        gateway.delete_cors(BUCKET)
    pulled = pull(bucket.pk, by=owner)
    kept = pulled.working
    assert kept.fingerprint == configuration.fingerprint
    assert kept.rules == configuration.rules  # a `Rule` has its header names in lower case
    assert kept.response_vary == (configuration.response_vary and bool(kept.rules))
    for row in pulled.cors_rules.all():
        form = sent_back(pulled, row.value)
        assert form.is_valid(), form.errors
        assert form.rule == row.value
        vary, version = form.cleaned_data["response_vary"], pulled.version
        edit_rule(pulled.pk, row.pk, form.rule, vary=vary, version=version, by=owner)
    assert now(bucket).working == kept
    assert now(bucket).state == State.IN_SYNC


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(configuration=configurations(max_rules=3))
def test_any_working_copy_is_published_to_the_letter(
    bucket: Bucket, local_oss: WatchedOSS, owner: User, configuration: Configuration
) -> None:
    working = now(bucket)
    working.set_rules([])
    for rule in configuration.rules:
        working.append(rule)
    working.response_vary = configuration.response_vary
    working.count_version(configuration)
    working.save_with_state()
    if working.has_unpublished_changes:
        assert publish(bucket, owner).confirmed
    held = local_oss.store.get(BUCKET).cors or Configuration()
    assert held.fingerprint == configuration.fingerprint
    assert now(bucket).working == configuration
    assert now(bucket).state == State.IN_SYNC
