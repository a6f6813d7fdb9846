// A form with data-sums: sums that follow while one types. Each [data-sum] says which fields it adds, by their names, as
// "+fund-*-2027 -cost-*-2027", and in data-base what others add to it (cents). One with [data-balance] is said in words
// (data-missing, data-over, data-agrees of the form: "EUR missing"), and told aloud where it has data-say. The server adds up
// again when the form is sent: what it says counts.
const QUIET = 800; // ms without typing before the sums are told aloud
const MINUS = "\u2212";

export function startSums(root) {
  for (const form of root.querySelectorAll("form[data-sums]")) new Sums(form);
}

// Returns the cents of an amount as people write it (ui/numbers.py), null for what is no amount.
export function centsOf(text) {
  let bare = text.replace(/[\s\u00a0\u202f'’€]|EUR/gi, "");
  if (!bare) return 0;
  if (/^\d{1,3}(\.\d{3})+(,\d+)?$/.test(bare)) bare = bare.replaceAll(".", "").replace(",", ".");
  else if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare)) bare = bare.replaceAll(",", "");
  else bare = bare.replaceAll(",", ".");
  return /^(\d+\.?\d*|\.\d+)$/.test(bare) ? Math.round(Number(bare) * 100) : null;
}

class Sums {
  constructor(form) {
    this.form = form;
    this.said = form.querySelector("[data-said]");
    this.shown = [...form.querySelectorAll("[data-sum]")].map((place) => ({ place, terms: termsOf(place.dataset.sum) }));
    form.addEventListener("input", () => this.typed());
    const button = form.querySelector("[data-take]");
    if (button) {
      button.hidden = false;
      button.addEventListener("click", () => this.take());
    }
    this.add();
  }

  typed() {
    this.add();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.tell(), QUIET);
  }

  // The amounts by field; what cannot be read is marked, and is null.
  amounts() {
    const found = new Map();
    for (const field of this.form.elements) {
      if (!/^(cost|fund)-/.test(field.name)) continue;
      const cents = centsOf(field.value);
      if (cents === null) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
      field.classList.toggle("is-invalid", cents === null);
      found.set(field.name, cents);
    }
    return found;
  }

  add() {
    const amounts = [...this.amounts()];
    this.unread = amounts.some(([, cents]) => cents === null);
    for (const { place, terms } of this.shown) {
      let sum = Number(place.dataset.base);
      for (const { sign, fits } of terms) {
        for (const [name, cents] of amounts) if (fits.test(name)) sum += cents === null ? NaN : sign * cents;
      }
      place.textContent = "balance" in place.dataset ? this.balance(sum) : euros(sum);
    }
  }

  balance(cents) {
    const words = this.form.dataset;
    if (Number.isNaN(cents)) return "?";
    if (!cents) return words.agrees;
    return (cents < 0 ? words.missing : words.over).replace("EUR", `${euros(Math.abs(cents))}\u00a0€`);
  }

  tell() {
    const told = this.shown.filter(({ place }) => place.dataset.say).map(({ place }) => `${place.dataset.say}: ${place.textContent}`);
    const words = this.unread ? this.form.dataset.unread : `${this.said.dataset.before} ${told.join(", ")}.`;
    if (this.said.textContent !== words) this.said.textContent = words;
  }

  // What is proposed goes into the fields; nothing is saved before somebody saves.
  take() {
    for (const place of this.form.querySelectorAll("[data-propose]")) {
      const field = this.form.elements[place.dataset.propose];
      if (field) field.value = place.dataset.eur.replace(/\s*€/, "");
    }
    this.form.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function termsOf(text) {
  return text.split(" ").filter(Boolean).map((term) => ({
    sign: term[0] === "-" ? -1 : 1,
    fits: new RegExp(`^${term.slice(1).replaceAll("*", ".*")}$`),
  }));
}

function euros(cents) {
  if (Number.isNaN(cents)) return "?";
  const places = cents % 100 ? 2 : 0;
  const shown = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: places, maximumFractionDigits: places });
  return shown.format(cents / 100).replace("-", MINUS);
}
