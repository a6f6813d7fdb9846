// Texts that the server has not confirmed yet, in this browser's localStorage: one for each open page.
//
// A page that is still open in another tab looks after its own draft; only what a closed or crashed page left behind
// is handed out. Browsers without storage keep nothing: `keep` then answers false.
export class Drafts {
  constructor(prefix, page) {
    this.prefix = prefix;
    this.page = page;
    this.channel = "BroadcastChannel" in window ? new BroadcastChannel(prefix) : null;
    this.channel?.addEventListener("message", ({ data }) => {
      if (data === "who") this.channel.postMessage({ alive: page });
    });
  }

  keep(draft) {
    try {
      localStorage.setItem(this.prefix + this.page, JSON.stringify({ ...draft, page: this.page, at: Date.now() }));
      return true;
    } catch {
      return false;
    }
  }

  drop(key = this.prefix + this.page) {
    try {
      localStorage.removeItem(key);
    } catch {
      // No storage: there is no draft either.
    }
  }

  keys() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
    } catch {
      return [];
    }
  }

  // The pages that are open now, by name: they have a moment to answer.
  async alive() {
    const names = new Set();
    if (!this.channel) return names;
    const hear = ({ data }) => data.alive && names.add(data.alive);
    this.channel.addEventListener("message", hear);
    this.channel.postMessage("who");
    await new Promise((done) => setTimeout(done, 150));
    this.channel.removeEventListener("message", hear);
    return names;
  }

  // What closed pages left behind, oldest first; what the server has anyway is dropped.
  async abandoned(savedText) {
    const alive = this.keys().length ? await this.alive() : new Set();
    const found = [];
    for (const key of this.keys()) {
      const draft = read(key);
      if (!draft || draft.page === this.page || alive.has(draft.page)) continue;
      if (draft.text === savedText) this.drop(key);
      else found.push({ ...draft, key });
    }
    return found.sort((a, b) => a.at - b.at);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // not ours, or written by another version
  }
}
