// The Past view: a span is followed while it is told, and keys go through its days.
import { key } from "./keys.js";
import { refresh } from "./live.js";

const PAUSE = 700; // milliseconds between looks
const span = document.getElementById("span");
let waiting = 0;

function follow() {
  clearTimeout(waiting);
  if (!span.dataset.running) return;
  waiting = setTimeout(async () => { await refresh(location.pathname); follow(); }, PAUSE); // without the day: it stays
}

function walk(by) {
  const all = [...document.querySelectorAll("tr.differs a, tr.trouble-row a")];
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

addEventListener("desk:refreshed", follow);
follow();
key("/", "To the day", () => document.getElementById("day").focus());
key("j", "Next day that changed; Enter opens it", () => walk(1));
key("k", "Changed day before", () => walk(-1));
key("x", "Stop the span", () => document.getElementById("stop")?.click());
