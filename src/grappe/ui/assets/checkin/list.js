// The people of the list that fit what is typed, each with the one thing that can be done.
const MOST = 30;

// "Müller" is found by "muller", "é" by "e".
export const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class List {
  constructor(box, found, { say, time, act }) {
    Object.assign(this, { box, found, say, time, act });
    this.only = null;
    box.addEventListener("click", (event) => {
      const button = event.target.closest("button[data-act]");
      if (button) act(button.dataset.act, button.dataset.code);
    });
  }

  draw(people, text) {
    const words = plain(text).split(/\s+/).filter(Boolean);
    const fits = (person) => {
      const hay = plain(`${person.name} ${person.organisation}`);
      return words.every((word) => hay.includes(word));
    };
    const found = words.length ? people.filter(fits) : people;
    this.only = words.length && found.length === 1 ? found[0] : null;
    const focused = document.activeElement?.closest?.("button[data-code]");
    const shown = found.slice(0, MOST).map((person) => this.row(person));
    if (found.length > MOST) shown.push(this.make("li", "list-group-item text-secondary", this.say("more", { n: found.length - MOST })));
    this.box.replaceChildren(...shown);
    // Drawing anew must not take the keyboard's place away.
    if (focused && this.box.parentElement) this.box.querySelector(`button[data-code="${CSS.escape(focused.dataset.code)}"]`)?.focus();
    const said = !words.length ? "" : found.length ? this.say("found", { n: found.length }) : this.say("nobody_found");
    if (this.found.textContent !== said) this.found.textContent = said;
  }

  row(person) {
    const row = this.make("li", "list-group-item checkin-row");
    row.dataset.person = person.code;
    const who = this.make("div", "checkin-who");
    who.append(this.make("strong", "", person.name));
    if (person.organisation) who.append(this.make("span", "d-block text-secondary", person.organisation));
    const state = this.state(person);
    if (state) who.append(this.make("span", `d-block ${person.in_at ? "checkin-in" : "text-secondary"}`, state));
    row.append(who);
    if (person.walk_in) return row; // it has no badge yet: first it is sent
    const act = person.in_at ? "out" : person.state === "confirmed" ? "in" : "admit";
    const button = this.make("button", `btn ${act === "in" ? "btn-primary" : ""}`, this.say({ in: "check_in", out: "undo", admit: "let_in" }[act]));
    button.type = "button";
    Object.assign(button.dataset, { act, code: person.code });
    button.append(this.make("span", "visually-hidden", ` ${person.name}`));
    row.append(button);
    return row;
  }

  state(person) {
    if (person.in_at) return this.say(person.in_by ? "is_in_by" : "is_in", { time: this.time(person.in_at), who: person.in_by });
    if (person.state !== "confirmed") return this.say(`state_${person.state}`);
    return person.online ? this.say("state_online") : "";
  }

  make(tag, classes, text = "") {
    const made = document.createElement(tag);
    made.className = classes;
    made.textContent = text;
    return made;
  }
}
