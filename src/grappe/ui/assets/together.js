// Texts that several people write at the same time ([data-together]): nobody's words are ever replaced by another's.
//
// Each text is a Yjs document (a CRDT). What one types goes into it as it is typed, and to the server in batches; the
// answer brings what others wrote, and it is put into the box around the cursor. What the server has not confirmed
// lies in this browser's localStorage, one draft for each open page, and is sent when any page with the text is opened.
import * as Y from "yjs";
import { Drafts } from "./drafts.js";

const QUIET = 350; // ms without a key before what was typed is sent
const LONGEST = 1500; // ms of typing without a pause
const RETRIES = [2000, 4000, 8000, 15000];
const PATIENCE = 20_000; // ms before an answer is given up: a dead network does not say so
const ROOT = "text";
const OURS = "ours"; // origin of what is typed here

const randomName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
const fill = (words, facts) => (words ?? "").replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
const encode = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
const decode = (text) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));

// One text: a document, its box, and what the server does not have yet.
class Shared {
  constructor(area, owner) {
    this.area = area;
    this.owner = owner;
    this.id = area.dataset.shared;
    this.doc = new Y.Doc();
    this.text = this.doc.getText(ROOT);
    this.undo = new Y.UndoManager(this.text, { trackedOrigins: new Set([OURS]), captureTimeout: 800 });
    this.after = 0;
    this.turn = 0;
    this.fresh = []; // typed here since the last batch
    this.sent = []; // [turn, base64] under way or to be sent again
    this.most = Number(area.dataset.most) || Infinity; // characters that the server takes
    this.typedAt = 0;
    this.drafts = new Drafts(`grappe-together:${owner.box.dataset.user}:${this.id}:`, owner.page);
    this.doc.on("update", (update, origin) => {
      if (origin === "server") return;
      this.fresh.push(update);
      this.keepDraft();
      owner.changed();
    });
    area.addEventListener("input", () => this.typed());
    area.addEventListener("beforeinput", (event) => this.before(event));
    area.addEventListener("compositionstart", () => (this.composing = true));
    area.addEventListener("compositionend", () => {
      this.composing = false;
      this.typed();
    });
    area.addEventListener("keydown", (event) => this.key(event));
  }

  get waiting() {
    return this.fresh.length > 0 || this.sent.length > 0;
  }

  // Brings what stands in the box into the document as the smallest change: what is alike before and after stays.
  typed() {
    if (this.composing || !this.started) return;
    const old = this.text.toString();
    const now = this.area.value;
    if (old === now) return;
    this.typedAt = Date.now();
    const most = Math.min(old.length, now.length);
    let start = 0;
    while (start < most && old[start] === now[start]) start++;
    let end = 0;
    while (end < most - start && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
    // Never between the two halves of one sign.
    if (start > 0 && /[\uD800-\uDBFF]/.test(old[start - 1])) start--;
    if (end > 0 && /[\uDC00-\uDFFF]/.test(old[old.length - end])) end--;
    this.doc.transact(() => {
      if (old.length - end > start) this.text.delete(start, old.length - end - start);
      if (now.length - end > start) this.text.insert(start, now.slice(start, now.length - end));
    }, OURS);
  }

  // The browser's own undo (its menu, a shaken phone) does not know what others wrote; and what is too long for the
  // server is not put in at all, rather than lost later.
  before(event) {
    if (event.inputType === "historyUndo" || event.inputType === "historyRedo") {
      event.preventDefault();
      this.around(() => (event.inputType === "historyUndo" ? this.undo.undo() : this.undo.redo()));
      return;
    }
    const more = (event.data ?? event.dataTransfer?.getData("text/plain") ?? "").length;
    const { value, selectionStart, selectionEnd } = this.area;
    if (!more || this.composing || value.length - (selectionEnd - selectionStart) + more <= this.most) return;
    event.preventDefault();
    this.owner.trouble("long");
  }

  key(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    const redo = event.key === "y" || (event.shiftKey && event.key.toLowerCase() === "z");
    if (!redo && event.key.toLowerCase() !== "z") return;
    event.preventDefault(); // the browser's own undo does not know what others wrote
    this.around(() => (redo ? this.undo.redo() : this.undo.undo()));
  }

  // Does something to the document and puts it into the box; the cursor stays among the same words.
  around(change) {
    const { selectionStart, selectionEnd, scrollTop } = this.area;
    const [from, to] = [selectionStart, selectionEnd].map((place) => Y.createRelativePositionFromTypeIndex(this.text, place));
    change();
    const words = this.text.toString();
    if (words === this.area.value) return;
    this.area.value = words;
    const [start, end] = [from, to].map((place) => Y.createAbsolutePositionFromRelativePosition(place, this.doc)?.index ?? words.length);
    if (document.activeElement === this.area) this.area.setSelectionRange(start, end);
    this.area.scrollTop = scrollTop;
  }

  // What goes out with the next request; kept until the server has it.
  batch() {
    const waiting = this.sent.length + this.fresh.length;
    if (this.fresh.length) {
      // Whatever the server has not confirmed goes out as one, under a number of its own: what it had taken already it
      // takes again without harm, and a text that was too long is judged together with its shortening.
      this.sent = [[++this.turn, encode(Y.mergeUpdates([...this.sent.map(([, data]) => decode(data)), ...this.fresh]))]];
      this.fresh = [];
      this.keepDraft();
    }
    return { after: this.after, sent: this.sent, typing: waiting > 0 || Date.now() - this.typedAt < 4000 };
  }

  take(news, asked) {
    if (!news.fault) {
      const heard = new Set(asked.sent.map(([turn]) => turn));
      this.sent = this.sent.filter(([turn]) => !heard.has(turn));
    }
    if (!this.composing) {
      this.typed(); // what stands in the box and is not in the document yet
      const arrive = () => news.updates.forEach((each) => Y.applyUpdate(this.doc, decode(each), "server"));
      if (news.updates.length) this.around(arrive);
      this.after = Math.max(this.after, news.number);
      if (!this.started) this.start();
    } // else what came is asked for once more: a sign that is being put together must not be disturbed
    this.area.readOnly = news.closed || !this.owner.mayWrite;
    this.keepDraft();
  }

  // The text is not there any more: what one typed stays in the box, to be copied.
  lost() {
    this.area.readOnly = true;
    this.gone = true;
    if (this.waiting) this.owner.news("gone");
    this.fresh = [];
    this.sent = [];
    this.drafts.drop();
  }

  // The box stays shut until the text is there, so that nobody writes into nothing.
  start() {
    this.started = true;
    this.area.value = this.text.toString();
    this.undo.clear();
    this.putBack();
  }

  keepDraft() {
    if (!this.waiting) return this.drafts.drop();
    const rest = this.fresh.length ? [[this.turn + 1, encode(Y.mergeUpdates(this.fresh))]] : [];
    this.drafts.keep({ updates: [...this.sent, ...rest].map(([, data]) => data) });
  }

  // What a closed or crashed page left behind: applied here, and so sent from here. Applied twice it is there once.
  async putBack() {
    for (const draft of await this.drafts.abandoned(null)) {
      const before = this.text.toString();
      this.around(() => (draft.updates ?? []).forEach((each) => Y.applyUpdate(this.doc, decode(each), "draft")));
      if (this.text.toString() !== before) this.owner.news("restored");
      this.drafts.drop(draft.key);
    }
  }
}

class Together {
  constructor(box) {
    this.box = box;
    this.page = randomName();
    this.mayWrite = box.dataset.mayWrite === "yes";
    this.poll = Number(box.dataset.poll) || 2000;
    this.tries = 0;
    this.texts = Array.from(box.querySelectorAll("textarea[data-shared]"), (area) => new Shared(area, this));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.send()));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.send());
    this.send();
  }

  words(name, facts = {}) {
    return fill(this.box.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`], facts);
  }

  part(name) {
    return this.box.querySelector(`[data-${name}]`);
  }

  get waiting() {
    return this.texts.some((each) => each.waiting);
  }

  changed() {
    if (this.troubled === "long") this.trouble(null);
    this.show("typing");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.send(), QUIET);
    this.limit ??= setTimeout(() => this.send(), LONGEST);
  }

  next(after) {
    clearTimeout(this.later);
    this.later = setTimeout(() => this.send(), after);
  }

  async send() {
    if (!this.box.isConnected) return;
    if (this.underWay) {
      this.again = true;
      return;
    }
    clearTimeout(this.pause);
    clearTimeout(this.limit);
    clearTimeout(this.later);
    this.limit = null;
    const asked = this.asked();
    if (this.waiting) this.show("saving");
    this.underWay = true;
    const answer = await this.post(asked);
    this.underWay = false;
    if (answer.trouble) {
      this.trouble(answer.trouble);
      if (answer.trouble !== "refused") this.next(RETRIES[Math.min(this.tries++, RETRIES.length - 1)]);
      return;
    }
    this.tries = 0;
    const fault = Object.values(answer.texts).find((each) => each.fault)?.fault;
    if (fault || this.troubled !== "long") this.trouble(fault ? "told" : null, {}, fault);
    for (const each of this.texts) {
      if (answer.texts[each.id]) each.take(answer.texts[each.id], asked[each.id]);
      else if (!each.gone) each.lost();
    }
    this.showPresent(answer.present);
    this.show(this.waiting ? "typing" : "saved");
    this.box.dataset.ready = "yes";
    const more = this.again || this.texts.some((each) => each.sent.length);
    this.again = false;
    this.next(fault ? RETRIES[1] : more ? 50 : document.hidden ? this.poll * 10 : this.poll);
  }

  asked() {
    return Object.fromEntries(this.texts.filter((each) => !each.gone).map((each) => [each.id, each.batch()]));
  }

  async post(texts, leaving = false) {
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? this.box.querySelector("[name=csrfmiddlewaretoken]")?.value;
    const body = JSON.stringify({ page: this.page, texts });
    try {
      const answer = await fetch(this.box.dataset.together, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
        redirect: "manual",
        keepalive: leaving && body.length < 60_000,
        signal: leaving ? undefined : AbortSignal.timeout(PATIENCE),
      });
      if (answer.type === "opaqueredirect") return { trouble: "away" };
      if (answer.status === 200) return await answer.json();
      return { trouble: [403, 404, 410].includes(answer.status) ? "refused" : "failed" };
    } catch {
      return { trouble: navigator.onLine ? "failed" : "offline" };
    }
  }

  leave() {
    for (const each of this.texts) each.typed();
    if (this.waiting) this.post(this.asked(), true);
  }

  // --- What the page says ---

  show(word) {
    const line = this.part("together-status");
    const words = this.words(word);
    if (line && line.textContent !== words) line.textContent = words;
  }

  showPresent(present) {
    const line = this.part("together-present");
    if (!line) return;
    const names = [...new Set(present.map((each) => each.name))];
    const typing = [...new Set(present.filter((each) => each.typing).map((each) => each.name))];
    const words = typing.length ? this.words("writes", { names: typing.join(", ") }) : names.length ? this.words("here", { names: names.join(", ") }) : "";
    if (line.textContent !== words) line.textContent = words;
  }

  trouble(name, facts = {}, told = "") {
    const box = this.part("together-trouble");
    this.troubled = name;
    if (!box) return;
    const words = name ? told || this.words(name, facts) : "";
    if (box.textContent !== words) box.textContent = words;
    box.hidden = !name;
  }

  news(name) {
    const box = this.part("together-news");
    if (!box) return;
    box.textContent = this.words(name);
    box.hidden = false;
  }
}

export function startTogether(root) {
  const found = root.matches?.("[data-together]") ? [root] : root.querySelectorAll("[data-together]");
  for (const box of found) {
    if (box.dataset.started) continue;
    box.dataset.started = "yes";
    new Together(box);
  }
}
