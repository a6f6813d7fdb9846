// Small helps for forms, by data attribute:
//   data-submit-on-change   the form sends itself when a field changes (filters)
//   data-confirm="…"        asks before the form is sent
//   data-unsaved            warns before a page with unsaved typing is left
export function startForms() {
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-submit-on-change]");
    if (form) form.requestSubmit();
  });
  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (asked && !window.confirm(asked)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    event.target.removeAttribute("data-dirty");
  }, true);
  document.addEventListener("input", (event) => {
    event.target.closest("form[data-unsaved]")?.setAttribute("data-dirty", "");
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });
}
