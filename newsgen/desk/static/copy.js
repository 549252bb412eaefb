// A button marked data-copy="id" copies the text of that element; where a browser cannot, it stays hidden.
import { say } from "./forms.js";

export function copyButtons() {
  if (!navigator.clipboard) return;
  addEventListener("desk:refreshed", show);
  addEventListener("click", async event => {
    const button = event.target.closest("button[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    say("Copied.");
  });
  show();
}

function show() {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
}
