// The page works without any of this. It opens and closes the panel, and keeps the focus sensible.
"use strict";

const panel = () => document.querySelector("dialog#panel");
let touched = false;

// A swap into the panel opens it. The focus goes to what the server marked with autofocus: the first
// field, or the summary of what is wrong. It opens when the swap is settled: what somebody typed
// before that would not be checked.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.target !== panel()) return;
  touched = event.detail.requestConfig.verb === "post";
  if (!panel().open) panel().showModal();
});

// What is said again in the same words stays as it is: it is not read out a second time, and a fix
// that has the focus keeps it.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { fragment, target } = event.detail;
  if (fragment.textContent.trim() === target.textContent.trim()) event.detail.shouldSwap = false;
});

// Marks each field as wrong, or right again, as the live check comes and goes.
document.addEventListener("htmx:afterOnLoad", () => {
  for (const list of document.querySelectorAll(".problems")) {
    const field = document.querySelector(`[aria-describedby~="${list.id}"]:not(fieldset)`);
    const wrong = list.querySelector(".problem-refusal") !== null;
    if (wrong) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
  }
});

const isCheck = (event) => event.detail.requestConfig.path.includes("/rules/check/");

// A whole page in place of the part that was asked for, as when a role was taken away meanwhile, is
// shown whole. So is the sign-in page when a sign-in has run out.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (new URL(xhr.responseURL).pathname.startsWith("/auth/")) {
    event.detail.shouldSwap = false;
    if (isCheck(event)) return; // it is told on OK, not while typing
    if (!touched || window.confirm(document.body.dataset.signedOut)) window.location.reload();
  } else if (isCheck(event) && xhr.status !== 200) {
    event.detail.shouldSwap = false;
  } else if (xhr.responseText.startsWith("<!doctype")) {
    event.detail.target = document.querySelector("#main");
    event.detail.selectOverride = "#main";
    event.detail.swapOverride = "outerHTML";
  }
});

// Where a swap took away what had the focus, it goes to the head of what the swap brought. A run
// asks again by itself: there only for those who were inside of what was swapped.
let wasInside = false;
let wasAtFindings = false;
document.addEventListener("htmx:beforeSwap", (event) => {
  wasInside = event.detail.target.contains(document.activeElement);
  wasAtFindings = document.activeElement.closest(".findings") !== null;
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "progress" && wasInside && document.activeElement === document.body) {
    document.querySelector("#run-title")?.focus({ preventScroll: true });
  }
  const content = wasAtFindings ? "#findings-title" : "#rules-title";
  const head = { content, main: "#main", results: "#results", seen: "#seen" }[event.target.id];
  const isAsked = event.target.id === "seen"; // its button was disabled, and has the focus or not
  if (head && (isAsked || document.activeElement === document.body)) {
    document.querySelector(head)?.focus({ preventScroll: true });
  }
});

// What was put in before the scripts were there, or was put back by the browser, is a change too.
const served = (field) =>
  field.options
    ? ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value
    : field.defaultValue;
const isAsServed = (field) =>
  /^(checkbox|radio)$/.test(field.type)
    ? field.checked === field.defaultChecked
    : field.value === served(field);
window.addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("input, select, textarea")) {
    if (isAsServed(field)) continue;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }
});

// A request that a person made and that failed is told; the checks in the background stay silent.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const cause = event.detail.requestConfig.triggeringEvent?.type;
    if (["change", "click", "submit"].includes(cause)) window.alert(document.body.dataset.failed);
  });
}

document.addEventListener("bucket-changed", () => panel()?.close());

document.addEventListener("input", (event) => {
  if (event.target.closest("dialog#panel")) touched = true;
});

const mayClose = () => !touched || window.confirm(panel().dataset.unsaved);

// Esc and Cancel: nothing that was typed is thrown away unasked. Esc is taken before it becomes a
// cancel event, which browsers let a page prevent only once.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing || !panel()?.open) return;
  event.preventDefault();
  if (mayClose()) panel().close();
});

document.addEventListener(
  "cancel",
  (event) => {
    if (event.target === panel() && !mayClose()) event.preventDefault();
  },
  true,
);

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-close]") || !panel()?.open) return;
  event.preventDefault();
  if (mayClose()) panel().close();
});

// The buckets that are chosen in the list: one by one, a page at once, or all that match.
const tellChosen = () => {
  const form = document.querySelector("#selection");
  if (!form) return;
  const all = form.elements.everything.checked;
  const boxes = [...document.getElementsByName("bucket")];
  const chosen = boxes.filter((box) => box.checked).length;
  const page = document.querySelector("#choose-page");
  page.hidden = false;
  page.checked = chosen > 0 && chosen === boxes.length;
  page.indeterminate = chosen > 0 && !page.checked;
  for (const box of [page, ...boxes]) box.disabled = all; // it goes without saying which
  document.querySelector("#matching").disabled = !all;
  const count = all ? form.dataset.all : chosen;
  document.querySelector("#chosen").textContent = count ? form.dataset.chosen.replace("{count}", count) : "";
};
document.addEventListener("change", ({ target }) => {
  if (target.form?.id !== "selection") return;
  if (target.name !== "bucket") {
    for (const box of document.getElementsByName("bucket")) box.checked = target.checked;
  }
  tellChosen();
});
document.addEventListener("htmx:afterSettle", tellChosen);
window.addEventListener("pageshow", tellChosen); // by then the browser has ticked again what was

// The cookie's token, and not the form's: signing in again in another tab makes a new one.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!token || !event.detail.parameters.csrfmiddlewaretoken) return;
  event.detail.parameters.csrfmiddlewaretoken = token;
});

// What takes its time and must not be asked for twice says so. Coming back to the page, it can be
// asked for again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset)) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.textContent = event.submitter.dataset.busy;
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});
