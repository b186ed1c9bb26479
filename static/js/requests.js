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
    if (cause === "click" || cause === "submit") window.alert(document.body.dataset.failed);
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
