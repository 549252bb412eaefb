// Keeps what is typed: in this browser at once, at the desk within a second; while the desk is away it tries again and says so.

const SOON = 600, AGAIN = 1000;

export class Keeper {
  constructor(day, form, words, tell) {
    Object.assign(this, { day, form, words, tell, dirty: form.dataset.from !== "", saving: false, sent: 0, typed: 0, timer: 0, warned: "", others: "", refused: "" });
    // A draft of its own for every page: two tabs never write into one.
    this.id = form.dataset.draft || Array.from(crypto.getRandomValues(new Uint8Array(12)), byte => byte.toString(16).padStart(2, "0")).join("");
    form.elements.draft.value = this.id;
    this.place = `newsgen-draft:${day}:${this.id}`;
  }

  get base() { return this.form.elements.base.value; }

  get pending() { return this.typed > this.sent; }

  start() {
    addEventListener("pagehide", () => { if (this.pending && !this.saving) this.beacon(); });
    for (const name of Object.keys(localStorage)) if (name.startsWith(`newsgen-draft:${this.day}:`) && name !== this.place) this.offer(name);
  }

  changed() {
    this.typed++;
    this.dirty = true;
    const { id, base } = this;
    try { localStorage.setItem(this.place, JSON.stringify({ id, base, when: new Date().toISOString(), words: this.words() })); } catch { /* no room: the desk keeps it */ }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), SOON);
  }

  // Keep the draft at the desk; of what is typed meanwhile the next one tells.
  async keep() {
    clearTimeout(this.timer);
    const upto = this.typed;
    if (upto === this.sent || this.saving) return true;
    const answer = await this.ask("draft", this.draft());
    if (answer) {
      const { when, others } = await answer.json();
      this.others = others.length ? ` ${others.join(" and ")} ${others.length > 1 ? "are" : "is"} writing in this text, too.` : "";
      this.sent = Math.max(this.sent, upto);
      if (this.typed === upto) {
        localStorage.removeItem(this.place);
        this.say(`Kept as a draft, ${when}; not saved yet.`);
      } else this.timer = setTimeout(() => this.keep(), SOON);
      return true;
    }
    if (this.refused) return this.say(this.refused, true), false; // until something else is typed
    this.say("Not kept: the desk does not answer. Your words are safe in this browser; it tries again.", true);
    this.timer = setTimeout(() => this.keep(), AGAIN);
    return false;
  }

  draft() {
    const { from, when } = this.form.dataset;
    return { ...this.words(), draft: this.id, base: this.base, from: from ?? "", from_when: when ?? "" };
  }

  beacon() {
    fetch(`/days/${this.day}/edit/draft`, { method: "POST", body: JSON.stringify(this.draft()), headers: this.headers(), keepalive: true }).catch(() => null);
  }

  headers() {
    return { "content-type": "application/json", "x-csrf": document.querySelector("meta[name=csrf]").content };
  }

  // Ask the desk something; null where it does not answer.  One that was started again knows this page no more: the page
  // gets itself a new token, and asks once more.
  async ask(what, fields, again = true) {
    const answer = await fetch(`/days/${this.day}/edit/${what}`, { method: "POST", body: JSON.stringify(fields), headers: this.headers() }).catch(() => null);
    this.refused = "";
    if (answer?.ok) return answer;
    if (answer?.status === 400 || answer?.status === 413) this.refused = await sentence(answer);
    if (answer?.status === 403 && again && await this.renew()) return this.ask(what, fields, false);
    if (answer?.status === 401) this.say("You are logged out: log in again in another tab; your words are safe in this browser.", true);
    return null;
  }

  async renew() {
    const answer = await fetch(`/days/${this.day}/edit`).catch(() => null);
    const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("meta[name=csrf]");
    if (!fresh) return false;
    document.querySelector("meta[name=csrf]").content = fresh.content;
    for (const field of document.querySelectorAll("input[name=csrf]")) field.value = fresh.content;
    return true;
  }

  // Save: first the draft, which tells whether the desk is there and knows us; then the form as it would go without a script.
  async save() {
    if (this.saving) return;
    this.typed++;
    if (!await this.keep()) return;
    this.saving = true;
    this.say("Saving …");
    const body = new URLSearchParams(new FormData(this.form));
    body.set("do", "save");
    const answer = await fetch(this.form.action, { method: "POST", body }).catch(() => null);
    if (answer?.ok) {
      localStorage.removeItem(this.place);
      location.assign(answer.url);
    } else if (answer?.status === 409) location.assign(`/days/${this.day}/edit?draft=${this.id}`); // both texts side by side
    else {
      this.saving = false;
      this.say(answer ? await sentence(answer) : "Not saved: the desk does not answer. Your words are kept; try again.", true);
    }
  }

  // The text on disk is another one by now; saving will show both.
  warn() {
    this.warned = " Somebody else changed the text meanwhile: when you save, you see both.";
    this.say("Your words are kept.");
  }

  say(sentence, away = false) {
    this.tell({ sentence: sentence + (away ? "" : this.warned || this.others), away });
  }

  // What this browser kept of a page that could not reach the desk any more.
  async offer(name) {
    let kept;
    try { kept = JSON.parse(localStorage.getItem(name)); } catch { kept = null; }
    if (!kept?.words || Date.now() - Date.parse(kept.when) < 3000) return; // another tab is at it right now
    const { words, id, base } = kept;
    if (await this.ask("draft", { ...words, draft: id, base })) {
      localStorage.removeItem(name);
      const box = document.createElement("div"), said = document.createElement("p"), go = document.createElement("a");
      box.className = "card draft";
      said.textContent = `This browser kept what you were writing at ${kept.when.slice(11, 16)} UTC, when the desk did not answer.`;
      Object.assign(go, { className: "button", href: `?draft=${id}`, textContent: "Go on with it" });
      box.append(said, go);
      document.getElementById("notices").append(box);
    }
  }
}

// What a page of the desk says, or an answer that is one sentence.
async function sentence(answer) {
  const text = await answer.text();
  return new DOMParser().parseFromString(text, "text/html").getElementById("said")?.textContent || text.slice(0, 200);
}
