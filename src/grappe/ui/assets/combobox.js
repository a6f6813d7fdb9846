// A text field that offers suggestions while one types: [data-combobox="address"] around an input.
// Keyboard and roles as in the combobox pattern of the WAI-ARIA Authoring Practices (list autocomplete, manual
// selection): arrows walk, Enter takes, Escape closes, Tab leaves what is typed. The address answers <li role="option">
// with data-text (what goes into the field) and data-id (what goes into the hidden field named by data-chosen).
import htmx from "htmx.org/dist/htmx.esm.js";

let count = 0;

export function startComboboxes(root) {
  for (const box of root.querySelectorAll("[data-combobox]")) start(box);
  if (root.matches?.("[data-combobox]")) start(root);
}

function start(box) {
  const input = box.querySelector("input");
  if (!input || input.getAttribute("role") === "combobox") return;
  const name = `combobox-${++count}`;
  const list = element("ul", { id: name, role: "listbox", hidden: "", class: "combobox-list", "aria-label": box.dataset.listLabel });
  const said = element("div", { role: "status", class: "visually-hidden" });
  box.append(list, said);
  // Without this, HTMX would let an earlier, slower answer overwrite a later one.
  for (const [key, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": name, "hx-sync": "this:replace",
  })) input.setAttribute(key, value);
  const chosen = () => box.dataset.chosen && input.form?.elements.namedItem(box.dataset.chosen);
  let active = -1;
  let waiting = 0;
  let looking = null; // the search that will answer for what is typed now, or nothing when the list does already
  const options = () => [...list.querySelectorAll('[role="option"]:not([aria-disabled])')];
  const isOpen = () => !list.hidden;

  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) walk(-1);
  }
  function walk(to) {
    const all = options();
    active = all.length ? to : -1;
    all.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
    const now = all[active];
    if (now) {
      input.setAttribute("aria-activedescendant", now.id);
      now.scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }
  function take(option) {
    stop();
    input.value = option.dataset.text;
    const hidden = chosen();
    if (hidden) hidden.value = option.dataset.id ?? "";
    show(false);
    said.textContent = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  function stop() {
    clearTimeout(waiting);
    waiting = 0;
    if (looking) htmx.trigger(input, "htmx:abort");
    looking = null;
  }
  function look() {
    clearTimeout(waiting);
    waiting = 0;
    const asked = htmx
      .ajax("GET", box.dataset.combobox, { source: input, target: list, swap: "innerHTML", values: { q: input.value } })
      .catch(() => {}) // a later search took its place
      .finally(() => { if (looking === asked) looking = null; });
    looking = asked;
    return asked;
  }
  list.addEventListener("htmx:afterSwap", () => {
    list.querySelectorAll('[role="option"]').forEach((option, position) => (option.id = `${name}-${position}`));
    if (document.activeElement !== input) return;
    show(true);
    walk(-1);
    said.textContent = `${box.dataset.found} ${options().length}`;
  });

  function typed() {
    const hidden = chosen();
    if (hidden) hidden.value = "";
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  }
  input.addEventListener("input", typed);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // One walks through the answer to what one has typed, never through the one before it.
      if (waiting || !isOpen()) look();
      while (looking) await looking;
      if (event.altKey) return;
      const last = options().length - 1;
      if (event.key === "ArrowDown") walk(active >= last ? 0 : active + 1);
      else walk(active <= 0 ? last : active - 1);
    } else if (event.key === "Enter" && isOpen() && active >= 0) {
      event.preventDefault();
      take(options()[active]);
    } else if (event.key === "Escape" && (waiting || looking || isOpen())) {
      event.preventDefault();
      event.stopPropagation();
      stop(); // or the answer to the last letter would open the list again
      show(false);
    }
  });
  input.addEventListener("click", () => { if (!isOpen()) look(); });
  input.addEventListener("blur", () => { stop(); show(false); });
  // Before the field loses the focus, which would close the list under the pointer.
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest('[role="option"]:not([aria-disabled])');
    if (option) take(option);
  });
  // Somebody was quicker than this script.
  if (document.activeElement === input && input.value !== input.defaultValue) typed();
}

function element(tag, attributes) {
  const made = document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
