// The Publish view: keys lead to what can be done; it is done with Enter.
import { decisions, key } from "./keys.js";

function press(name) {
  const button = document.querySelector(`button[data-key="${name}"]`);
  const reason = button?.form.querySelector("input[name=reason][required]");
  if (reason && !reason.value) reason.focus();
  else if (button && !button.disabled) button.focus();
}

key("s", "To “Send it”", () => press("s"));
key("c", "To “Correct it”", () => press("c"));
key("1", "As a draft", () => choose("draft"));
key("2", "Scheduled", () => choose("scheduled"));
key("3", "Live", () => choose("live"));
decisions();

function choose(stage) {
  const box = document.querySelector(`input[name=stage][value=${stage}]`);
  if (box && !box.disabled) { box.checked = true; box.focus(); }
}
