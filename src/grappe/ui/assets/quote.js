// Words that are selected in a text that may be quoted ([data-quotable]) come up in a form ([data-quote]), which takes them
// on as `words`. Selecting does nothing that the list beside it, by keyboard, cannot do.
const MOST = 1000; // characters: they travel in the address of a page

function selected() {
  const field = document.activeElement;
  if (field?.matches("textarea[data-quotable]")) return field.value.slice(field.selectionStart, field.selectionEnd);
  const chosen = window.getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return "";
  const inside = chosen.getRangeAt(0).commonAncestorContainer;
  const box = inside.nodeType === Node.ELEMENT_NODE ? inside : inside.parentElement;
  return box?.closest("[data-quotable]") ? chosen.toString() : "";
}

export function startQuote() {
  document.addEventListener("selectionchange", () => {
    const form = document.querySelector("form[data-quote]");
    if (!form || form.contains(document.activeElement)) return; // one went on to its button: the words stay
    const words = selected().trim().slice(0, MOST);
    form.hidden = !words;
    form.elements.words.value = words;
    form.querySelector("[data-quote-words]").textContent = words;
  });
  // To press the button takes neither the selection nor the focus away, in no browser.
  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("form[data-quote]")) event.preventDefault();
  });
}
