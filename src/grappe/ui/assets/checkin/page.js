// The page at the door ([data-checkin]): works from what this phone keeps, with or without a connection.
import { Camera } from "./camera.js";
import { Door } from "./door.js";
import { List } from "./list.js";
import { signal } from "./signals.js";

const UUID = /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;
const GOOD = ["in", "in_offline", "undone"];
const NEITHER = ["already", "already_by", "unknown_offline", "not_in"];

class Page {
  constructor(root) {
    this.root = root;
    this.words = JSON.parse(document.getElementById("checkin-words").textContent);
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.field = this.part("search");
    this.door = new Door(root.dataset, {
      changed: () => this.draw(),
      answered: (items, results) => this.answered(items, results),
      standing: (kind, facts) => this.standing(kind, facts),
      forgotten: (why) => this.forgotten(why),
    });
    this.list = new List(this.part("list"), this.part("found"), { say: this.say, time: this.time, act: (act, code) => this.act(act, code) });
    this.camera = new Camera(this.part("video"), (text) => this.read(text));
  }

  plural = new Intl.PluralRules(document.documentElement.lang || "en");

  // A text with a number stands twice: "name" and, for what the language says of one, "name_one".
  counted = (word, facts) => (this.plural.select(facts.n ?? facts.came ?? 2) === "one" && this.words[`${word}_one`]) || this.words[word];

  say = (word, facts = {}) => (this.counted(word, facts) ?? word).replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
  time = (moment) => new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(moment));

  async start() {
    this.listen();
    try {
      await this.door.start();
    } catch {
      return this.tell("no_store", {}, "", true); // a private window, or a full disk
    }
    this.part("device").value = (await this.door.device()) ?? "";
    await this.draw();
    this.root.dataset.started = "yes";
    await this.keepThePage();
    await this.door.sync();
  }

  listen() {
    this.part("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.entered();
    });
    this.field.addEventListener("input", () => this.draw());
    this.part("scan").addEventListener("click", () => this.toggleCamera());
    this.part("forget").addEventListener("click", () => this.forget());
    this.part("again").addEventListener("click", () => this.door.sync());
    this.part("device").addEventListener("change", (event) => this.door.nameDevice(event.target.value.trim()));
    this.part("result").addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (button) this.act(button.dataset.act, button.dataset.code);
    });
    this.part("walk-in").addEventListener("submit", (event) => {
      event.preventDefault();
      this.walkIn(event.target);
    });
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) this.camera.stop();
      else this.door.sync();
      this.drawCamera();
    });
  }

  // --- What was scanned, typed or chosen ---

  entered() {
    const text = this.field.value.trim();
    if (UUID.test(text)) {
      this.field.value = "";
      this.read(text);
    } else if (this.list.only) {
      this.act(this.list.only.in_at ? "show" : "in", this.list.only.code);
      this.field.select();
    }
    this.draw();
  }

  async read(text) {
    if (!UUID.test(text.trim())) return this.tell("no_badge", {});
    const bare = text.trim().toLowerCase().replaceAll("-", "");
    const code = bare.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    await this.act("in", code);
  }

  async act(act, code) {
    const person = this.door.person(code);
    if (act === "out") {
      const { key } = await this.door.add({ kind: "out", code });
      return this.tell("undone", { ...person, key });
    }
    if (person?.in_at) return this.tell(person.in_by ? "already_by" : "already", person, "out");
    if (person && person.state !== "confirmed" && act !== "admit") return this.tell(person.state, person, "admit");
    const item = await this.door.add({ kind: "in", code, admit: act === "admit" });
    if (person) return this.tell(this.door.online ? "in" : "in_offline", { ...person, key: item.key }, "out");
    if (this.door.online) this.shown = { word: "", facts: {}, code, key: item.key }; // the server will say who it is
    else this.tell("unknown_offline", { key: item.key });
  }

  async walkIn(form) {
    const said = Object.fromEntries(new FormData(form));
    if (!said.name.trim()) {
      form.elements.name.focus();
      return this.tell("walk_in_name", {});
    }
    const { key } = await this.door.add({ kind: "walk_in", ...said });
    this.tell(this.door.online ? "in" : "in_offline", { name: said.name.trim(), organisation: said.organisation, key });
    form.reset();
    form.closest("details").open = false;
    this.field.focus();
  }

  // What the server said of what was sent: shown at once where it is what is shown now, else kept to be looked at.
  answered(items, results) {
    for (const [index, result] of results.entries()) {
      const shown = this.shown?.key === items[index].key ? this.shown.word : null;
      const facts = { ...result, in_at: result.at, in_by: result.by };
      if (["in", "undone"].includes(result.outcome)) {
        if (shown !== null && shown !== result.outcome) this.tell(result.outcome, facts, result.outcome === "in" ? "out" : "", shown === "in_offline");
        continue;
      }
      const word = result.outcome === "already" && result.by ? "already_by" : result.outcome;
      const act = { already: "out", waiting: "admit", unconfirmed: "admit", cancelled: "admit" }[result.outcome];
      if (shown !== null) this.tell(word, facts, act);
      else this.problems.push({ word, facts });
    }
    this.drawProblems();
  }

  problems = [];

  // --- What is shown ---

  tell(word, facts, act = "", silent = false) {
    const kind = GOOD.includes(word) ? "good" : NEITHER.includes(word) ? "neither" : "bad";
    const box = this.part("result");
    const symbol = { good: "circle-check", neither: "info-circle", bad: "alert-triangle" }[kind];
    const said = this.say(word, { ...facts, time: facts.in_at ? this.time(facts.in_at) : "", who: facts.in_by ?? "", name: facts.name ?? "" });
    const parts = [this.make("i", `ti ti-${symbol} checkin-symbol`), this.make("div", "checkin-said")];
    parts[0].setAttribute("aria-hidden", "true");
    parts[1].append(this.make("p", "checkin-line", said));
    if (facts.organisation) parts[1].append(this.make("p", "mb-0", facts.organisation));
    if (act) {
      const button = this.make("button", "btn", this.say(act === "out" ? "undo" : "let_in"));
      Object.assign(button, { type: "button" });
      Object.assign(button.dataset, { act, code: facts.code });
      parts.push(button);
    }
    box.className = `checkin-result checkin-${kind} mb-3`;
    box.replaceChildren(...parts);
    box.dataset.outcome = word;
    this.shown = { word, facts, code: facts.code, key: facts.key };
    if (!silent) signal(kind, this.part("sound").checked);
  }

  make(tag, classes, text = "") {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = text;
    return made;
  }

  async draw() {
    const people = this.door.people();
    const { came, expected } = this.door.counts();
    const bar = this.part("bar");
    bar.max = Math.max(expected, 1);
    bar.value = Math.min(came, expected);
    this.part("count").textContent = this.say("count", { came, expected });
    this.list.draw(people, this.field.value.trim());
    const as_of = this.door.asOf;
    this.part("kept").textContent = people.length ? this.say("on_phone", { n: people.length, time: as_of ? this.time(as_of) : "–" }) : this.say("none_on_phone");
    this.standing(this.door.standing, {});
  }

  standing(kind, facts) {
    this.last = Object.keys(facts).length ? facts : this.last;
    const n = this.door.waiting;
    const box = this.part("line");
    const words = [this.say(kind, { n, ...this.last })];
    if (n && kind !== "sending") words.push(this.say("waiting_to_send", { n }));
    const text = words.join(" · ");
    if (box.dataset.kind !== kind) box.dataset.kind = kind;
    if (this.part("line-text").textContent !== text) this.part("line-text").textContent = text;
    this.part("sign-in").hidden = kind !== "sign_in";
    this.part("again").hidden = !["offline", "refused"].includes(kind);
    this.root.dataset.waiting = n;
    // It was shown as done, and the line broke before the server heard of it.
    const { word, facts: told, key } = this.shown ?? {};
    if (word === "in" && !this.door.online && this.door.pending.some((item) => item.key === key)) this.tell("in_offline", told, "out", true);
  }

  drawProblems() {
    const box = this.part("problems");
    box.hidden = !this.problems.length;
    const lines = this.problems.slice(-20).map(({ word, facts }) => {
      const said = this.say(word, { ...facts, time: facts.at ? this.time(facts.at) : "", who: facts.by ?? "" });
      return this.make("li", "", facts.name && !said.includes(facts.name) ? `${facts.name}: ${said}` : said);
    });
    box.querySelector("ul").replaceChildren(...lines.reverse());
  }

  async toggleCamera() {
    if (this.camera.on) this.camera.stop();
    else {
      try {
        await this.camera.start();
      } catch (fault) {
        const why = this.say(fault.name === "NotAllowedError" ? "camera_denied" : "camera_missing");
        this.part("camera-said").textContent = this.say("no_camera", { why });
        return;
      }
    }
    this.drawCamera();
  }

  drawCamera() {
    this.part("video").hidden = !this.camera.on;
    this.part("scan-word").textContent = this.say(this.camera.on ? "camera_stop" : "camera_start");
    this.part("scan").setAttribute("aria-pressed", String(this.camera.on));
    this.part("camera-said").textContent = this.camera.on ? this.say("camera_on") : "";
  }

  // --- The page itself, kept and forgotten ---

  async keepThePage() {
    const ready = (kept) => {
      this.part("ready").textContent = this.say(kept ? "ready" : "not_ready");
      this.root.dataset.ready = kept ? "yes" : "no";
    };
    if (!("serviceWorker" in navigator)) return ready(false);
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data.kind === "kept") ready(data.kept);
      if (data.kind === "sync") this.door.sync();
    });
    try {
      const { worker } = this.root.dataset;
      await navigator.serviceWorker.register(worker, { scope: this.root.dataset.page });
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage({ kind: "keep", files: this.files() });
    } catch {
      // Signed out or no connection: what an earlier visit kept is still there.
      ready(Boolean(navigator.serviceWorker.controller));
    }
  }

  // The files that this page is made of, those that a script or a style brought in as well.
  files() {
    const loaded = performance.getEntriesByType("resource").map((each) => each.name);
    const named = [...document.querySelectorAll("link[href], script[src]")].map((each) => each.getAttribute("href") ?? each.getAttribute("src"));
    const found = [...loaded, ...named].filter((each) => URL.canParse(each, location.href)).map((each) => new URL(each, location.href));
    const ours = found.filter((each) => each.origin === location.origin && each.pathname.startsWith("/static/"));
    return [...new Set(ours.map((each) => each.href))];
  }

  async forget() {
    const n = this.door.waiting;
    if (!window.confirm(n ? this.say("forget_unsent", { n }) : this.say("forget_sure"))) return;
    await this.door.forget();
    this.forgotten("forgotten");
  }

  async forgotten(why) {
    this.camera.stop();
    const here = await navigator.serviceWorker?.getRegistration(this.root.dataset.page);
    here?.active?.postMessage({ kind: "forget" });
    for (const name of (await globalThis.caches?.keys()) ?? []) if (name === `grappe-checkin:${this.root.dataset.page}`) await caches.delete(name);
    await here?.unregister();
    this.root.querySelectorAll("[data-while-open]").forEach((each) => (each.hidden = true));
    const box = this.part("result");
    box.className = "checkin-result checkin-neither mb-3";
    box.dataset.outcome = why;
    box.textContent = this.say(why);
  }
}

const root = document.querySelector("[data-checkin]");
if (root) new Page(root).start();
