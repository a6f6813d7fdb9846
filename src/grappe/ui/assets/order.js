// A list that somebody puts in order ([data-order]): each [data-item] moves by its own buttons ([data-move] up or down) without
// a page in between, or is dragged. Without JavaScript the buttons send the form, which does the same.
let dragged = null;

function move(item, up) {
  const other = up ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  if (up) other.before(item);
  else other.after(item);
}

function drop(event) {
  const list = event.target.closest?.("[data-order]");
  if (!dragged || dragged.parentElement !== list) return null;
  event.preventDefault();
  return list;
}

export function startOrder(root) {
  for (const item of root.querySelectorAll("[data-order] > [data-item]")) item.draggable = true;
}

export function startOrders() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-order] [data-move]");
    if (!button) return;
    event.preventDefault();
    move(button.closest("[data-item]"), button.dataset.move === "up");
    button.focus();
  });
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.matches?.("[data-order] > [data-item]") ? event.target : null;
    if (!dragged) return;
    dragged.classList.add("list-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // some browsers drag nothing without data
  });
  document.addEventListener("dragover", (event) => {
    const list = drop(event);
    if (!list) return;
    const over = event.target.closest("[data-item]");
    if (!over || over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged);
    else over.after(dragged);
  });
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("list-dragged");
    dragged = null;
  });
}
