// What a swap by htmx leaves behind: the focus in a sensible place, and nothing read out twice.

// Where a swap took away what had the focus, it goes to the element that `data-focus` names, on the
// innermost part around what had it. A part that is to take the focus anyway says autofocus.
let heir = null;

document.addEventListener("htmx:beforeSwap", () => {
  if (document.activeElement === document.body) return; // lost by a swap before, or nowhere yet
  heir = document.activeElement.closest("[data-focus]")?.dataset.focus;
});

document.addEventListener("htmx:afterSettle", () => {
  if (!heir || document.activeElement !== document.body) return;
  document.querySelector(heir)?.focus({ preventScroll: true });
});

// What is said again in the same words stays as it is: it is not read out a second time, and a fix
// that has the focus keeps it.
document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { fragment, target } = event.detail;
  if (fragment.textContent.trim() === target.textContent.trim()) event.detail.shouldSwap = false;
});
