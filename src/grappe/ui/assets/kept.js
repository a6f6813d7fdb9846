// Answers that save themselves ([data-kept]: a form that HTMX sends) and are not lost without a connection.
//
// What the server has not confirmed lies in this browser's localStorage, one draft for each form of each open page. It
// is sent again as soon as there is a connection. What a closed page left behind is put back when the page is opened
// again, with the version on which it was based: where somebody else has answered meanwhile, the server says so.
import { Drafts } from "./drafts.js";

const RETRY = 15_000; // ms between two attempts while the server does not answer
const OWN = ["csrfmiddlewaretoken", "version", "question", "passage"]; // no part of an answer
const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
const kept = new Map(); // form → Kept

class Kept {
  constructor(form) {
    this.form = form;
    this.words = form.closest("[data-kept-back]").dataset;
    this.drafts = new Drafts(`grappe-kept:${form.dataset.user}:${form.dataset.kept}:`, page);
    this.saved = this.text();
    form.addEventListener("input", () => this.keep());
    form.addEventListener("change", () => this.keep());
    this.putBack();
  }

  // What is answered, as one text: two answers are the same where it is.
  text() {
    const fields = [...new FormData(this.form)].filter(([name, value]) => !OWN.includes(name) && typeof value === "string");
    return JSON.stringify(fields);
  }

  say(words) {
    this.form.querySelector("[data-kept-say]").textContent = words;
  }

  // A draft that is sent again is no younger for it: of two pages' drafts, the one typed later comes first.
  keep() {
    const draft = { text: this.text(), version: this.form.elements.version.value };
    if (draft.text === this.saved) this.drafts.drop();
    else if (JSON.stringify(draft) !== this.lies) this.drafts.keep(draft);
    this.lies = draft.text === this.saved ? "" : JSON.stringify(draft);
  }

  // The server has what was sent; what was typed since stays a draft.
  confirmed(text) {
    this.saved = text;
    clearTimeout(this.timer);
    if (this.offline) this.say("");
    this.offline = false;
    this.keep();
  }

  // There was no answer: the draft lies here, and is sent again.
  failed() {
    this.keep();
    this.offline = true;
    this.say(this.words.keptOffline);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), RETRY);
  }

  send() {
    if (this.text() !== this.saved) this.form.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async putBack() {
    const last = (await this.drafts.abandoned(this.saved)).pop();
    if (!last || this.text() !== this.saved) return; // one is writing already: the draft waits for the next time
    this.fill(JSON.parse(last.text));
    this.form.elements.version.value = last.version;
    this.keep(); // under this page's name, before the old one goes
    this.drafts.drop(last.key); // an older one of another page waits for its turn: the server will see its version
    this.say(this.words.keptBack);
    this.send();
  }

  fill(fields) {
    for (const input of this.form.elements) {
      if (!input.name || OWN.includes(input.name)) continue;
      const values = fields.filter(([name]) => name === input.name).map(([, value]) => value);
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
      else input.value = values[0] ?? "";
    }
  }
}

const of = (event) => kept.get(event.detail.elt.closest?.("form"));

function listen() {
  document.addEventListener("htmx:beforeRequest", (event) => {
    const mine = of(event);
    if (mine) event.detail.xhr.keptText = mine.text();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const mine = of(event);
    if (!mine) return;
    const { status, keptText } = event.detail.xhr;
    if (status >= 200 && status < 300) mine.confirmed(keptText);
    else if (status !== 409 && status !== 422) mine.failed(); // those two say below the question what is the matter
  });
  window.addEventListener("online", () => kept.forEach((each) => each.send()));
  window.addEventListener("beforeunload", (event) => {
    if ([...kept.values()].some((each) => each.text() !== each.saved)) event.preventDefault();
  });
  // Somebody else's answer is taken instead: one's own goes, and the page shows what stands.
  document.addEventListener("click", (event) => {
    const mine = event.target.closest("[data-kept-drop]") && kept.get(event.target.closest("form"));
    if (!mine) return;
    event.preventDefault();
    mine.drafts.drop();
    mine.saved = mine.text();
    window.location.reload();
  });
}

export function startKept(root) {
  for (const form of root.querySelectorAll?.("form[data-kept]") ?? []) {
    if (!kept.size) listen();
    if (!kept.has(form)) kept.set(form, new Kept(form));
  }
}
