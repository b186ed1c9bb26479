// What a page asks of the server: with the right token, and not in silence when it fails.

// The cookie's token, and not the form's: signing in again in another tab makes a new one.
document.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];
  if (!token || !event.detail.parameters.csrfmiddlewaretoken) return;
  event.detail.parameters.csrfmiddlewaretoken = token;
});

// A request that a person made and that failed is told; the checks in the background stay silent.
for (const failure of ["htmx:sendError", "htmx:responseError"]) {
  document.addEventListener(failure, (event) => {
    const cause = event.detail.requestConfig.triggeringEvent?.type;
    if (["change", "click", "submit"].includes(cause)) window.alert(document.body.dataset.failed);
  });
}

// The server answers so when the sign-in has run out. Loading the page again leads to sign in.
document.addEventListener("signed-out", () => {
  const unsaved = document.querySelector("[data-dirty]");
  if (unsaved && !window.confirm(document.body.dataset.signedOut)) return;
  unsaved?.removeAttribute("data-dirty");
  window.location.reload();
});

// A page that the browser kept and shows again is asked for again: much may have changed since.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
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
