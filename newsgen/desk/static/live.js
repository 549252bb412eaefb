// The page follows what changes on disk: elements marked data-live (each has an id) take over what differs.
// Others hear of it: addEventListener("desk:changed", event => event.detail.names) before, "desk:refreshed" after.
import { morph } from "./morph.js";

const AGAIN = 500; // milliseconds

export function listen() {
  const { day } = document.body.dataset;
  if (!day) return;
  let waiting = 0, events = connect();
  addEventListener("pagehide", () => { clearTimeout(waiting); events.close(); });
  addEventListener("pageshow", event => { if (event.persisted) events = connect(); });

  // The page names what it shows, each time: what changed before it was heard, or while the desk was away, is told at once.
  function connect() {
    const stream = new EventSource(`/days/${day}/live?seen=${document.body.dataset.seen}`);
    stream.addEventListener("changed", event => changed(event.data.split(" ")));
    stream.addEventListener("error", () => {
      if (stream.readyState !== EventSource.CONNECTING) return; // refused, or closed by us
      stream.close();
      waiting = setTimeout(() => { events = connect(); }, AGAIN);
    });
    return stream;
  }
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
  document.body.dataset.seen = fresh.body.dataset.seen ?? document.body.dataset.seen;
  for (const now of document.querySelectorAll("[data-live]")) {
    const next = fresh.getElementById(now.id);
    if (next) morph(now, next); // what somebody typed or unfolded stays
  }
  dispatchEvent(new CustomEvent("desk:refreshed"));
}
