// The page follows what changes on disk: elements marked data-live (each has an id) take over what differs.
// Others hear of it: addEventListener("desk:changed", event => event.detail.names) before, "desk:refreshed" after.
import { morph } from "./morph.js";

export function listen() {
  const day = document.body.dataset.day;
  if (!day) return;
  const events = new EventSource(`/days/${day}/live`);
  let ready = false;
  events.addEventListener("ready", () => { if (ready) changed([]); ready = true; }); // the desk was started again
  events.addEventListener("changed", event => changed(event.data.split(" ")));
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", event => { if (event.persisted) listen(); });
}

async function changed(names) {
  const before = new CustomEvent("desk:changed", { detail: { names }, cancelable: true });
  if (dispatchEvent(before)) await refresh();
}

let asked = 0;

// Ask for the page again and take over what is new; of several at once only the last counts.
export async function refresh(address = location.href) {
  const mine = ++asked;
  const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
  if (!answer || mine !== asked) return;
  takeOver(await answer.text());
}

export function takeOver(html, said = false) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  if (said) document.getElementById("said").textContent = fresh.getElementById("said")?.textContent ?? "";
  for (const now of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(now.id);
    if (next) morph(now, next); // what somebody typed or unfolded stays
  }
  dispatchEvent(new CustomEvent("desk:refreshed"));
}
