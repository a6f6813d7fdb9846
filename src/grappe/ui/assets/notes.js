// Notes of a contact ([data-notes]): saved while one writes, never lost, never silently over somebody else's.
//
// A text counts as saved when the server has said so. Until then a draft lies in this browser's localStorage, one for
// each open page, and is put back when the page is opened again. A save says which version it is based on; the
// answer 409 brings the text somebody else saved meanwhile, and nothing more is saved until one of the two, or both,
// is chosen. Every page has a random name and counts its saves, so that the server can tell a lost answer or a
// late-coming save of the same page from another person's.
import htmx from "htmx.org/dist/htmx.esm.js";
import { Drafts } from "./drafts.js";

const QUIET = 1000; // ms without a key before a save
const LONGEST = 5000; // ms of typing without a pause before a save
const RETRIES = [2000, 4000, 8000, 15000];
const KEEPALIVE = 60_000; // bytes that a browser sends even when the page is closed

const randomName = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
const bytes = (text) => new TextEncoder().encode(text).length;
const fill = (words, facts) => words.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");

class Notes {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.language = form.querySelector("select[name=language]");
    this.words = (name, facts = {}) => fill(form.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`], facts);
    this.part = (name) => form.querySelector(`[data-${name}]`);
    this.most = Number(form.dataset.most);
    this.version = Number(form.dataset.version);
    this.saved = { text: this.area.value, language: this.language.value };
    this.page = randomName();
    this.turn = 0;
    this.answered = 0; // the newest turn whose answer came
    this.inFlight = null;
    this.tries = 0;
    this.conflict = null;
    this.drafts = new Drafts(`grappe-notes:${form.dataset.user}:${form.dataset.contact}:`, this.page);
    this.listen();
    this.putBack();
  }

  get dirty() {
    return this.area.value !== this.saved.text || this.language.value !== this.saved.language;
  }

  listen() {
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("blur", () => this.save());
    this.language.addEventListener("change", () => {
      this.area.lang = this.language.value;
      this.changed();
      this.save();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.look()));
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("online", () => this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && this.noRoom) event.preventDefault();
    });
    document.addEventListener("keydown", (event) => this.key(event));
    for (const button of this.form.querySelectorAll("[data-notes-mark]")) {
      button.disabled = false;
      button.addEventListener("click", () => this.mark(button.dataset.notesMark));
    }
    for (const button of this.form.querySelectorAll("[data-settle]")) {
      button.addEventListener("click", () => this.settle(button.dataset.settle));
    }
    document.addEventListener("click", (event) => {
      const found = event.target.closest("[data-notes-find]");
      if (found) this.find(found.closest("li").querySelector("[data-passage]").textContent);
    });
    document.body.addEventListener("htmx:afterRequest", (event) => {
      // The line with the button is gone by now: HTMX tells of it in its request's settings.
      if (event.detail.requestConfig?.elt.matches("[data-unmark]") && event.detail.successful) document.getElementById("marks-title").focus();
    });
    document.addEventListener("submit", (event) => this.waitForNotes(event), true);
    setInterval(() => this.look(), Number(this.form.dataset.poll));
  }

  // --- Saving ---

  changed() {
    this.keepDraft();
    this.showTyping();
    if (this.tooLong()) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), QUIET);
    this.limit ??= setTimeout(() => this.save(), LONGEST);
  }

  tooLong() {
    const size = bytes(this.area.value);
    const long = size > this.most;
    if (long) this.trouble("long", { size: Math.ceil(size / 1000), most: Math.floor(this.most / 1000) });
    else if (this.troubled === "long") this.trouble(null);
    return long;
  }

  clearTimers() {
    clearTimeout(this.pause);
    clearTimeout(this.limit);
    clearTimeout(this.retry);
    this.limit = null;
  }

  // Sends what is not saved yet; returns when there is an answer. One save at a time, unless the page is going.
  async save({ leaving = false } = {}) {
    this.clearTimers();
    if (!this.dirty || (this.conflict && !leaving) || this.settling || this.tooLong()) return;
    if (this.inFlight && !leaving) {
      await this.inFlight;
      return this.save();
    }
    const sent = { text: this.area.value, language: this.language.value };
    const turn = ++this.turn;
    this.showTyping("saving");
    const going = this.send(this.form.action, this.facts(sent.text, { language: sent.language }), leaving).then((answer) => {
      if (turn > this.answered) {
        this.answered = turn;
        this.take(answer, sent);
      }
    });
    this.inFlight = going;
    await going;
    if (this.inFlight === going) this.inFlight = null;
    this.showTyping();
    if (this.dirty && !this.conflict && !this.troubled) this.changed();
  }

  facts(text, more) {
    // The first save of a draft that was put back goes out under the name of the page that wrote it.
    const { page, turn } = this.writer ?? this;
    return { text, based_on: this.version, page, turn, ...more };
  }

  async send(address, facts, leaving = false) {
    const body = new FormData();
    for (const [name, value] of Object.entries(facts)) if (value !== undefined) body.append(name, value);
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? this.form.elements.csrfmiddlewaretoken.value;
    try {
      const answer = await fetch(address, {
        method: "POST",
        body,
        headers: { Accept: "application/json", "X-CSRFToken": token },
        redirect: "manual",
        keepalive: leaving && bytes(facts.text ?? "") < KEEPALIVE,
      });
      if (answer.type === "opaqueredirect") return { trouble: "away" };
      if ([200, 409, 422].includes(answer.status)) return { status: answer.status, ...(await answer.json()) };
      return { trouble: answer.status === 403 ? await this.whyRefused(token) : answer.status === 404 ? "refused" : "failed" };
    } catch {
      return { trouble: navigator.onLine ? "failed" : "offline" };
    }
  }

  // 403 is a right withdrawn, a session gone, or a token of an earlier session: then asking anew brings another.
  async whyRefused(token) {
    const answer = await fetch(this.form.dataset.urlStanding, { redirect: "manual" });
    if (answer.type === "opaqueredirect") return "away";
    return answer.ok && !document.cookie.includes(token) ? "failed" : "refused";
  }

  take(answer, sent) {
    if (answer.trouble) return this.tryAgain(answer.trouble);
    this.tries = 0;
    if (answer.status === 422) return this.trouble("told", {}, answer.message);
    this.trouble(null);
    if (answer.status === 409) return this.showConflict(answer);
    this.version = answer.version;
    this.writer = null;
    this.saved = { text: answer.text ?? sent.text, language: sent.language };
    if (!this.dirty) this.drafts.drop();
    this.showSaved(answer.when);
  }

  tryAgain(trouble) {
    this.trouble(trouble);
    if (trouble === "refused") return;
    this.retry = setTimeout(() => this.save(), RETRIES[Math.min(this.tries++, RETRIES.length - 1)]);
  }

  leave() {
    if (this.dirty) {
      this.keepDraft();
      this.save({ leaving: true });
    }
  }

  // A form of the page that leads away waits for the notes.
  async waitForNotes(event) {
    const form = event.target;
    if (!form.matches("[data-notes-first]") || !this.dirty || this.conflict || form.dataset.waited) return;
    event.preventDefault();
    form.dataset.waited = "yes";
    await Promise.race([this.save(), new Promise((done) => setTimeout(done, 3000))]);
    form.requestSubmit(event.submitter);
  }

  // --- What others do ---

  async look() {
    if (document.hidden || this.dirty || this.conflict || this.inFlight || this.marking || !navigator.onLine) return;
    let answer;
    try {
      const marks = Array.from(document.querySelectorAll("#marks > li"), (line) => line.dataset.markId);
      answer = await fetch(`${this.form.dataset.urlStanding}?have=${this.version}&marks=${marks}`, { headers: { Accept: "application/json" }, redirect: "manual" });
    } catch {
      return;
    }
    if (answer.status !== 200) return;
    const stands = await answer.json();
    this.showMarks(stands.marks);
    if (this.dirty || this.conflict || this.inFlight || stands.version <= this.version) return;
    this.show(stands);
    this.trouble(null);
    this.news(this.words("refreshed", stands));
    this.showSaved(stands.when);
  }

  show({ text, language, version }) {
    const { selectionStart: start, selectionEnd: end, value: old, scrollTop } = this.area;
    if (text !== old) {
      const sameBefore = text.startsWith(old.slice(0, end));
      const shift = !sameBefore && text.endsWith(old.slice(start)) ? text.length - old.length : 0;
      this.area.value = text;
      this.area.setSelectionRange(start + shift, end + shift);
      this.area.scrollTop = scrollTop;
    }
    this.language.value = language;
    this.area.lang = language;
    this.version = version;
    this.saved = { text: this.area.value, language };
  }

  // `version` stays the one this text is based on, so that a save on leaving cannot pass for a choice.
  showConflict(answer) {
    this.conflict = answer;
    this.part("conflict-theirs").textContent = answer.text;
    this.part("conflict-title").textContent = this.words("conflict", answer);
    this.part("notes-conflict").hidden = false;
    this.keepDraft();
  }

  async settle(choice) {
    this.settling = true;
    const sent = { text: this.area.value, language: this.language.value };
    const turn = ++this.turn;
    const facts = this.facts(sent.text, { choice, set_aside: this.conflict.set_aside, based_on: this.conflict.version });
    const answer = await this.send(this.form.dataset.urlSettle, facts);
    this.settling = false;
    if (answer.trouble) return this.trouble(answer.trouble);
    if (answer.status === 422) return this.trouble("told", {}, answer.message);
    this.trouble(null);
    this.answered = turn;
    if (answer.status === 409) return this.showConflict(answer);
    this.version = answer.version;
    const typedOn = this.area.value !== sent.text; // while the answer was on its way: that is a change of its own
    this.conflict = null;
    this.writer = null;
    this.part("notes-conflict").hidden = true;
    this.saved = { text: answer.text ?? sent.text, language: answer.language };
    if (!typedOn) {
      this.area.value = this.saved.text;
      this.area.setSelectionRange(this.area.value.length, this.area.value.length);
      this.drafts.drop();
    }
    this.area.focus();
    this.area.scrollTop = this.area.scrollHeight;
    this.say(this.words("kept"));
    this.showSaved(answer.when);
    if (this.dirty) this.changed();
  }

  // --- Drafts ---

  keepDraft() {
    if (!this.dirty && !this.inFlight) return this.drafts.drop();
    const { version, turn } = this;
    this.noRoom = !this.drafts.keep({ text: this.area.value, language: this.language.value, version, turn });
    if (this.noRoom && !this.troubled) this.trouble("room");
    if (!this.noRoom && this.troubled === "room") this.trouble(null);
  }

  // Puts the newest abandoned draft back into the box and saves it; older ones go to the server's earlier texts.
  async putBack() {
    const found = await this.drafts.abandoned(this.saved.text);
    const newest = found.pop();
    if (!newest || this.dirty) return;
    for (const draft of found) {
      const { text, language, version, page, turn, key } = draft;
      const answer = await this.send(this.form.action, { text, language, based_on: version, page, turn: turn + 1 });
      if (answer.status === 200 || answer.status === 409) this.drafts.drop(key);
    }
    if (this.dirty) return;
    this.area.value = newest.text;
    this.language.value = newest.language;
    this.area.lang = newest.language;
    this.version = newest.version;
    this.writer = { page: newest.page, turn: newest.turn + 1 };
    this.keepDraft();
    this.drafts.drop(newest.key);
    this.news(this.words("restored"));
    this.save();
  }

  // --- Marks ---

  key(event) {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const kind = { KeyN: "need", KeyI: "idea" }[event.code];
    if (!kind) return;
    event.preventDefault();
    this.mark(kind);
  }

  passage() {
    const { value, selectionStart: start, selectionEnd: end } = this.area;
    if (start !== end) return value.slice(start, end).trim();
    const next = value.indexOf("\n", start);
    return value.slice(value.lastIndexOf("\n", start - 1) + 1, next < 0 ? undefined : next).trim();
  }

  async mark(kind) {
    const passage = this.passage();
    this.area.focus();
    if (!passage) return this.say(this.words("nothing"), true);
    this.save();
    const before = document.querySelectorAll("#marks > li").length;
    this.marking = true;
    const source = document.getElementById("marks");
    const sent = htmx.ajax("POST", this.form.dataset.urlMark, { source, target: source, swap: "beforeend", values: { kind, passage } });
    await sent.catch(() => {}); // without connection the page has said so by then
    this.marking = false;
    if (document.querySelectorAll("#marks > li").length > before) this.say(this.words(kind));
  }

  // Marks that others made or took away; those that stay keep what is being typed in their slots.
  async showMarks(marks) {
    if (this.marking) return;
    const lines = new Map(Array.from(document.querySelectorAll("#marks > li"), (line) => [Number(line.dataset.markId), line]));
    for (const [mark, line] of lines) if (!marks.includes(mark)) line.remove();
    for (const mark of marks.filter((each) => !lines.has(each))) {
      const source = document.getElementById("marks");
      const asked = htmx.ajax("GET", `${this.form.dataset.urlMark}${mark}/`, { source, target: source, swap: "beforeend" });
      await asked.catch(() => {}); // the next look asks again
    }
  }

  find(passage) {
    const place = this.area.value.indexOf(passage);
    if (place < 0) return this.say(this.words("gone"), true);
    this.area.focus();
    this.area.setSelectionRange(place, place + passage.length);
    const lines = this.area.value.split("\n").length;
    const line = this.area.value.slice(0, place).split("\n").length - 1;
    this.area.scrollTop = (this.area.scrollHeight * line) / lines - this.area.clientHeight / 3;
  }

  // --- What the page says ---

  // Changes the line only when its words change: a screen reader speaks once a minute, not at every save.
  showSaved(when) {
    const line = this.part("notes-status");
    const words = this.words("saved", { when });
    if (when && line.textContent !== words) line.textContent = words;
  }

  showTyping(word = this.dirty ? "typing" : null) {
    this.part("notes-typing").textContent = word ? this.words(word) : "";
  }

  trouble(name, facts = {}, told = "") {
    const box = this.part("notes-trouble");
    const words = name ? told || this.words(name, facts) : "";
    this.troubled = name;
    if (box.textContent !== words) box.textContent = words;
    box.hidden = !name;
  }

  // What happened to the text without the writer; stays to be read.
  news(words) {
    const box = this.part("notes-news");
    box.textContent = words;
    box.hidden = false;
  }

  say(words, seen = false) {
    this.part("notes-said").textContent = words;
    if (seen) document.body.dispatchEvent(new CustomEvent("grappe:message", { detail: { text: words } }));
  }
}

export function startNotes(root) {
  for (const form of root.querySelectorAll("form[data-notes]")) {
    if (!form.dataset.started) {
      form.dataset.started = "yes";
      new Notes(form);
    }
  }
}
