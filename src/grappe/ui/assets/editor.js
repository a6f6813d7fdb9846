// The text of a draft ([data-draft]): line numbers, saved and checked while one writes, findings that lead to their line.
//
// As with the notes of a contact, a text counts as saved when the server has said so; until then it lies in this
// browser's localStorage. The answer 409 brings what somebody else saved meanwhile: nothing more is saved until one
// of the two is chosen, and the server keeps both.
import { Drafts } from "./drafts.js";

const QUIET = 600; // ms without a key before a save
const LONGEST = 4000; // ms of typing without a pause before a save
const RETRY = 4000;

class Editor {
  constructor(form) {
    this.form = form;
    this.area = form.querySelector("textarea");
    this.part = (name) => form.querySelector(`[data-draft-${name}]`);
    this.word = (name) => form.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
    this.findings = document.querySelector("[data-draft-findings]");
    this.saved = this.area.value;
    this.version = form.elements.version.value;
    this.page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (n) => n.toString(16).padStart(2, "0")).join("");
    this.drafts = new Drafts(`grappe-draft:${form.dataset.user}:${form.dataset.draft}:`, this.page);
    this.marks = this.linesFound();
    this.at = -1; // the finding last gone to
    this.draw();
    this.listen();
    if (!this.area.readOnly) this.putBack();
  }

  get dirty() {
    return this.area.value !== this.saved;
  }

  listen() {
    this.area.addEventListener("scroll", () => (this.part("gutter").scrollTop = this.area.scrollTop));
    this.area.addEventListener("keydown", (event) => this.key(event));
    this.findings.addEventListener("click", (event) => {
      const found = event.target.closest("[data-line]");
      if (found) this.goTo(Number(found.dataset.line));
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "F8") return;
      event.preventDefault();
      this.next(event.shiftKey ? -1 : 1);
    });
    if (this.area.readOnly) return;
    this.area.addEventListener("input", () => this.changed());
    this.area.addEventListener("blur", () => this.save());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save();
    });
    for (const button of this.form.querySelectorAll("[data-draft-settle]")) {
      button.addEventListener("click", () => this.settle(button.dataset.draftSettle));
    }
    window.addEventListener("online", () => this.save());
    window.addEventListener("pagehide", () => this.dirty && this.keep());
    // A link to another tab of the draft waits until the text is saved.
    document.addEventListener("click", (event) => this.leave(event), true);
  }

  // --- Lines ---

  draw() {
    const gutter = this.part("gutter");
    const count = this.area.value.split("\n").length;
    const worst = new Map();
    for (const { line, severity } of this.marks) if (worst.get(line) !== "error") worst.set(line, severity);
    gutter.replaceChildren(...Array.from({ length: count }, (_none, i) => {
      const row = document.createElement("span");
      row.textContent = i + 1;
      if (worst.has(i + 1)) row.className = `gutter-${worst.get(i + 1)}`;
      return row;
    }));
    gutter.scrollTop = this.area.scrollTop;
  }

  linesFound() {
    return Array.from(this.findings.querySelectorAll("[data-line]"), (found) => ({
      line: Number(found.dataset.line),
      severity: found.classList.contains("finding-error") ? "error" : "warning",
    }));
  }

  goTo(line) {
    const lines = this.area.value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
    this.area.focus();
    this.area.setSelectionRange(start, start + (lines[line - 1] ?? "").length);
    const height = this.area.scrollHeight / lines.length;
    this.area.scrollTop = Math.max(0, (line - 1) * height - this.area.clientHeight / 3);
    this.area.scrollLeft = 0;
  }

  next(by) {
    const all = this.linesFound();
    if (!all.length) return;
    this.at = (this.at + by + all.length) % all.length;
    this.goTo(all[this.at].line);
  }

  // Enter keeps the indentation; everything else is the browser's, Tab among it.
  key(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || this.area.readOnly) return;
    const { value, selectionStart } = this.area;
    const line = value.slice(value.lastIndexOf("\n", selectionStart - 1) + 1, selectionStart);
    const indent = line.match(/^\s*/)[0];
    if (!indent) return;
    event.preventDefault();
    document.execCommand("insertText", false, `\n${indent}`); // unlike setRangeText it can be undone
  }

  // --- Saving and checking ---

  changed() {
    this.draw();
    this.keep();
    this.say("typing");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), QUIET);
    this.limit ??= setTimeout(() => this.save(), LONGEST);
  }

  keep() {
    if (this.dirty) this.drafts.keep({ text: this.area.value, version: this.version });
    else this.drafts.drop();
  }

  async save(more = {}) {
    clearTimeout(this.pause);
    clearTimeout(this.limit);
    clearTimeout(this.retry);
    this.limit = null;
    if ((!this.dirty && !more.overwrite) || this.area.readOnly || (this.conflict && !more.overwrite)) return;
    if (this.inFlight) {
      await this.inFlight;
      return this.save(more);
    }
    this.say("saving");
    this.inFlight = this.send(this.area.value, more);
    await this.inFlight;
    this.inFlight = null;
    if (this.dirty && !this.conflict && !this.troubled) this.changed();
  }

  async send(text, more) {
    const body = new FormData();
    for (const [name, value] of Object.entries({ text, version: this.version, page: this.page, ...more })) body.append(name, value);
    const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? this.form.elements.csrfmiddlewaretoken.value;
    let answer;
    try {
      answer = await fetch(this.form.action, {
        method: "POST", body, redirect: "manual", headers: { Accept: "application/json", "X-CSRFToken": token },
      });
    } catch {
      return this.tryAgain(navigator.onLine ? "failed" : "offline");
    }
    if (answer.status === 403 || answer.status === 404 || answer.type === "opaqueredirect") return this.trouble(this.word("refused"));
    if (![200, 409, 422].includes(answer.status)) return this.tryAgain("failed");
    this.take(await answer.json(), answer.status, text);
  }

  take(facts, status, sent) {
    if (status === 422) return this.trouble(facts.message);
    this.trouble("");
    if (status === 409) return this.showConflict(facts);
    this.version = String(facts.version);
    for (const field of document.querySelectorAll("input[name=version]")) field.value = this.version;
    this.saved = sent;
    this.keep();
    this.showFindings(facts);
    if (!this.dirty) this.say("saved");
  }

  showFindings({ findings, lines }) {
    const held = this.findings.contains(document.activeElement) ? document.activeElement.dataset.line : null;
    // The line that is read out stays, so that a screen reader hears its words change.
    const made = new DOMParser().parseFromString(findings, "text/html").body;
    const count = this.findings.querySelector("#findings-count");
    const fresh = made.querySelector("#findings-count");
    if (count.innerHTML !== fresh.innerHTML) count.innerHTML = fresh.innerHTML;
    this.findings.querySelector("ol").replaceWith(made.querySelector("ol"));
    if (held) this.findings.querySelector(`[data-line="${held}"]`)?.focus();
    this.marks = lines;
    this.at = -1;
    this.draw();
  }

  tryAgain(word) {
    this.trouble(this.word(word));
    this.retry = setTimeout(() => this.save(), RETRY);
  }

  async leave(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || !this.dirty || this.conflict || event.ctrlKey || event.metaKey || link.target) return;
    event.preventDefault();
    event.stopPropagation();
    await Promise.race([this.save(), new Promise((done) => setTimeout(done, 3000))]);
    window.location.assign(link.href);
  }

  // --- When somebody else has saved ---

  showConflict(facts) {
    this.conflict = facts;
    this.part("theirs").textContent = facts.text;
    this.part("conflict-title").textContent = this.word("conflict").replace("{writer}", facts.writer);
    this.part("conflict").hidden = false;
    this.keep();
    this.say("typing");
  }

  async settle(choice) {
    const theirs = this.conflict;
    this.conflict = null;
    this.part("conflict").hidden = true;
    this.version = String(theirs.version);
    if (choice === "theirs") {
      this.area.value = theirs.text;
      this.saved = theirs.text;
      this.showFindings(theirs);
      this.keep();
      this.say("saved");
    } else {
      await this.save({ overwrite: "yes" });
    }
    this.area.focus();
  }

  async putBack() {
    const newest = (await this.drafts.abandoned(this.saved)).pop();
    if (!newest || this.dirty) return;
    this.area.value = newest.text;
    this.version = newest.version;
    this.drafts.drop(newest.key);
    const box = this.part("news");
    box.textContent = this.word("restored");
    box.hidden = false;
    this.changed();
  }

  // --- What the page says ---

  say(word) {
    const line = this.part("status");
    if (line.textContent !== this.word(word)) line.textContent = this.word(word);
  }

  trouble(words) {
    this.troubled = Boolean(words);
    const box = this.part("trouble");
    if (box.textContent !== words) box.textContent = words;
    box.hidden = !words;
  }
}

// The tree of a rule: after a change the focus goes to what was changed, and to the form that was opened.
function followTree() {
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const target = event.detail.target;
    if (target.id === "node-form" && event.detail.requestConfig?.elt.matches("a, form")) {
      const title = target.querySelector(".is-invalid") ?? target.querySelector("#node-title");
      title?.focus();
      title?.scrollIntoView({ block: "center" });
    }
    if (target.id === "tree" || event.detail.elt.id === "tree") {
      const tree = document.getElementById("tree");
      const place = tree.querySelector("[data-focus] [data-first]") ?? tree.querySelector("#tree-title");
      place?.focus();
    }
  });
}

let following = false;

export function startEditor(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) {
    if (!form.dataset.started) {
      form.dataset.started = "yes";
      new Editor(form);
    }
  }
  if (!following) {
    following = true;
    followTree();
  }
}
