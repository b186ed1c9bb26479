"""The error doctor: from what somebody saw to its cause, and to a change to review.

Nothing that is pasted or sent here is kept, logged or written into the record.
"""

from collections.abc import Iterator

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from buckets.cors.doctor import Evidence, Har, as_har, read, read_exchange, read_har
from buckets.forms.doctor import DoctorForm
from buckets.http import Request
from buckets.presenters.diagnosis import DiagnosisView


@require_http_methods(["GET", "HEAD", "POST"])
def doctor(request: Request) -> HttpResponse:
    """Paste a message or choose a HAR file; then the cause, and what to do."""
    if request.method != "POST":
        return render(request, "buckets/doctor.html", {"form": DoctorForm()})
    form = DoctorForm(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "buckets/doctor.html", {"form": form}, status=422)
    har = _har(form)
    views = [
        DiagnosisView.of(
            form.complete(evidence), request.user, name=form.cleaned_data["bucket"], text=text
        )
        for evidence, text in _read(form, har)
    ]
    first = views[0] if views else None
    context = {
        "form": DoctorForm() if first and first.is_recognised else form,
        "har": har,
        "diagnosis": first,
        "others": views[1:],
        "facts": DoctorForm(initial=_facts(first)) if first else None,
    }
    return render(request, "buckets/doctor.html", context)


def _read(form: DoctorForm, har: Har | None) -> Iterator[tuple[Evidence, str]]:
    """What was sent, read, each with the text by which it can be sent again."""
    if har is None:
        text = form.cleaned_data["text"]
        yield read(text), text
        return
    for exchange in har.exchanges:
        yield read_exchange(exchange), as_har(exchange)


def _har(form: DoctorForm) -> Har | None:
    """What is in the file, or in a text that is one."""
    uploaded: UploadedFile[bytes] | None = form.cleaned_data["har"]
    if uploaded is not None:
        return read_har(uploaded.read())
    text: str = form.cleaned_data["text"]
    is_har = text.lstrip().startswith("{") and '"entries"' in text
    return read_har(text.encode(errors="replace")) if is_har else None


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
