// Boxes to tick: one marked data-tick-all ticks all others of a form on the page, one marked data-alone ("none of these") stands alone among the boxes of its name, and
// a button named "blank" empties its form before it is sent.
export function startTicks() {
  document.addEventListener("change", ({ target }) => {
    const form = target.dataset?.tickAll && document.getElementById(target.dataset.tickAll);
    for (const other of form?.elements ?? []) if (other.name === "row") other.checked = target.checked;
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.type !== "checkbox" || !box.checked || !box.form || !box.closest("[data-ticks]")) return;
    const alone = box.hasAttribute("data-alone");
    for (const other of box.form.elements) {
      if (other !== box && other.type === "checkbox" && other.name === box.name && (alone || other.hasAttribute("data-alone"))) {
        other.checked = false;
      }
    }
  }, true);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=blank]");
    for (const field of button?.form?.elements ?? []) {
      if (field.type === "checkbox" || field.type === "radio") field.checked = false;
      else if (field !== button && field.type !== "hidden" && "value" in field) field.value = "";
    }
  }, true);
}
