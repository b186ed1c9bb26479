"""The simulator: what becomes of a page's request, on a bucket or on pasted rules."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buckets.access import Permission, load_bucket
from buckets.cors import Configuration
from buckets.cors.evaluate.browser import PageRequest
from buckets.cors.evaluate.expectation import Expectation
from buckets.cors.validate.oss_refusals import refused_by_oss
from buckets.forms.request import DocumentSimulatorForm, SimulatorForm
from buckets.http import Request, number
from buckets.models import Bucket
from buckets.oss.endpoint import object_url, public_endpoint
from buckets.presenters.problems import problem_lines
from buckets.presenters.simulation import SimulationView, present
from buckets.presenters.text import translate
from buckets.sync.findings import found_in
from buckets.views.bucket_findings import FindingLine

_NOWHERE: Final = public_endpoint("cn-hangzhou")
_LONGEST_SHARED: Final = 3000  # characters of an address that servers surely take


@dataclass(frozen=True, slots=True)
class Column:
    """One configuration and what becomes of the request under it.

    ``can_mend``: it is the working copy, and who looks may edit it.
    """

    title: str
    told: SimulationView
    is_working: bool = False
    can_mend: bool = False


@require_safe
def test_bucket(request: Request, bucket_id: int) -> HttpResponse:
    """The Test tab: the request of the address, under the working copy, live and a revision."""
    bucket, permit = load_bucket(request.user, bucket_id, Permission.VIEW)
    asked = "origin" in request.GET
    form = SimulatorForm(request.GET) if asked else SimulatorForm()
    revision = number(request.GET.get("revision"))
    context = {
        "bucket": bucket,
        "permit": permit,
        "form": form,
        "revision": revision,
        "revisions": bucket.revisions.filter(rule_count__isnull=False).defer("document")[:50],
        "tab": "test",
    }
    if asked and form.is_valid():
        url = object_url(bucket.endpoint, bucket.name, form.cleaned_data["key"])
        expectation = _expectation_of(form.page_request, bucket)
        context |= {
            "can_ask": form.page_request.is_sendable and bucket.live and bucket.live.is_understood,
            "query": form.query,
            "expectation": expectation,
            "expectation_text": translate(expectation.message),
            "url": url,
            "columns": [
                Column(title, present(it, form.page_request, url), is_it, is_it and permit.can_edit)
                for title, it, is_it in _configurations(bucket, revision)
            ],
        }
    status = 422 if asked and form.errors else 200
    return render(request, "buckets/test_bucket.html", context, status=status)


def simulator(request: Request) -> HttpResponse:
    """The same for a configuration that is pasted, without a bucket."""
    said = request.POST if request.method == "POST" else request.GET
    asked = "document" in said
    form = DocumentSimulatorForm(said) if asked else DocumentSimulatorForm()
    context: dict[str, object] = {"form": form}
    if asked and form.is_valid():
        url = object_url(_NOWHERE, "examplebucket", form.cleaned_data["key"])
        pasted = form.cleaned_data["document"]
        told = present(pasted.configuration, form.page_request, url)
        context |= {
            "url": url,
            "columns": [Column(_("The pasted rules"), told)],
            "repairs": [translate(it) for it in pasted.repairs],
            "problems": problem_lines(refused_by_oss(pasted.configuration)),
            "findings": [FindingLine.of(it) for it in found_in(pasted.configuration)],
        }
        if len(form.query) <= _LONGEST_SHARED:
            context["shared"] = form.query
    status = 422 if asked and form.errors else 200
    return render(request, "buckets/simulator.html", context, status=status)


def _expectation_of(said: PageRequest, bucket: Bucket) -> Expectation:
    """Return the expectation that the answer stays as it is: allowed, or blocked."""
    headers = tuple(header.name for header in said.headers)
    must = Expectation(said.origin, True, said.method, headers, said.reads)
    return must if must.holds(bucket.working) else replace(must, allowed=False, reads=())


def _configurations(
    bucket: Bucket, revision: int | None
) -> Iterator[tuple[str, Configuration, bool]]:
    """What to put side by side, each once, and whether it is the working copy."""
    if bucket.is_editable:
        yield _("Working copy"), bucket.working, True
    live = bucket.live
    if (
        live
        and live.is_understood
        and not (bucket.is_editable and not bucket.has_unpublished_changes)
    ):
        yield _("Live: revision %(number)s") % {"number": live.number}, live.configuration, False
    if revision is not None and (live is None or revision != live.number):
        old = bucket.revisions.filter(number=revision, rule_count__isnull=False).first()
        if old is not None:
            yield _("Revision %(number)s") % {"number": revision}, old.configuration, False
