// The Edit view: marks where the facts support no word, a draft kept within a second, and nothing lost when the desk is away.
import { key } from "./keys.js";
import { Keeper } from "./keeper.js";

const form = document.getElementById("edit");
const boxes = Object.fromEntries(["headline", "dek", "key_points", "body_md"].map(name => [name, document.getElementById(name)]));
const state = document.getElementById("state"), count = document.getElementById("count");
const list = document.getElementById("marks"), summary = document.getElementById("summary");
const NAMES = { headline: "Headline", dek: "Dek", key_points: "Key points", body_md: "Body" };
const KINDS = { block: "Block", hold: "Hold", warn: "Warning" };
const day = document.body.dataset.day;
const keeper = new Keeper(day, form, words, told => {
  state.textContent = told.sentence;
  state.toggleAttribute("data-away", told.away);
});

function words() {
  return Object.fromEntries(Object.entries(boxes).map(([name, box]) => [name, box.value]));
}

// ---- marks: each box lies on a sheet with the same text ----------------------------------------------------------------

let marks = [], at = -1;

function paint() {
  for (const [name, box] of Object.entries(boxes)) {
    const under = box.previousElementSibling, own = marks.filter(one => one.box === name && one.end > one.start);
    const parts = [];
    let from = 0;
    for (const one of own) {
      if (one.start < from) continue; // two findings about the same words: the first is shown, both are listed
      const mark = document.createElement("mark");
      mark.className = one.kind + (marks[at] === one ? " at" : "");
      mark.textContent = box.value.slice(one.start, one.end);
      parts.push(box.value.slice(from, one.start), mark);
      from = one.end;
    }
    under.replaceChildren(...parts, box.value.slice(from) + "\u200b");
  }
}

// While an answer is under way the marks move with what is typed.
const before = words();

function moved(name) {
  const old = before[name], now = boxes[name].value, most = Math.min(old.length, now.length);
  let head = 0, tail = 0;
  while (head < most && old[head] === now[head]) head++;
  while (tail < most - head && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  const by = now.length - old.length, gone = old.length - tail;
  marks = marks.filter(one => one.box !== name || one.end <= head || one.start >= gone)
    .map(one => one.box === name && one.start >= gone ? { ...one, start: one.start + by, end: one.end + by } : one);
  before[name] = now;
  at = -1;
}

// ---- the check runs as one types ---------------------------------------------------------------------------------------

const PAUSE = 250;
let asked = 0, timer = 0;

async function check() {
  const mine = ++asked;
  const answer = await keeper.ask("check", words());
  if (!answer || mine !== asked) return; // an answer about words that are gone
  const found = await answer.json();
  if (mine !== asked) return;
  const held = marks[at];
  marks = found.marks;
  at = held ? marks.findIndex(one => one.box === held.box && one.start === held.start && one.id === held.id) : -1;
  paint();
  tell(found);
  read(found);
  if (found.text !== form.elements.base.value) changedMeanwhile();
  dispatchEvent(new CustomEvent("desk:checked"));
}

function typed(event) {
  const name = event.target.name;
  if (name in boxes) {
    moved(name);
    paint();
    keeper.changed();
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  }
}

function tell(found) {
  const held = document.activeElement?.closest?.("#marks .finding");
  const place = held ? [...list.children].indexOf(held) : -1;
  list.replaceChildren(...marks.map(row));
  if (place >= 0) (list.children[Math.min(place, marks.length - 1)] ?? document.getElementById("found")).focus();
  const of = kind => marks.filter(one => one.kind === kind).length;
  const said = [["block", "block"], ["hold", "hold"], ["warn", "warning"]].filter(([kind]) => of(kind))
    .map(([kind, word]) => `${of(kind)} ${word}${of(kind) === 1 ? "" : "s"}`).join(", ");
  const right = marks.filter(one => one.right).length;
  const sentence = said ? `${said}${right ? `; for ${right} the right words are known` : ""}. ${found.words} words in the body.` : `Nothing is against it. ${found.words} words in the body.`;
  if (summary.textContent !== sentence) summary.textContent = sentence;
  count.textContent = said || "✓ Nothing found";
  count.toggleAttribute("data-grave", of("block") > 0);
  count.toggleAttribute("data-clear", !said);
}

function row(one) {
  const item = element("li", { className: `finding ${one.kind}`, tabIndex: -1 });
  const head = element("p", {}, element("b", { className: "tag", textContent: KINDS[one.kind] }), " ", element("span", { className: "id", textContent: one.id }), ` ${one.said}`);
  item.append(head);
  if (one.box) {
    item.dataset.box = one.box;
    const says = [`${NAMES[one.box]}, line ${one.line}: “${shortened(one.text)}”`];
    if (one.right) says.push("; the facts say ", element("b", { textContent: one.right }));
    item.append(element("p", { className: "hint" }, ...says));
    const acts = element("p", { className: "acts" }, element("button", { type: "button", className: "quiet", textContent: "Show it" }));
    if (one.right) acts.prepend(element("button", { type: "button", className: "quiet fix", textContent: `Put ${shortened(one.right)}` }));
    item.append(acts);
    item.addEventListener("click", event => {
      const here = marks.indexOf(one);
      if (here >= 0) event.target.closest(".fix") ? fix(here) : go(here);
    });
  } else if (one.hint) item.append(element("p", { className: "hint", textContent: one.hint }));
  return item;
}

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const shortened = text => text.length > 90 ? `${text.slice(0, 88)}…` : text;

// ---- to a finding, and what puts it right ------------------------------------------------------------------------------

function go(to) {
  const one = marks[at = to], box = one && boxes[one.box];
  if (!box) return;
  box.focus({ preventScroll: true });
  box.setSelectionRange(one.start, one.end);
  paint();
  document.querySelector(".under mark.at")?.scrollIntoView({ block: "center", behavior: "instant" });
}

function fix(which) {
  const one = marks[which], box = one && boxes[one.box];
  if (!one?.right || box.value.slice(one.start, one.end) !== one.text) return;
  box.focus({ preventScroll: true });
  box.setSelectionRange(one.start, one.end);
  // The one way that the browser's own undo knows of.
  if (!document.execCommand("insertText", false, one.right)) {
    box.setRangeText(one.right, one.start, one.end, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
}

const placed = () => marks.flatMap((one, n) => one.box ? [n] : []);

function next(by) {
  const all = placed();
  if (!all.length) return;
  const box = document.activeElement, names = Object.keys(boxes);
  const here = at >= 0 ? all.indexOf(at) : -1;
  if (here >= 0) return go(all[(here + by + all.length) % all.length]);
  const order = one => [names.indexOf(one.box), one.start];
  const cursor = box?.name in boxes ? [names.indexOf(box.name), box.selectionStart] : [-1, 0];
  const after = n => { const [a, b] = order(marks[n]); return a > cursor[0] || (a === cursor[0] && b >= cursor[1]); };
  go(by > 0 ? all.find(after) ?? all[0] : all.findLast(n => !after(n)) ?? all.at(-1));
}

function atCursor() {
  const box = document.activeElement;
  return marks.findIndex(one => one.right && one.box === box?.name && one.start <= box.selectionEnd && box.selectionStart <= one.end);
}

function walk(by) {
  const rows = [...list.children], here = rows.findIndex(one => one.contains(document.activeElement));
  rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : (here + by + rows.length) % rows.length]?.focus();
}

key("j", "Next finding", () => walk(1));
key("k", "Finding before", () => walk(-1));
key("f", "Put the finding right", () => fix([...list.children].findIndex(one => one.contains(document.activeElement))));
list.addEventListener("keydown", event => {
  const here = [...list.children].indexOf(event.target);
  if (event.key === "Enter" && here >= 0) { event.preventDefault(); go(here); }
});
key("F8", "To the next finding in the text, also while typing", () => next(1));
key("Alt Enter", "Put right what stands at the cursor", () => {});
key("Ctrl S", "Save", () => {});

addEventListener("keydown", event => {
  if (event.key === "F8" && event.target.name in boxes) { event.preventDefault(); next(event.shiftKey ? -1 : 1); }
  else if (event.key === "Enter" && event.altKey && atCursor() >= 0) { event.preventDefault(); fix(atCursor()); }
  else if (event.key.toLowerCase() === "s" && (event.ctrlKey || event.metaKey) && !event.altKey) { event.preventDefault(); form.requestSubmit(document.getElementById("save")); }
  else if (event.key === "Enter" && ["headline", "dek"].includes(event.target.name)) event.preventDefault(); // one line each
});

// ---- how it reads ------------------------------------------------------------------------------------------------------

const reads = document.getElementById("reads"), looks = document.getElementById("looks");

function read(found) {
  reads.querySelector(".headline").textContent = boxes.headline.value;
  reads.querySelector(".dek").textContent = boxes.dek.value;
  reads.querySelector("ul").replaceChildren(...found.points.map(point => element("li", { textContent: point })));
  // Sanitised by the desk as the page is; no script could run under the page's policy.
  const fresh = new DOMParser().parseFromString(found.preview, "text/html");
  for (const link of fresh.querySelectorAll("a")) link.target = "_blank";
  document.getElementById("body").replaceChildren(...fresh.body.childNodes);
}

// ---- saving ------------------------------------------------------------------------------------------------------------

form.addEventListener("submit", async event => {
  event.preventDefault();
  await keeper.save();
});

// A decision above the boxes is about what is typed up to now.
document.getElementById("notices").addEventListener("submit", async event => {
  if (!keeper.pending) return;
  event.preventDefault();
  if (await keeper.keep()) event.target.requestSubmit(event.submitter);
});

// The text changed on disk: taken over where nothing was typed, else told.
async function changedMeanwhile() {
  const answer = await fetch(`/days/${day}/edit`).catch(() => null);
  if (!answer?.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const base = fresh.querySelector("#edit input[name=base]")?.value;
  if (!base || base === form.elements.base.value || keeper.saving) return;
  if (!keeper.dirty) {
    for (const [name, box] of Object.entries(boxes)) if (box.value !== fresh.getElementById(name).value) box.value = before[name] = fresh.getElementById(name).value;
    form.elements.base.value = base;
    marks = [];
    paint();
    check();
  } else keeper.warn();
}

addEventListener("desk:changed", event => { if (String(event.detail.names) === "drafts") event.preventDefault(); });
addEventListener("desk:refreshed", () => changedMeanwhile());
addEventListener("focus", check); // whoever comes back sees what is known now
addEventListener("click", event => {
  const link = event.target.closest("a[data-find]"), box = link && boxes[link.dataset.box];
  if (!box) return;
  event.preventDefault();
  const start = box.value.indexOf(link.dataset.find);
  box.focus();
  if (start >= 0) box.setSelectionRange(start, start + link.dataset.find.length);
});

form.classList.add("writing");
document.getElementById("look").hidden = true;
document.querySelector("#found .keys").hidden = !matchMedia("(hover: hover)").matches;
if (innerWidth < 992) looks.open = false;
form.addEventListener("input", typed);
paint();
check();
keeper.start();
