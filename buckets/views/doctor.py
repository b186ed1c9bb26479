"""The error doctor: from what somebody saw to its cause, and to a change to review.

Nothing that is pasted or sent here is kept, logged or written into the record.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from buckets.cors.doctor import (
    Evidence,
    Har,
    Reading,
    as_har,
    find_har,
    from_params,
    read_exchange,
    read_har,
    read_text,
)
from buckets.forms.doctor import DoctorForm
from buckets.http import Request
from buckets.presenters.diagnosis import DiagnosisView
from buckets.presenters.reading import marked

_LONGEST_NAME: Final = 63
"""Characters of a bucket's name (OSS, Bucket naming)."""


@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: Request) -> HttpResponse:
    """Paste a message or choose a HAR file; then the cause, and what to do."""
    if request.method != "POST":
        return render(request, "buckets/doctor.html", _shared(request))
    form = DoctorForm.of(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "buckets/doctor.html", {"form": form}, status=422)
    har = _har(form)
    text = form.cleaned_data["text"]
    reading = Reading((), ()) if har else read_text(text)
    views = list(_views(form, request.user, har, reading.requests))
    first = views[0] if views else None
    context = {
        "form": DoctorForm() if first and first.is_recognised else form,
        "har": har,
        "diagnosis": first,
        "others": views[1:],
        "marked": marked(text, reading),
        "facts": DoctorForm(initial=_facts(first)) if first else None,
    }
    return render(request, "buckets/doctor.html", context)


def _shared(request: Request) -> dict[str, object]:
    """What a link to a diagnosis shows: its facts, and of buckets what the reader may see."""
    params = request.GET.dict()
    evidence = from_params(params)
    name = params.get("bucket", "")[:_LONGEST_NAME]
    if not evidence and not name:
        return {"form": DoctorForm()}
    view = DiagnosisView.of(evidence, request.user, name=name)
    return {"form": DoctorForm(), "diagnosis": view, "facts": DoctorForm(initial=_facts(view))}


def _views(
    form: DoctorForm, user: User, har: Har | None, requests: Sequence[Evidence]
) -> Iterator[DiagnosisView]:
    """The diagnosis of each request. What the person says of one is said of the first."""
    text, name = form.cleaned_data["text"], form.cleaned_data["bucket"]
    if har is not None:
        found = [(read_exchange(it), as_har(it)) for it in har.exchanges]
    else:
        found = [(it, text) for it in requests or (Evidence(),)]
    for number, (evidence, sent_again) in enumerate(found):
        first = number == 0
        yield DiagnosisView.of(
            form.complete(evidence) if first else evidence,
            user,
            name=name if first else "",
            text=sent_again,
        )


def _har(form: DoctorForm) -> Har | None:
    """What is in the file, or in a text that is one."""
    uploaded: UploadedFile[bytes] | None = form.cleaned_data["har"]
    if uploaded is not None:
        return read_har(uploaded.read())
    document = find_har(form.cleaned_data["text"])
    return read_har(document.encode(errors="replace")) if document else None


def _facts(view: DiagnosisView) -> dict[str, object]:
    """What the form says of the request, with what was found filled in."""
    evidence = view.evidence
    return {
        "bucket": view.suggested,
        "origin": evidence.origin,
        "method": evidence.method,
        "headers": ", ".join(evidence.asked_headers),
        "credentials": evidence.credentials,
    }
