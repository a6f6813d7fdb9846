// A button that puts the chosen value of a list into a text, where the cursor is ([data-insert-into], [data-insert-from]).
export function startInsert(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-insert-into]");
    if (!button) return;
    const area = document.getElementById(button.dataset.insertInto);
    const value = document.getElementById(button.dataset.insertFrom)?.value;
    if (!area || area.readOnly || !value) return;
    area.focus();
    const before = area.value.slice(0, area.selectionStart);
    const gap = before && !/[\s(]$/.test(before) ? " " : "";
    area.setRangeText(gap + value, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true })); // as if it had been typed
  });
}
