// Cards of a board are dragged by mouse. A card that is dropped writes group and place into its own form and sends it:
// dragging does nothing that the form, by keyboard or finger, cannot do.
let dragged = null;

function placeIn(column, y) {
  const cards = [...column.querySelectorAll("[data-card]")].filter((card) => card !== dragged);
  const before = cards.filter((card) => {
    const box = card.getBoundingClientRect();
    return box.top + box.height / 2 < y;
  });
  return before.length + 1;
}

function over(event) {
  const column = event.target.closest?.(".board-column");
  document.querySelectorAll(".board-over").forEach((each) => each !== column && each.classList.remove("board-over"));
  return column;
}

function drop(event) {
  const column = over(event)?.querySelector("[data-column]");
  if (!dragged || !column) return;
  event.preventDefault();
  const form = dragged.querySelector("form[data-move]");
  const { group, place, note, seen } = form.elements;
  if (!place && seen.value === column.dataset.column) return; // no places in between: it lies there already
  group.value = column.dataset.column;
  if (place) place.value = placeIn(column, event.clientY);
  if (note && "note" in column.dataset && !note.value) {
    form.closest("details").open = true; // asks for words first
    note.focus();
    return;
  }
  form.requestSubmit();
}

export function startCards() {
  document.addEventListener("dragstart", (event) => {
    // The card itself, not a text that is dragged out of one of its fields.
    dragged = event.target.matches?.("[data-card]") ? event.target : null;
    if (!dragged) return;
    dragged.classList.add("board-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", ""); // some browsers drag nothing without data
  });
  document.addEventListener("dragover", (event) => {
    const column = dragged && over(event);
    if (!column) return;
    event.preventDefault();
    column.classList.add("board-over");
  });
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("board-dragged");
    document.querySelectorAll(".board-over").forEach((each) => each.classList.remove("board-over"));
    dragged = null;
  });
}
