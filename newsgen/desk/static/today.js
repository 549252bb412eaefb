// Keys of the Today view: through the findings, and the buttons that name a key.
import { key } from "./keys.js";

const findings = () => [...document.querySelectorAll(".finding")];

function walk(by) {
  const all = findings();
  if (!all.length) return;
  const at = all.findIndex(one => one.contains(document.activeElement));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(name) {
  const button = document.querySelector(`button[data-key="${name}"]`);
  const reason = button?.form.querySelector("input[name=reason]");
  if (reason && !reason.value) reason.focus();
  else if (button && !button.disabled) button.focus(); // a decision is taken with Enter, never by one stray letter
}

key("j", "Next finding", () => walk(1));
key("k", "Finding before", () => walk(-1));
key("a", "To “Approve”", () => press("a"));
key("r", "To “Send to review”", () => press("r"));
key("h", "To “Hold”", () => press("h"));
// From another view the same keys lead here: /days/2025-07-14#a.
if (["a", "r", "h"].includes(location.hash.slice(1))) press(location.hash.slice(1));
