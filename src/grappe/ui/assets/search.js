// The search in the head of every page: [data-search-box="address"] on its form. Ctrl+K leads there (a letter alone does not:
// WCAG 2.1.4); while one types, the address answers options in groups, which are links. Keyboard and roles as in the combobox
// pattern of the WAI-ARIA Authoring Practices: arrows walk, Enter opens (nothing chosen: the page of the search), Escape closes.
const WAIT = 140;

export function startSearch() {
  const form = document.querySelector("[data-search-box]");
  const input = form?.querySelector('input[name="q"]');
  if (!input) return;
  const list = Object.assign(document.createElement("div"), { id: "search-list", hidden: true, className: "search-list" });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label").textContent);
  const said = Object.assign(document.createElement("div"), { className: "visually-hidden" });
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);
  let waiting = 0;
  let asking = null; // the question that is on its way
  let active = -1;
  let answered = null; // what the list answers

  const options = () => [...list.querySelectorAll('[role="option"]')];
  function show(open) {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) walk(-1);
  }
  function walk(to) {
    active = to;
    options().forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    const now = options()[active];
    if (now) {
      input.setAttribute("aria-activedescendant", now.id);
      now.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }
  function stop() {
    clearTimeout(waiting);
    waiting = 0;
    asking?.abort();
    asking = null;
  }
  async function look() {
    stop();
    const words = input.value;
    if (words.trim().length < 2) return show(false);
    const mine = (asking = new AbortController());
    try {
      const answer = await fetch(`${form.dataset.searchBox}?q=${encodeURIComponent(words)}`, { signal: mine.signal });
      if (!answer.ok || answer.redirected || asking !== mine) return; // signed out meanwhile: Enter leads to the door
      list.innerHTML = await answer.text();
      answered = words;
      options().forEach((option, place) => (option.id = `search-option-${place}`));
      if (document.activeElement !== input) return;
      show(options().length > 0);
      walk(-1);
      said.textContent = `${form.dataset.found} ${list.querySelectorAll('[role="option"]:not(.search-all)').length}`;
    } catch { /* a later question took its place, or the network is away: Enter still works */ } finally {
      if (asking === mine) asking = null;
    }
  }
  function typed() {
    clearTimeout(waiting);
    waiting = setTimeout(look, WAIT);
  }
  input.addEventListener("input", typed);
  input.addEventListener("keydown", async (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      // One walks through the answer to what one has typed, never through the one before it.
      if (answered !== input.value) await look();
      if (!options().length || input.value.trim().length < 2) return;
      show(true);
      const last = options().length - 1;
      walk(event.key === "ArrowDown" ? (active >= last ? 0 : active + 1) : active <= 0 ? last : active - 1);
    } else if (event.key === "Enter" && !list.hidden && active >= 0) {
      event.preventDefault();
      options()[active].click();
    } else if (event.key === "Escape" && (!list.hidden || waiting || asking)) {
      event.preventDefault();
      stop();
      show(false);
    }
  });
  input.addEventListener("focus", () => { if (answered === input.value && options().length) show(true); });
  input.addEventListener("blur", () => { stop(); show(false); });
  list.addEventListener("mousedown", (event) => event.preventDefault()); // or the list closes under the pointer
  document.addEventListener("keydown", (event) => {
    const called = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (called) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  if (document.activeElement === input && input.value !== input.defaultValue) typed();
}
