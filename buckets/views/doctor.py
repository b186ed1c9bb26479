"""The error doctor: from what somebody saw to its cause, and to a change to review.

Nothing that is pasted or sent here is kept, logged or written into the record.
"""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from buckets.cors.doctor.parse.har import Har, read_har
from buckets.cors.doctor.parse.reading import read
from buckets.forms.doctor import DoctorForm
from buckets.http import Request
from buckets.presenters.diagnosis import Finding


@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: Request) -> HttpResponse:
    """Paste a message or choose a HAR file; then the cause, and what to do."""
    if request.method != "POST":
        return render(request, "buckets/doctor.html", {"form": DoctorForm()})
    form = DoctorForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "buckets/doctor.html", {"form": form}, status=422)
    har = _har(form)
    texts = har.exchanges if har else (form.cleaned_data["text"],)
    findings = [_finding(request, form, text) for text in texts]
    first = findings[0] if findings else None
    context = {
        "form": form,
        "har": har,
        "text": first.text if first else "",
        "finding": first,
        "others": findings[1:],
        "facts": DoctorForm(initial=_facts(first, form)) if first else None,
    }
    return render(request, "buckets/doctor.html", context)


def _har(form: DoctorForm) -> Har | None:
    """What is in the file, or in a text that is one."""
    uploaded: UploadedFile[bytes] | None = form.cleaned_data["har"]
    if uploaded is not None:
        return read_har(uploaded.read())
    text: str = form.cleaned_data["text"]
    is_har = text.lstrip().startswith("{") and '"entries"' in text
    return read_har(text.encode(errors="replace")) if is_har else None


def _finding(request: Request, form: DoctorForm, text: str) -> Finding:
    evidence = form.complete(read(text))
    return Finding.of(evidence, request.user, name=form.cleaned_data["bucket"], text=text)


def _facts(finding: Finding, form: DoctorForm) -> dict[str, object]:
    """What the form says of the request, with what was found filled in."""
    evidence = finding.diagnosis.evidence
    named = form.cleaned_data["bucket"] or (evidence.places[0].bucket if evidence.places else "")
    return {
        "bucket": finding.bucket.name if finding.bucket else named,
        "origin": evidence.origin,
        "method": evidence.method,
        "headers": ", ".join(evidence.asked_headers),
        "credentials": evidence.credentials,
    }
