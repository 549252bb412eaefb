// A form marked data-here is sent without leaving the place: the answer's data-live elements are taken over.
// Without this file the same form is sent the plain way and the page comes again.
import { takeOver } from "./live.js";

export function sendInPlace() {
  addEventListener("submit", async event => {
    const form = event.target;
    if (!form.matches("form[data-here]")) return;
    event.preventDefault();
    if (form.dataset.sending) return; // once is enough
    const body = new URLSearchParams(new FormData(form, event.submitter));
    form.dataset.sending = "yes";
    const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
    delete form.dataset.sending;
    if (!answer) say("The desk does not answer; nothing was sent.");
    else if (new URL(answer.url).pathname === "/login") location.assign("/login");
    else if (!answer.headers.get("content-type")?.startsWith("text/html")) say(await answer.text());
    else {
      if (answer.ok) form.reset();
      takeOver(await answer.text(), true);
    }
  });
  // What the last form did is said once, not again with every reload.
  const here = new URL(location.href);
  if (here.searchParams.has("said")) { here.searchParams.delete("said"); history.replaceState(null, "", here); }
}

export function say(sentence) {
  document.getElementById("said").textContent = sentence;
}

// A question of a script's own, with the token that every form carries.
export function post(address, fields) {
  const token = document.querySelector("meta[name=csrf]").content;
  return fetch(address, { method: "POST", body: new URLSearchParams(fields), headers: { "x-csrf": token } });
}
