// Small helps for forms, by data attribute:
//   data-submit-on-change   the form sends itself when a field changes (filters)
//   data-confirm="…"        asks before the form is sent
//   data-unsaved            warns before a page with unsaved typing is left
// And every form that posts and leads to another page is sent once, however often its button is pressed meanwhile.
const ONCE = 10_000; // ms; after that it may be sent again, for instance where the connection broke

export function startForms() {
  const sent = new Map();
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    if (sent.get(event.target) > Date.now() - ONCE) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (asked && !window.confirm(asked)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    event.target.removeAttribute("data-dirty");
  }, true);
  // Last of all: what HTMX or a script sends stays on the page, and is prevented by now.
  window.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    const away = submitter?.formTarget || form.target;
    if (!event.defaultPrevented && form.getAttribute("method")?.toLowerCase() === "post" && !away) sent.set(form, Date.now());
  });
  window.addEventListener("pageshow", () => sent.clear()); // one goes back to the form
  // What is brought in beside what one does never replaces a field in which one is writing.
  document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    const field = document.activeElement;
    if (field?.matches("input:not([type=hidden]), textarea, select") && detail.target?.contains(field)) detail.shouldSwap = false;
  });
  document.addEventListener("input", (event) => {
    event.target.closest("form[data-unsaved]")?.setAttribute("data-dirty", "");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });
}
