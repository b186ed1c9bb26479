// The Create Rule panel: a drawer on the bucket's page, or a page of its own. Nothing that was typed
// is lost unasked, be it by Esc, Cancel, Back or by leaving the page.

const panel = () => document.querySelector("dialog#panel");
const form = () => document.querySelector("#rule-form");
const isOpen = () => panel()?.open ?? false;
const isDirty = () => form()?.hasAttribute("data-dirty") ?? false;
const mayClose = () => !isDirty() || window.confirm(panel().dataset.unsaved);

const close = () => {
  form().removeAttribute("data-dirty");
  panel().close();
};

// A swap into the panel opens it. The focus goes to what the server marked with autofocus: the first
// field, or the summary of what is wrong. It opens when the swap is settled: what somebody typed
// before that would not be checked.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== panel() || isOpen()) return;
  panel().showModal();
  if (!history.state?.panel) history.pushState({ panel: true }, "");
});

document.addEventListener("input", (event) => {
  event.target.closest("#rule-form")?.setAttribute("data-dirty", "");
});

document.addEventListener("bucket-changed", () => isOpen() && close());

// OK right after a fix, which the form still waits for, is not lost: it is pressed again when the
// fix is made.
let waitsFor = null;
let okIsNext = false;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (panel() && event.detail.target === panel()) waitsFor = event.detail;
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.xhr !== waitsFor?.xhr) return;
  waitsFor = null;
  if (!event.detail.successful) okIsNext = false;
});

document.addEventListener("submit", (event) => {
  if (event.target !== form() || event.submitter?.name === "fix") return;
  okIsNext = waitsFor?.requestConfig.triggeringEvent?.submitter?.name === "fix";
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== panel() || !okIsNext) return;
  okIsNext = false;
  form().requestSubmit();
});

// The open panel is a step in the history, so that Back closes it. Closed in another way, the step
// is taken back, which the browser does a moment later: the panel may be open again by then.
let stepsBack = false;

document.addEventListener(
  "close",
  (event) => {
    if (event.target !== panel() || !history.state?.panel) return;
    stepsBack = true;
    history.back();
  },
  true,
);

// After a reload the panel is closed, and its step is still there.
if (panel() && history.state?.panel) {
  stepsBack = true;
  history.back();
}

window.addEventListener("popstate", () => {
  const wasMeant = !stepsBack;
  stepsBack = false;
  if (!isOpen()) return;
  if (wasMeant && mayClose()) close();
  else history.pushState({ panel: true }, "");
});

// Esc is taken before it becomes a cancel event, which browsers let a page prevent only once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !isOpen()) return;
  event.preventDefault();
  if (mayClose()) close();
});

document.addEventListener(
  "cancel",
  (event) => {
    if (event.target === panel() && !mayClose()) event.preventDefault();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]") || !isOpen()) return;
  event.preventDefault();
  if (mayClose()) close();
});

// Leaving the page, but by saving: a form that htmx sends stays until the answer is there.
window.addEventListener("beforeunload", (event) => {
  if (isDirty()) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("hx-post")) event.target.removeAttribute("data-dirty");
});

// Marks each field as wrong, or right again, as the live check comes and goes.
document.addEventListener("htmx:afterOnLoad", () => {
  for (const list of document.querySelectorAll("#rule-form .problems")) {
    const field = document.querySelector(`[aria-describedby~="${list.id}"]:not(fieldset)`);
    const wrong = list.querySelector(".problem-refusal") !== null;
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
});
