"""The same-origin checker. What is compared stands in the address, to be shared."""

from dataclasses import dataclass
from typing import Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from buckets.cors.evaluate.same_origin import Address, Comparison, NotAnAddress, Part, mended
from buckets.http import Request
from buckets.presenters.text import translate

GUIDE: Final = "http://www.aliyun.com/org/test.html"
EXAMPLES: Final = (
    "http://www.aliyun.com/org/other.html",
    "http://www.aliyun.com/org/internal/page.html",
    "https://www.aliyun.com/page.html",
    "http://www.aliyun.com:22/dir/page.html",
    "http://www.alibabacloud.com/help/other.html",
)
"""Those of the vendor's guide ("Configure CORS", same-origin check)."""


_LABELS: Final = {
    Part.SCHEME: gettext_lazy("Protocol"),
    Part.HOST: gettext_lazy("Host"),
    Part.PORT: gettext_lazy("Port"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """One of the two addresses: as typed, as it is read, or what is wrong with it."""

    name: str
    text: str
    address: Address | None = None
    problem: str = ""
    fix: str | None = None

    @classmethod
    def of(cls, name: str, text: str, *, is_asked: bool) -> "Typed":
        """From ``text``; nothing is wrong with it before anybody asked."""
        if not is_asked:
            return cls(name, text)
        try:
            return cls(name, text, Address.of(text))
        except NotAnAddress as error:
            return cls(name, text, problem=translate(error.message), fix=mended(text))


@require_safe
def check(request: Request) -> HttpResponse:
    """Two addresses, and whether they are of the same origin."""
    is_asked = "a" in request.GET or "b" in request.GET
    first, second = (
        Typed.of(name, request.GET.get(name, ""), is_asked=is_asked) for name in ("a", "b")
    )
    context = {"first": first, "second": second, "guide": GUIDE, "examples": _examples()}
    if first.address is None or second.address is None:
        return render(request, "buckets/same_origin.html", context, status=422 if is_asked else 200)
    compared = Comparison(first.address, second.address)
    rows = [
        {
            "part": _LABELS[part],
            "first": getattr(first.address, part),
            "second": getattr(second.address, part),
            "differs": part in compared.differences,
        }
        for part in Part
    ]
    context |= {
        "compared": compared,
        "rows": rows if compared.is_same or compared.differences else [],
        "reasons": [translate(reason) for reason in compared.reasons],
    }
    return render(request, "buckets/same_origin.html", context)


def _examples() -> list[dict[str, object]]:
    """The guide's, each with its answer."""
    of_guide = Address.of(GUIDE)
    compared = [(it, Comparison(of_guide, Address.of(it))) for it in EXAMPLES]
    return [
        {"text": it, "is_same": found.is_same, "why": " ".join(map(translate, found.reasons))}
        for it, found in compared
    ]
