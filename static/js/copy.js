// Shows the buttons that copy a field's value, where the browser can copy; the field itself can be
// selected and copied without them.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) break;
  const field = document.getElementById(button.dataset.copies);
  const name = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = name; }, 2000);
  });
}
