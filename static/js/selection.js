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
  const told = document.querySelector("#chosen");
  told.textContent = count ? form.dataset.chosen.replace("{count}", count) : "";
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
