// Marks words of a text: the button sends what is selected in its form's box (nothing selected: the whole text).
// A second button takes back what was chosen of a list.
export function startPassages() {
  document.addEventListener(
    "click",
    ({ target }) => {
      const mark = target.closest("button[data-mark-passage]");
      if (mark) {
        const area = mark.form.querySelector("textarea");
        mark.form.elements.passage.value = area.value.slice(area.selectionStart, area.selectionEnd).trim();
      }
      const blank = target.closest("button[data-unchoose]");
      if (blank) {
        for (const input of blank.form.querySelectorAll("input[name=value]")) input.checked = false;
        blank.form.dispatchEvent(new Event("change", { bubbles: true }));
      }
    },
    true,
  );
}
