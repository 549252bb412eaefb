// Makes one tree of nodes like another, and touches only what differs: the rest keeps its place, its focus and its state.

export function morph(now, next) {
  if (now.isEqualNode(next)) return now;
  // Another id is another thing: what is focused never turns into a button or a box of something else.
  const other = now.nodeName !== next.nodeName || now.id !== next.id;
  const whole = other || now.nodeType !== Node.ELEMENT_NODE || now.nodeName === "svg";
  if (whole) {
    const fresh = now.ownerDocument.importNode(next, true);
    now.replaceWith(fresh);
    return fresh;
  }
  attributes(now, next);
  children(now, next);
  return now;
}

// What a person had unfolded stays unfolded.
function attributes(now, next) {
  const kept = name => name === "open" && now.nodeName === "DETAILS";
  for (const { name } of [...now.attributes]) if (!next.hasAttribute(name) && !kept(name)) now.removeAttribute(name);
  for (const { name, value } of next.attributes) if (now.getAttribute(name) !== value) now.setAttribute(name, value);
}

function children(now, next) {
  const wanted = [...next.childNodes], pairs = matched([...now.childNodes], wanted), taken = new Set(pairs.values());
  let here = now.firstChild;
  for (const want of wanted) {
    const own = pairs.get(want);
    while (own && here !== own) here = dropped(here);
    if (own || (here && !taken.has(here) && here.nodeName === want.nodeName)) here = morph(here, want).nextSibling;
    else now.insertBefore(now.ownerDocument.importNode(want, true), here);
  }
  while (here) here = dropped(here);
}

// Elements that stand in both, by their id or as they are, in the order of both.
function matched(old, wanted) {
  const pairs = new Map();
  let from = 0;
  for (const want of wanted) {
    if (want.nodeType !== Node.ELEMENT_NODE) continue;
    const at = old.findIndex((one, place) => place >= from && (want.id ? one.id === want.id : one.isEqualNode(want)));
    if (at < 0) continue;
    pairs.set(want, old[at]);
    from = at + 1;
  }
  return pairs;
}

function dropped(node) {
  const after = node.nextSibling;
  node.remove();
  return after;
}
