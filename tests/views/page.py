"""A page as a browser without JavaScript has it: elements, and forms that can be sent.

Reading is strict: a tag that is not closed, or closed out of turn, fails the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from django.contrib.auth.models import User
from django.http import HttpResponseBase
from django.test import Client

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})
Typed = str | Sequence[str] | None


@dataclass(eq=False)
class Element:
    """One element with what is in it: elements and text, in order."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    inside: list[Element] = field(default_factory=list, repr=False)

    def __iter__(self) -> Iterator[Element]:
        """Everything inside, in the order of the document."""
        return iter(self.inside)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    @property
    def raw_text(self) -> str:
        """All text inside, to the letter."""
        return "".join(c if isinstance(c, str) else c.raw_text for c in self.children)

    @property
    def text(self) -> str:
        """All text inside, as one line."""
        return " ".join(self.raw_text.split())

    @property
    def ancestors(self) -> Iterator[Element]:
        here = self.parent
        while here is not None:
            yield here
            here = here.parent

    def all(self, tag: str = "", *, css: str = "", **attributes: str) -> list[Element]:
        """Every element inside of this kind; ``css`` is a class that it has."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self
            if tag in ("", element.tag)
            and (not css or css in element.get("class").split())
            and all(element.attributes.get(name) == value for name, value in wanted.items())
        ]

    def one(self, tag: str = "", *, css: str = "", **attributes: str) -> Element:
        """The only element inside of this kind."""
        found = self.all(tag, css=css, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {css} {attributes} in {self.text}"
        return found[0]

    def texts(self, tag: str = "", *, css: str = "") -> list[str]:
        return [element.text for element in self.all(tag, css=css)]

    @property
    def values(self) -> dict[str, list[str]]:
        """What a browser would send for this form, without its buttons."""
        sent: dict[str, list[str]] = {}
        for control in self:
            value = _value(control)
            if value is not None and control.get("name"):
                sent.setdefault(control.get("name"), []).append(value)
        return sent


def _value(control: Element) -> str | None:
    if control.tag == "textarea":
        return control.raw_text.removeprefix("\n")
    if control.tag == "select":
        options = control.all("option")
        chosen = [option for option in options if "selected" in option.attributes]
        return (chosen or options)[0].get("value")
    if control.tag != "input":
        return None
    if control.get("type") == "checkbox" and "checked" not in control.attributes:
        return None
    return control.attributes.get("value", "on" if control.get("type") == "checkbox" else "")


class Page(Element):
    """An answer, read as HTML where it is HTML."""

    def __init__(self, response: HttpResponseBase, url: str) -> None:
        super().__init__("", {})
        self.url = url
        self.status = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content: bytes = getattr(response, "content", b"")
        if response.headers.get("Content-Type", "").startswith("text/html"):
            reader = _Reader(self)
            reader.feed(self.content.decode())
            reader.close()
            assert reader.open is self, f"<{reader.open.tag}> is not closed at {url}"

    @property
    def target(self) -> str:
        """Where it redirects to."""
        assert self.status == 302, f"{self.status}: {self.text}"
        return self.headers["Location"]

    @property
    def notices(self) -> list[str]:
        return self.texts(css="notice")

    def form(self, end: str = "") -> Element:
        """The form whose address ends so; without one, the only form of the page's own content."""
        if end:
            return self.one_of(f for f in self.all("form") if f.get("action").endswith(end))
        (main,) = self.all("main") or [self]
        return main.one("form")

    def one_of(self, found: Iterator[Element]) -> Element:
        elements = list(found)
        assert len(elements) == 1, f"{len(elements)} at {self.url}"
        return elements[0]

    def link(self, text: str) -> str:
        """The address behind the only link that reads so."""
        return self.one_of(a for a in self.all("a") if a.text == text).get("href")

    def has_link(self, text: str) -> bool:
        return any(a.text == text for a in self.all("a"))


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: Element = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> says {names} at {self.page.url}"
        attributes = {name: value or "" for name, value in attrs}
        element = Element(tag, attributes, self.open)
        self.open.children.append(element)
        for outer in element.ancestors:
            outer.inside.append(element)
        if tag not in VOID:
            self.open = element

    def handle_endtag(self, tag: str) -> None:
        assert self.open.tag == tag, f"</{tag}> ends <{self.open.tag}> at {self.page.url}"
        assert self.open.parent is not None
        self.open = self.open.parent

    def handle_data(self, data: str) -> None:
        self.open.children.append(data)


class Visitor:
    """Someone at a browser: signed in as ``user``, or not; ``htmx`` asks as its scripts do."""

    def __init__(self, user: User | None = None, *, htmx: bool = False) -> None:
        self.client = Client(headers={"HX-Request": "true"} if htmx else None)
        if user is not None:
            self.client.force_login(user)

    def get(self, url: str) -> Page:
        return Page(self.client.get(url), url)

    def post(self, url: str, data: Mapping[str, object] | None = None) -> Page:
        return Page(self.client.post(url, data or {}), url)

    def submit(self, page: Page, form: Element, *, press: str = "", **typed: Typed) -> Page:
        """Send the form as it stands but for what was ``typed``; None leaves a field out.

        ``press`` is the text or label of the button to press, if it matters which.
        """
        sent: dict[str, Typed] = {**form.values, **typed}
        if press:
            button = page.one_of(
                b for b in form.all("button") if press in (b.text, b.get("aria-label"))
            )
            sent[button.get("name")] = button.get("value")
        url = urljoin(page.url, form.get("action") or urlsplit(page.url).path)
        said = {name: value for name, value in sent.items() if value is not None}
        if not form.get("method") and not form.get("hx-post"):
            return self.get(f"{url}?{urlencode(said, doseq=True)}")
        return self.post(url, said)

    def follow(self, page: Page) -> Page:
        return self.get(urljoin(page.url, page.target))
