// One map of keys for the whole desk.  A view adds its own: import { key } from "/static/keys.js"; key("j", "Next finding", next).
// Keys are quiet while somebody types, and beside Ctrl, Alt and Meta.  `?` lists what there is.

const map = new Map();

export function key(name, says, act) {
  map.set(name, { says, act });
}

// The keys of decisions, which are taken on Today.
export function decisions() {
  const today = `/days/${document.body.dataset.day}`;
  for (const [name, says] of [["a", "To “Approve” on Today"], ["h", "To “Hold” on Today"]]) {
    key(name, says, () => location.assign(`${today}#${name}`));
  }
}

export function startKeys() {
  for (const link of document.querySelectorAll("a[data-go]")) key(link.dataset.go, link.textContent.trim(), () => link.click());
  key("?", "This list", help);
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const found = map.get(event.key);
    if (!found) return;
    event.preventDefault();
    found.act(event);
  });
}

function typing(element) {
  return element.closest?.("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]") != null;
}

function help() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("dl");
  list.replaceChildren(...[...map].flatMap(([name, { says }]) => {
    const term = document.createElement("dt"), meaning = document.createElement("dd");
    term.append(Object.assign(document.createElement("kbd"), { textContent: name }));
    meaning.textContent = says;
    return [term, meaning];
  }));
  dialog.showModal();
}
