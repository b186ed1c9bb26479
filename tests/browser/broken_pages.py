"""A browser in which scenes are played: its pages, the OSS, and what stands in between."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, WebError

from buckets.cors import Configuration, Rule
from buckets.cors.doctor import Diagnosis, Evidence, KnownRules, diagnose
from tests.browser.between import Between
from tests.browser.foreign import ForeignSite
from tests.browser.scenes import Scene
from tests.browser.test_simulator_and_chromium import PIXEL, SANDBOX
from tests.browser.visits import PATIENCE
from tests.browser.watching import Recorder, is_of_page, last
from tests.fixtures.local_oss import WatchedOSS

# Of a failure of the script the console says that nobody caught it.
PLAY = """
async ([act, url]) => {
    try {
        await eval(act)(url);
    } catch (error) {
        Promise.reject(error);
    }
}
"""
POLICY = """
(allowed) => {
    const meta = document.createElement("meta");
    meta.httpEquiv = "Content-Security-Policy";
    meta.content = `connect-src ${allowed}`;
    document.head.append(meta);
}
"""
WORKER = """
async () => {
    await navigator.serviceWorker.register("/worker.js");
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
        await new Promise((done) => { navigator.serviceWorker.oncontrollerchange = done; });
    }
}
"""
WORKER_SCRIPT = """
oninstall = () => skipWaiting();
onactivate = (event) => event.waitUntil(clients.claim());
onfetch = (event) => {
    if (event.request.url.endsWith("/opaque")) {
        event.respondWith(fetch(event.request.url, {mode: "no-cors"}));
    }
    if (event.request.url.endsWith("/reject")) event.respondWith(Promise.reject(new TypeError()));
};
"""


@dataclass(frozen=True)
class Seen:
    """What a scene left behind: the lines of the console, and a HAR."""

    console: str
    har: str


class Theatre:
    """Plays scenes; each has a bucket of its own, so none meets what was kept of another."""

    def __init__(self, context: BrowserContext, oss: WatchedOSS, proxy: str, origin: str) -> None:
        self._context, self._oss, self._proxy, self.origin = context, oss, proxy, origin
        self._messages: list[ConsoleMessage] = []
        self._errors: list[str] = []
        self._frames: dict[str, Frame] = {}
        self._rules: dict[str, Configuration] = {}
        self._seen: dict[Scene, Seen] = {}
        self._count = 0
        context.set_default_timeout(PATIENCE)
        context.on("console", self._note_message)
        context.on("weberror", self._note_error)
        self._page = self._open()
        self._session = context.new_cdp_session(self._page)
        self._recorder = Recorder(self._session)

    def seen(self, scene: Scene) -> Seen:
        """Let the page do it, once, and return what the browser showed meanwhile."""
        if scene not in self._seen:
            self._seen[scene] = self._play(scene)
        return self._seen[scene]

    def _play(self, scene: Scene) -> Seen:
        url = self._prepare(scene)
        frame = self._frame(scene.where)
        self._messages.clear()
        self._errors.clear()
        self._recorder.forget()
        if scene.blocks:
            self._page.route(url, lambda route: route.abort("blockedbyclient"))
        frame.evaluate(PLAY, [scene.act, url])
        refused = last(self._oss.endpoint, self._count)
        with frame.page.expect_console_message(lambda it: refused in it.text):
            frame.evaluate("(url) => fetch(url).catch(() => null)", refused)
        self._page.unroute_all()  # with one of them Playwright answers preflights itself
        lines = map(self._recorder.console_line, filter(is_of_page, self._messages))
        return Seen("\n".join([*lines, *self._errors]), self._recorder.har())

    def diagnosed(self, evidence: Evidence) -> Diagnosis:
        """The diagnosis, with the rules of the bucket where the address leads to one."""
        for address in evidence.addresses:
            rules = self._rules.get(address.bucket)
            if rules is not None and address.is_at(self._oss.endpoint):
                known = replace(evidence, at_endpoint=True)
                return diagnose(known, KnownRules(rules, rules))
        return diagnose(evidence)

    def _prepare(self, scene: Scene) -> str:
        """Make the bucket of a scene, and return where its object is."""
        self._count += 1
        bucket = f"scene-{self._count}"
        rules = Configuration() if scene.rules is None else self._filled(scene.rules)
        self._rules[bucket] = rules
        self._oss.store.create(bucket, scene.acl)
        self._oss.store.put_cors(bucket, rules if rules.rules else None)
        kept = (("Content-Type", "image/png"), ("Cache-Control", "max-age=600"))
        self._oss.store.put_object(bucket, "clip", PIXEL, kept)
        return scene.url.format(
            oss=self._oss.endpoint, proxy=self._proxy, bucket=bucket, closed=closed_port()
        )

    def _filled(self, rules: Configuration) -> Configuration:
        """The rules with the origin of the page and its port in them."""
        port = self.origin.rpartition(":")[2]
        return rules.with_rules(
            Rule(
                tuple(it.format(app=self.origin, port=port) for it in rule.origins),
                rule.methods,
                rule.allowed_headers,
                rule.expose_headers,
            )
            for rule in rules.rules
        )

    def _frame(self, where: str) -> Frame:
        """The document in which a scene plays; each is opened once."""
        if where not in self._frames:
            self._frames[where] = self._made(where)
        return self._frames[where]

    def _made(self, where: str) -> Frame:
        if where == "page":
            return self._page.main_frame
        if where == "sandbox":
            self._page.evaluate(SANDBOX)
            return self._page.frames[-1]
        page = self._open()
        if where == "policy":
            page.evaluate(POLICY, self.origin)
        else:
            page.evaluate(WORKER)
        return page.main_frame

    def _open(self) -> Page:
        page = self._context.new_page()
        page.goto(self.origin)
        return page

    def _note_message(self, message: ConsoleMessage) -> None:
        self._messages.append(message)

    def _note_error(self, error: WebError) -> None:
        self._errors.append(f"Uncaught (in promise) {error.error.name}: {error.error.message}")


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def theatre(browser: Browser) -> Iterator[Theatre]:
    """A theatre in ``browser``, with servers of its own."""
    with (
        ForeignSite(browser, {"/worker.js": WORKER_SCRIPT}) as site,
        WatchedOSS(buckets=()) as oss,
        Between(oss.endpoint) as between,
        browser.new_context() as context,
    ):
        yield Theatre(context, oss, between.address, site.origin)
