"""Findings in the sources of a rule: who is let in that should not be, and who is not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from buckets.cors.compare.behaviour import ChangeKind
from buckets.cors.compare.hazards import WRITES, is_any_site
from buckets.cors.limits import NEARLY_FULL
from buckets.cors.lint.base import Occurrence, Severity, check
from buckets.cors.lint.context import Context
from buckets.cors.lint.documents import FETCH, OSS_TROUBLE, SECURE
from buckets.cors.lint.edits import DELETE_RULE, REPLACE_OR_REMOVE, with_rules_at, with_value
from buckets.cors.lint.sites import site_of
from buckets.cors.model import METHODS, Rule
from buckets.cors.origin import FILE, Parts, is_loopback
from buckets.cors.validate.rules import browsers_send, source_faults

_ALLOWED, _BLOCKED, _HEADERS, _RULE, _VARY = ChangeKind
_REMOVE_ANY_SITE: Final = {"remove-any-site": "Remove the sources that mean any site"}


@dataclass(frozen=True, slots=True)
class _Opening:
    """A rule by which any site may write: ``any_site`` are the sources that mean any site,
    ``named`` the others, and ``writes`` the methods that write."""

    index: int
    rule: Rule
    any_site: tuple[str, ...]
    named: tuple[str, ...]
    writes: tuple[str, ...]

    @property
    def is_wide(self) -> bool:
        """Whether any site may do everything, with any header."""
        return "*" in self.rule.allowed_headers and set(self.rule.methods) >= set(METHODS)

    @property
    def about(self) -> tuple[str, ...]:
        return (*sorted(set(self.any_site)), *self.writes)

    @property
    def kept(self) -> tuple[Rule, ...]:
        """The rule for the sources with a name; none if there are no such."""
        return (replace(self.rule, origins=self.named),) if self.named else ()


def _openings(context: Context) -> Iterator[_Opening]:
    for index, rule in enumerate(context.rules):
        any_site = tuple(filter(is_any_site, rule.origins))
        named = tuple(source for source in rule.origins if source not in any_site)
        writes = tuple(it for it in METHODS if it in rule.methods and it in WRITES)
        if any_site and writes:
            yield _Opening(index, rule, any_site, named, writes)


@check(
    "wide-open",
    severity=Severity.HIGH,
    source=OSS_TROUBLE,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Open to every site",
    says="Pages on any site may use every method here, with any header.",
    why=(
        "This is a common setting for debugging, and it was probably left behind: with a leaked "
        "or shared signature, any page in any browser can read, replace and delete objects."
    ),
    fixes=_REMOVE_ANY_SITE | DELETE_RULE,
)
def wide_open(context: Context) -> Iterator[Occurrence]:
    """Find rules by which any site may do anything at all."""
    for opening in _openings(context):
        if opening.is_wide:
            yield Occurrence(
                fix=with_rules_at(context.configuration, opening.index, *opening.kept),
                advice="remove-any-site" if opening.named else "delete-rule",
                index=opening.index,
                field="methods",
                value=", ".join(opening.writes),
                about=opening.about,
            )


@check(
    "any-site-writes",
    severity=Severity.HIGH,
    source=OSS_TROUBLE,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Any site may write",
    says="Pages on any site may write: %(value)s for %(sources)s.",
    why=(
        "A page of a stranger sends requests from the browser of whoever opens it. Where the "
        "bucket accepts such a request by itself, for example from inside a network, that page "
        "writes and deletes objects."
    ),
    fixes={"only-reading": "Let any site only read"} | _REMOVE_ANY_SITE | DELETE_RULE,
)
def any_site_writes(context: Context) -> Iterator[Occurrence]:
    """Find rules by which any site may write, though not do everything."""
    for opening in _openings(context):
        if opening.is_wide:
            continue
        rule = opening.rule
        reading = tuple(method for method in rule.methods if method not in WRITES)
        may_read = (replace(rule, origins=opening.any_site, methods=reading),) if reading else ()
        otherwise = "remove-any-site" if opening.named else "delete-rule"
        yield Occurrence(
            fix=with_rules_at(context.configuration, opening.index, *opening.kept, *may_read),
            advice="only-reading" if reading else otherwise,
            index=opening.index,
            field="methods",
            value=", ".join(opening.writes),
            about=opening.about,
            params={"sources": ", ".join(dict.fromkeys(opening.any_site))},
        )


@check(
    "null-source",
    severity=Severity.HIGH,
    source=FETCH,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Source null",
    says="The source null lets in pages of anybody.",
    why=(
        "Sandboxed frames, files and some redirects send the origin null, and any site can make "
        "its page send it too."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def null_source(context: Context) -> Iterator[Occurrence]:
    """Find the source null."""
    for index, source in context.sent_sources:
        if source == "null":
            yield replaced(context, index, source)


@check(
    "file-source",
    severity=Severity.MEDIUM,
    source=FETCH,
    may_change={_BLOCKED, _HEADERS, _RULE},
    title="Source file://",
    says="The source file:// lets in pages of any app on Android.",
    why=(
        "Only WebViews of Android send this origin. Browsers send null for a page from a file. "
        "Neither tells whose page it is."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def file_source(context: Context) -> Iterator[Occurrence]:
    """Find the source file://."""
    for index, source in context.sent_sources:
        if source == FILE:
            yield replaced(context, index, source)


@check(
    "origin-never-matches",
    severity=Severity.MEDIUM,
    source=FETCH,
    may_change={_ALLOWED, _BLOCKED, _HEADERS, _RULE},
    title="Source that never matches",
    says="The source “%(value)s” can never match.",
    why="No browser sends such an origin, so this entry lets nobody in.",
    fixes=REPLACE_OR_REMOVE,
)
def origin_never_matches(context: Context) -> Iterator[Occurrence]:
    """Find sources that no browser sends, with what is wrong with each."""
    for index, rule in enumerate(context.rules):
        for source in dict.fromkeys(rule.origins):
            if source in context.sent_of_rule[index]:
                continue
            faults = tuple(source_faults(source))
            meant = next((fault.fix.split("\n") for fault in faults if fault.fix), [])
            # Never null, which would let anybody in.
            is_sound = all(it != "null" and browsers_send(it) for it in meant)
            found = replaced(context, index, source, *(meant if is_sound else []))
            yield replace(found, why=faults[0].message if faults else None)


@check(
    "insecure-source",
    severity=Severity.MEDIUM,
    source=SECURE,
    may_change={_ALLOWED, _BLOCKED, _HEADERS, _RULE},
    title="Source without encryption",
    says="“%(value)s” is a site without encryption.",
    why=(
        "Anyone on the network can put a script into a page that comes over http://, and that "
        "script is then let in here."
    ),
    fixes=REPLACE_OR_REMOVE,
)
def insecure_source(context: Context) -> Iterator[Occurrence]:
    """Find sites whose pages come without encryption, but for those of one's own machine."""
    for index, source in context.sent_sources:
        parts = Parts.of(source)
        if parts is None or parts.scheme != "http" or parts.host == "*":
            continue
        if not (is_loopback(parts.host) or parts.host.endswith(".localhost")):
            secure = str(replace(parts, scheme="https"))
            yield replaced(context, index, source, *filter(browsers_send, [secure]))


@check(
    "several-sites",
    severity=Severity.NOTE,
    source=OSS_TROUBLE,
    may_change={_RULE},
    title="Several sites in one rule",
    says="One rule serves several sites: %(value)s.",
    why=(
        "OSS's guide advises one rule for each site: you can then change or remove one site "
        "without touching what the others may do."
    ),
    fixes={"split": "Split into one rule for each site"},
)
def several_sites(context: Context) -> Iterator[Occurrence]:
    """Find one rule for the sites of several owners, while there is room for more rules."""
    for index, rule in enumerate(context.rules):
        sites: dict[str, list[str]] = {}
        for source in rule.origins:
            sites.setdefault(site_of(source, context.is_public_suffix), []).append(source)
        needed = len(context.rules) - 1 + len(sites)
        sent = context.sent_of_rule[index]
        if len(sites) < 2 or needed >= NEARLY_FULL or len(sent) < len(set(rule.origins)):
            continue
        if {"null", FILE} & {*sent} or any(map(is_any_site, sent)):
            continue
        apart = [replace(rule, origins=tuple(origins)) for origins in sites.values()]
        yield Occurrence(
            fix=with_rules_at(context.configuration, index, *apart),
            advice="split",
            index=index,
            field="origins",
            value=", ".join(sites),
            about=sorted(sites),
        )


def replaced(context: Context, index: int, source: str, *new: str, **params: object) -> Occurrence:
    """Return what is mended by putting ``new`` in place of the source, or by removing it."""
    return Occurrence(
        fix=with_value(context.configuration, index, "origins", source, *new),
        advice="replace" if new else "remove-value",
        index=index,
        field="origins",
        value=source,
        params={"new": ", ".join(new), **params},
    )
