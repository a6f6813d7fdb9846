// What a phone at the door keeps, in one IndexedDB per event: who is expected, what is waiting to be sent, and a few facts.
const wait = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

export const nameOf = (event) => `grappe-checkin-${event}`;

export class Store {
  constructor(event) {
    this.name = nameOf(event);
  }

  async open() {
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => {
      const db = request.result;
      db.createObjectStore("people", { keyPath: "code" });
      db.createObjectStore("queue", { keyPath: "turn", autoIncrement: true });
      db.createObjectStore("facts");
    };
    this.db = await wait(request);
    this.db.onversionchange = () => this.db.close(); // another tab forgets the event
    return this;
  }

  // One transaction; `work` gets the stores it names. Resolves once everything is on the disk.
  async within(names, mode, work) {
    const transaction = this.db.transaction(names, mode);
    const done = new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
    const found = await work(...names.map((name) => transaction.objectStore(name)));
    await done;
    return found;
  }

  people() {
    return this.within(["people"], "readonly", (people) => wait(people.getAll()));
  }

  replacePeople(list, facts) {
    return this.within(["people", "facts"], "readwrite", (people, known) => {
      people.clear();
      for (const person of list) people.put(person);
      for (const [key, value] of Object.entries(facts)) known.put(value, key);
    });
  }

  fact(key) {
    return this.within(["facts"], "readonly", (facts) => wait(facts.get(key)));
  }

  queue(limit) {
    return this.within(["queue"], "readonly", (queue) => wait(queue.getAll(null, limit)));
  }

  waiting() {
    return this.within(["queue"], "readonly", (queue) => wait(queue.count()));
  }

  add(item) {
    return this.within(["queue"], "readwrite", (queue) => wait(queue.add(item)));
  }

  // What was answered leaves the queue in the same transaction in which the list learns of it.
  answered(turns, people) {
    return this.within(["queue", "people"], "readwrite", (queue, list) => {
      for (const turn of turns) queue.delete(turn);
      for (const person of people) list.put(person);
    });
  }

  forget() {
    this.db.close();
    return new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(this.name);
      request.onsuccess = () => resolve();
      request.onblocked = () => resolve(); // it goes as soon as the other page has let go
      request.onerror = () => reject(request.error);
    });
  }
}
