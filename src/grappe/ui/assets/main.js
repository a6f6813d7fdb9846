// The behaviour all pages share. Each piece looks for its own data attribute, so a page without it pays nothing.
import "@tabler/core/dist/js/tabler.esm.min.js";
import htmx from "htmx.org/dist/htmx.esm.js";
import { startCards } from "./cards.js";
import { startCharts } from "./charts.js";
import { startClocks } from "./clocks.js";
import { startComboboxes } from "./combobox.js";
import { startCopy } from "./copy.js";
import { startEditor } from "./editor.js";
import { startForms } from "./forms.js";
import { startGantts } from "./gantt.js";
import { startInsert } from "./insert.js";
import { startKept } from "./kept.js";
import { startMessages } from "./messages.js";
import { startNotes } from "./notes.js";
import { startOrder, startOrders } from "./order.js";
import { startPassages } from "./passages.js";
import { startPasskeys } from "./passkeys.js";
import { startQuote } from "./quote.js";
import { startSearch } from "./search.js";
import { startSums } from "./sums.js";
import { startTicks } from "./ticks.js";

window.htmx = htmx;
startMessages();
startForms();
startCards();
startCopy();
startInsert(document);
startOrders();
startPassages();
startPasskeys();
startQuote();
startSearch();
startTicks();
startClocks();

// `start` runs for the page and for every fragment HTMX brings in.
function start(root) {
  startCharts(root);
  startComboboxes(root);
  startEditor(root);
  startGantts(root);
  startKept(root);
  startNotes(root);
  startOrder(root);
  startSums(root);
  // Yjs is large: only pages on which several people write load it.
  if (root.querySelector?.("[data-together]")) import("./together.js").then(({ startTogether }) => startTogether(root));
}
start(document);
document.body.addEventListener("htmx:load", (event) => start(event.detail.elt));
