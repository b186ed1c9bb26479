// What takes its time and must not be asked for twice says so.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!("once" in form.dataset)) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.textContent = event.submitter.dataset.busy;
});
