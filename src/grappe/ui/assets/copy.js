// A button with data-copy="#id" puts that element's words on the clipboard and says so (data-copied) for a moment.
// Where the browser refuses (no secure connection), the words are selected instead: Ctrl+C does the rest.
const SHOWN = 2_500; // ms

export function startCopy() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    const source = button && document.querySelector(button.dataset.copy);
    if (!source) return;
    const words = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      window.getSelection().selectAllChildren(source);
      return;
    }
    if (!words || button.dataset.before) return;
    button.dataset.before = words.textContent;
    words.setAttribute("role", "status");
    words.textContent = button.dataset.copied;
    window.setTimeout(() => {
      words.textContent = button.dataset.before;
      delete button.dataset.before;
    }, SHOWN);
  });
}
