// Sends what is waiting, some at a time, in its order. Used by the page and, when no page is open, by the service worker.
const AT_ONCE = 200;
const PATIENCE = 20_000; // ms; a connection that answers nothing is none

export class NoLine extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch (fault) {
    throw new NoLine(fault.message);
  }
  if (answer.redirected || answer.status === 401) throw new SignedOut();
  const kind = answer.headers.get("Content-Type") ?? "";
  if (answer.status >= 500 || (answer.ok && !kind.startsWith("application/json"))) throw new NoLine(`status ${answer.status}`);
  let said = {};
  try {
    said = kind.startsWith("application/json") ? await answer.json() : {};
  } catch (fault) {
    throw new NoLine(fault.message); // the line broke within the answer
  }
  if (!answer.ok) throw new Refused(said.message ?? `${answer.status}`, answer.status);
  return said;
}

// Sends until nothing waits; calls `heard(items, answer)` for each part that was answered. Items that a second
// sending repeats are known to the server by their keys.
export async function sendAll(store, { address, token, device, heard }) {
  for (;;) {
    const items = await store.queue(AT_ONCE);
    if (!items.length) return;
    const body = JSON.stringify({ device, sent_at: new Date().toISOString(), items: items.map(({ turn, ...item }) => item) });
    const answer = await ask(address, { method: "POST", body, headers: { "Content-Type": "application/json", "X-CSRFToken": await token() } });
    const known = new Map((await store.people()).map((person) => [person.code, person]));
    const people = answer.results.map((result) => afterwards(result, known)).filter(Boolean);
    await store.answered(items.map((item) => item.turn), people);
    await heard(items, answer);
  }
}

// The person as they stand once a result is known; null where nothing is said of anybody.
function afterwards(result, known) {
  if (!result.code || !result.name) return null;
  const person = known.get(result.code) ?? { code: result.code, function: "", online: false, state: "confirmed" };
  const states = { waiting: "waiting", unconfirmed: "unconfirmed", cancelled: "cancelled", in: "confirmed", already: "confirmed" };
  const changed = { ...person, name: result.name, organisation: result.organisation, state: states[result.outcome] ?? person.state, in_at: result.at, in_by: result.by };
  known.set(result.code, changed);
  return changed;
}
