// The Article view: the page in its frame follows every change in place, its figures show their proof beside it.
import { decisions, key } from "./keys.js";
import { say } from "./forms.js";
import { morph } from "./morph.js";

const frame = document.getElementById("page");
const stage = document.getElementById("stage");
const inside = () => frame.contentDocument;

// ---- the frame follows what changes ----------------------------------------------------------------------------------

let asked = 0;

async function follow() {
  const mine = ++asked;
  const answer = await fetch(frame.src).catch(() => null);
  if (!answer?.ok || mine !== asked) return; // the last good page stays
  const html = await answer.text();
  if (mine !== asked || !inside()) return;
  if (!inside().querySelector("article")) return frame.contentWindow.location.reload(); // no page was there yet
  const fresh = new (inside().defaultView.DOMParser)().parseFromString(html, "text/html"); // under the page's own policy
  steady(() => morph(inside().documentElement, fresh.documentElement));
  proveAgain();
  mark();
  dispatchEvent(new CustomEvent("desk:page"));
}

// What a reader has before the eyes stays where it is, whatever grows or goes above it.
function steady(change) {
  const view = inside().defaultView, top = node => node.getBoundingClientRect().top;
  const blocks = view.scrollY > 0 ? inside().querySelectorAll("h1, .dek, .points li, .body p, .body h2, .chart, .proof, footer p") : [];
  const held = [...blocks].find(one => top(one) >= 0 && view.getComputedStyle(one).position !== "fixed");
  const before = held && top(held), focus = inside().activeElement?.id, place = view.scrollY;
  change();
  if (focus && !inside().activeElement?.id) inside().getElementById(focus)?.focus({ preventScroll: true });
  const by = held?.isConnected ? top(held) - before : place - view.scrollY;
  if (by) view.scrollBy({ top: by, behavior: "instant" });
}

addEventListener("desk:changed", event => { if (String(event.detail.names) !== "drafts") follow(); });
addEventListener("desk:refreshed", () => { listFindings(); measure(); });

// ---- proofs ----------------------------------------------------------------------------------------------------------

const proof = document.getElementById("proof-card");
const empty = proof.cloneNode(true);
let proven = "";

function prove(figure) {
  const card = inside().getElementById(figure.hash.slice(1))?.closest(".proof");
  if (!card) return;
  proven = figure.id;
  const title = document.createElement("p"), said = document.createElement("p"), list = document.importNode(card.querySelector("dl"), true);
  title.className = "figure";
  title.textContent = figure.textContent;
  said.className = "soft";
  said.textContent = card.querySelector("summary span").textContent;
  for (const link of list.querySelectorAll("a")) {
    const hash = link.getAttribute("href");
    if (hash.startsWith("#")) Object.assign(link, { href: frame.src + hash, target: "page" });
    else link.target = "_blank";
  }
  proof.replaceChildren(title, said, list);
}

function proveAgain() {
  const figure = proven && inside().getElementById(proven);
  if (figure) prove(figure);
  else { proven = ""; proof.replaceChildren(...empty.cloneNode(true).childNodes); }
}

// ---- findings: a mark at the place of the one at hand ----------------------------------------------------------------

let at = "";
const findings = () => [...document.querySelectorAll("#found .finding")];

function listFindings() {
  for (const one of findings()) one.toggleAttribute("data-at", one.id === at);
  mark();
}

function walk(by) {
  const all = findings(), now = all.findIndex(one => one.id === at);
  if (!all.length) return say("Nothing was found.");
  show(all[now < 0 ? (by > 0 ? 0 : all.length - 1) : (now + by + all.length) % all.length]);
}

function show(finding) {
  at = finding.id;
  look("page");
  listFindings();
  finding.focus({ preventScroll: true });
  finding.scrollIntoView({ block: "nearest" });
  const range = mark(), view = inside().defaultView;
  if (range) view.scrollTo({ top: view.scrollY + range.getBoundingClientRect().top - view.innerHeight / 3, behavior: "instant" });
}

function mark() {
  const view = inside()?.defaultView, one = document.getElementById(at);
  if (!view?.CSS?.highlights) return null;
  if (!inside().adoptedStyleSheets.length) {
    const sheet = new view.CSSStyleSheet();
    sheet.replaceSync("::highlight(found) { background-color: #ffd24d; color: #1b1d22; }");
    inside().adoptedStyleSheets = [sheet];
  }
  const range = one && place(one.dataset);
  if (range) view.CSS.highlights.set("found", new view.Highlight(range));
  else view.CSS.highlights.delete("found");
  return range;
}

// The nth time that some words are read in a field; the whole field where none are named, a figure where only its fact is.
function place({ field = "", text = "", nth = "0", fact = "" }) {
  const root = named(field) ?? inside().querySelector(fact ? `#fact-${CSS.escape(fact)}` : "#none");
  if (!root) return null;
  const range = inside().createRange();
  if (!text) { range.selectNodeContents(fact && !field ? figureOf(root) : root); return range; }
  const walker = inside().createTreeWalker(root, NodeFilter.SHOW_TEXT, node => node.parentElement.closest(".chart") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const whole = nodes.map(node => node.data).join("").replace(/\s/g, " ");
  let start = whole.indexOf(text);
  for (let n = Number(nth); n > 0 && start >= 0; n--) start = whole.indexOf(text, start + 1);
  if (start < 0) { range.selectNodeContents(root); return range; }
  bound(range, nodes, start, start + text.length);
  return range;
}

function bound(range, nodes, start, end) {
  let before = 0;
  for (const node of nodes) {
    const after = before + node.length;
    if (start >= before && start < after) range.setStart(node, start - before);
    if (end > before && end <= after) { range.setEnd(node, end - before); return; }
    before = after;
  }
}

function named(field) {
  if (field.startsWith("chart-")) return inside().getElementById(field);
  const [name, number] = field.split(".");
  const found = { headline: "h1", dek: ".dek", key_points: `.points li:nth-child(${Number(number) + 1})`, body_md: ".body" }[name];
  return found ? inside().querySelector(found) : null;
}

function figureOf(card) {
  const link = card.querySelector('a[href^="#fig-"]');
  return (link && inside().getElementById(link.hash.slice(1))) ?? card;
}

// ---- how it is shown -------------------------------------------------------------------------------------------------

function look(name) {
  if (name === "page" && ["desktop", "phone"].includes(stage.dataset.look)) return;
  const chosen = name === "page" ? "desktop" : name;
  stage.dataset.look = chosen;
  for (const link of document.querySelectorAll("a[data-look]")) link.setAttribute("aria-current", link.dataset.look === chosen);
  history.replaceState(null, "", `?as=${chosen}`);
  measure();
}

// A search engine cuts by width, not by letters.
function measure() {
  const title = document.getElementById("result-title"), width = document.getElementById("result-width");
  if (!title || !width || stage.dataset.look !== "search") return;
  const text = document.createRange();
  text.selectNodeContents(title);
  const wide = Math.round(text.getBoundingClientRect().width);
  width.textContent = `, ${wide} of 580 pixels${wide > 580 ? ": cut" : ""}`;
}

for (const link of document.querySelectorAll("a[data-look]")) {
  link.addEventListener("click", event => { event.preventDefault(); look(link.dataset.look); });
}

// ---- listening in the frame and beside it ----------------------------------------------------------------------------

function attach() {
  const doc = inside();
  if (!doc?.body || doc.attached) return;
  doc.attached = true;
  const figure = event => event.target.closest?.("a.fig");
  for (const kind of ["mouseover", "focusin", "click"]) doc.addEventListener(kind, event => figure(event) && prove(figure(event)));
  doc.addEventListener("click", event => leads(event));
  doc.addEventListener("keydown", event => {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const heard = new KeyboardEvent("keydown", { key, ctrlKey, altKey, metaKey, shiftKey, cancelable: true, bubbles: true });
    if (!document.body.dispatchEvent(heard)) event.preventDefault();
  });
  mark();
}

// The frame shows this page and no other: what leads out of it opens beside the desk.
function leads(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  if (/^https?:\/\//.test(link.getAttribute("href"))) open(link.href, "_blank", "noopener,noreferrer");
  else say(`This leads to ${link.getAttribute("href")} on the site.`);
}

frame.addEventListener("load", attach);
attach();
addEventListener("click", event => {
  const finding = event.target.closest?.("#found .finding");
  if (finding && !event.target.closest("a, summary, form")) show(finding);
});
key("j", "Next finding", () => walk(1));
key("k", "Finding before", () => walk(-1));
decisions();
for (let n = 1; n <= 5; n++) key(String(n), `Headline ${n} of the bench`, () => document.querySelector(`button[data-headline="${n}"]:enabled`)?.click());
measure();
