// The Differences view: keys go through what differs.
import { key } from "./keys.js";

function walk(by) {
  const all = [...document.querySelectorAll(".finding-row")];
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next.focus();
  next.scrollIntoView({ block: "center" });
}

key("j", "Next difference", () => walk(1));
key("k", "Difference before", () => walk(-1));
