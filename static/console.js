// The page works without any of this. It opens and closes the panel, and keeps the focus sensible.
"use strict";

const panel = () => document.querySelector("dialog#panel");
let touched = false;

// A swap into the panel opens it. The focus goes where the server said: the first field, or the
// summary of what is wrong.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target !== panel()) return;
  touched = event.detail.requestConfig.verb === "post";
  if (!panel().open) panel().showModal();
  panel().querySelector("[autofocus]")?.focus();
});

// Marks a field as wrong, or right again, while its live check comes and goes.
document.addEventListener("htmx:oobAfterSwap", (event) => {
  const list = event.target;
  if (!list.classList.contains("problems")) return;
  const field = document.querySelector(`[aria-describedby~="${list.id}"]:not(fieldset)`);
  const wrong = list.querySelector(".problem-refusal") !== null;
  if (wrong) field?.setAttribute("aria-invalid", "true");
  else field?.removeAttribute("aria-invalid");
});

// A sign-in that has run out answers with the sign-in page: show it whole, not inside the panel.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (new URL(event.detail.xhr.responseURL).pathname.startsWith("/auth/")) {
    event.detail.shouldSwap = false;
    window.location.reload();
  }
});

document.addEventListener("bucket-changed", () => panel()?.close());

document.addEventListener("input", (event) => {
  if (event.target.closest("dialog#panel")) touched = true;
});

const mayClose = () => !touched || window.confirm(panel().dataset.unsaved);

// Esc and Cancel: nothing that was typed is thrown away unasked.
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
