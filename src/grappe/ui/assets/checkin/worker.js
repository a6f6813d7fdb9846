// The service worker of one event's check-in. It keeps that page and the files it is made of, and nothing else of the site.
import { Store } from "./store.js";
import { sendAll } from "./sync.js";

const page = new URL(self.registration.scope).pathname; // /events/12/checkin/
const CACHE = `grappe-checkin:${page}`;
const PATIENCE = 4_000; // ms; then what is kept is shown

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate" && address.pathname === page) event.respondWith(thePage(request));
  else if (address.pathname.startsWith("/static/")) event.respondWith(aFile(request));
});

async function thePage(request) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.status >= 502 && answer.status <= 504) throw new Error("no server");
    if (answer.ok && !answer.redirected) await cache.put(page, answer.clone());
    return answer; // also a way to the sign-in, or a refusal
  } catch (fault) {
    const kept = await cache.match(page);
    if (kept) return kept;
    throw fault;
  }
}

async function aFile(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url);
  if (!kept) return fetch(request);
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (!answer.ok) return kept;
    await cache.put(request.url, answer.clone());
    return answer;
  } catch {
    return kept;
  }
}

const late = () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error("late")), PATIENCE));

self.addEventListener("message", (event) => {
  const { kind, files } = event.data ?? {};
  if (kind === "keep") event.waitUntil(keep(files).then((kept) => event.source.postMessage({ kind: "kept", kept })));
  if (kind === "forget") event.waitUntil(caches.delete(CACHE));
});

// Keeps the page as the server gives it now, and its files; says whether all of it is there.
async function keep(files) {
  const cache = await caches.open(CACHE);
  try {
    const answer = await fetch(page, { credentials: "same-origin", headers: { Accept: "text/html" } });
    if (answer.ok && !answer.redirected) await cache.put(page, answer);
    const missing = [];
    for (const file of files) if (!(await cache.match(file))) missing.push(file);
    await cache.addAll(missing);
  } catch {
    // no connection: what was kept before stands
  }
  const kept = await Promise.all([page, ...files].map((each) => cache.match(each)));
  return kept.every(Boolean);
}

// Where browsers have Background Sync, what waits is sent even when the page was closed meanwhile.
self.addEventListener("sync", (event) => {
  if (event.tag === "checkin") event.waitUntil(inTheBackground());
});

async function inTheBackground() {
  const pages = await self.clients.matchAll({ type: "window" });
  const open = pages.filter((each) => new URL(each.url).pathname === page);
  for (const each of open) each.postMessage({ kind: "sync" });
  if (open.length) return;
  const event = page.split("/").at(-3);
  const known = await indexedDB.databases();
  const store = new Store(event);
  if (!known.some((each) => each.name === store.name)) return; // forgotten meanwhile
  await store.open();
  const token = async () => (await self.cookieStore?.get("csrftoken"))?.value ?? "";
  await sendAll(store, { address: `${page}sync/`, token, device: (await store.fact("device")) ?? "", heard: () => {} });
}
