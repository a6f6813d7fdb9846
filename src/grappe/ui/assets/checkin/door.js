// Who is expected and who is in, as this phone knows: the server's list, with what is still waiting to be sent laid over it.
import { Store } from "./store.js";
import { NoLine, Refused, SignedOut, ask, sendAll } from "./sync.js";

const EVERY = 15_000; // ms between two looks at the server
const SOONER = 5_000; // ms while something waits to be sent

const cookie = (name) => document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

export class Door {
  constructor({ event, page, people, sync, me }, tell) {
    this.store = new Store(event);
    this.addresses = { page, people, sync };
    this.me = me;
    this.tell = tell;
    this.known = new Map();
    this.pending = [];
    this.standing = navigator.onLine ? "online" : "offline";
    this.heard = navigator.onLine; // whether the server answered when it was last asked
  }

  get online() {
    return this.heard && navigator.onLine;
  }

  get waiting() {
    return this.pending.length;
  }

  async start() {
    await this.store.open();
    await this.read();
    window.addEventListener("online", () => this.sync());
    window.addEventListener("offline", () => this.stand("offline"));
    // Two pages of one event on one phone: what one gathers, the other shows.
    this.channel = new BroadcastChannel(this.store.name);
    this.channel.onmessage = () => this.read();
  }

  async read() {
    if (this.gone) return;
    this.known = new Map((await this.store.people()).map((person) => [person.code, person]));
    this.pending = await this.store.queue();
    this.asOf = await this.store.fact("as_of");
    this.forgetAt = await this.store.fact("forget_at");
    await this.tell.changed();
  }

  // The people with what waits laid over them, sorted by name.
  people() {
    const found = new Map(this.known);
    for (const item of this.pending) {
      const person = found.get(item.code);
      if (item.kind === "walk_in") found.set(item.key, { code: item.key, name: item.name, organisation: item.organisation, state: "confirmed", in_at: item.at, in_by: this.me, walk_in: true });
      else if (person && item.kind === "out") found.set(item.code, { ...person, in_at: null, in_by: "" });
      else if (person && !person.in_at) found.set(item.code, { ...person, in_at: item.at, in_by: this.me, state: "confirmed" });
    }
    this.shown = found;
    const order = new Intl.Collator(document.documentElement.lang);
    return [...found.values()].sort((one, other) => order.compare(one.name, other.name));
  }

  person(code) {
    this.people();
    return this.shown.get(code);
  }

  counts() {
    const people = [...(this.shown ?? this.known).values()];
    const came = people.filter((person) => person.in_at).length;
    return { came, expected: people.filter((person) => person.in_at || person.state === "confirmed").length };
  }

  async add(said) {
    const item = { key: uuid(), at: new Date().toISOString(), ...said };
    await this.store.add(item);
    await this.read();
    this.channel.postMessage("changed");
    this.sync();
    return item;
  }

  device() {
    return this.store.fact("device");
  }

  nameDevice(name) {
    return this.store.within(["facts"], "readwrite", (facts) => void facts.put(name, "device"));
  }

  stand(kind, facts = {}) {
    this.standing = kind;
    if (kind !== "sending") this.heard = kind === "online";
    this.tell.standing(kind, facts);
  }

  // One at a time; whoever asks meanwhile is served by the next round.
  async sync() {
    if (this.gone) return;
    if (this.busy) {
      this.once_more = true;
      return;
    }
    this.busy = true;
    clearTimeout(this.timer);
    try {
      do {
        this.once_more = false;
        await this.exchange();
      } while (this.once_more && !this.gone);
    } finally {
      this.busy = false;
      if (!this.gone) this.timer = setTimeout(() => this.sync(), this.waiting ? SOONER : EVERY);
    }
  }

  async exchange() {
    try {
      if (this.waiting) this.stand("sending");
      await this.send().catch((fault) => this.withNewToken(fault));
      await this.refresh();
      this.asked = false;
      if (!this.gone) this.stand("online");
    } catch (fault) {
      if (this.gone) return;
      if (fault instanceof SignedOut) this.stand("sign_in");
      else if (fault instanceof NoLine) this.stand("offline");
      else this.stand("refused", { message: fault.message });
      // Only a connection that comes back changes anything: a sign-in that is missing must not be asked for again and again.
      if (this.waiting && fault instanceof NoLine) this.background();
      // The event is over and nothing waits: what is personal goes, also without a connection.
      if (!this.waiting && this.forgetAt && Date.now() > Date.parse(this.forgetAt)) await this.over();
    }
  }

  async send() {
    return sendAll(this.store, {
      address: this.addresses.sync,
      token: async () => cookie("csrftoken"),
      device: (await this.device()) ?? "",
      heard: async (items, answer) => {
        await this.read();
        this.tell.answered(items, answer.results);
      },
    });
  }

  // A page that was kept for long, or a sign-in in between: the cookie that proves our forms is another or gone.
  async withNewToken(fault) {
    if (!(fault instanceof Refused) || fault.status !== 403) throw fault;
    await ask(this.addresses.people); // says so when we are signed out
    await fetch(this.addresses.page, { credentials: "same-origin", cache: "no-store" });
    await this.send();
  }

  async refresh() {
    const list = await ask(this.addresses.people);
    if (list.over) return this.over();
    const facts = { as_of: new Date().toISOString(), forget_at: list.event.forget_at };
    await this.store.replacePeople(list.people, facts);
    await this.read();
    this.channel.postMessage("changed");
  }

  // Once until it has come through: where the browser is connected and the server is not, it would come back at once.
  async background() {
    if (this.asked) return;
    this.asked = true;
    const registration = await navigator.serviceWorker?.getRegistration();
    registration?.sync?.register("checkin").catch(() => {}); // not allowed here: the page itself tries again
  }

  async over() {
    if (await this.store.waiting()) return;
    await this.forget();
    this.tell.forgotten("over");
  }

  async forget() {
    this.gone = true;
    clearTimeout(this.timer);
    this.channel.close();
    this.known = new Map();
    this.pending = [];
    await this.store.forget();
    await this.tell.changed();
  }
}
