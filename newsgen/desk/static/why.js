// The Why view: the filter answers as one types, and keys go through the angles.
import { decisions, key } from "./keys.js";
import { refresh } from "./live.js";

const box = document.getElementById("q");

box.addEventListener("input", () => {
  const here = new URL(location.href);
  if (box.value.trim()) here.searchParams.set("q", box.value);
  else here.searchParams.delete("q");
  history.replaceState(null, "", here);
  refresh();
});
box.form.addEventListener("submit", event => event.preventDefault());
box.form.querySelector("button").hidden = true;

function walk(by) {
  const all = [...document.querySelectorAll(".angle summary")];
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
}

key("j", "Next angle; Enter opens it", () => walk(1));
key("k", "Angle before", () => walk(-1));
key("/", "To the filter", () => box.focus());
decisions();
for (let n = 1; n <= 5; n++) key(String(n), `Headline ${n} of the bench`, () => document.querySelector(`button[data-headline="${n}"]:enabled`)?.click());
