// Says when the server did not answer, and lets messages go away by themselves unless they are errors.
export function startMessages() {
  const show = (text, kind) => {
    const box = document.createElement("div");
    box.className = `alert alert-${kind} shadow`;
    box.setAttribute("role", kind === "danger" ? "alert" : "status");
    box.textContent = text;
    document.getElementById("toasts").append(box);
    if (kind !== "danger") setTimeout(() => box.remove(), 6000);
  };
  for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.body.addEventListener(name, ({ target }) => {
      // What keeps its own draft says beside it that it is not sent yet, each time it tries again.
      if (!target.closest?.("form[data-kept]")) show(document.body.dataset.failed, "danger");
    });
  }
  document.body.addEventListener("grappe:message", (event) => show(event.detail.text, event.detail.kind ?? "info"));
}
