// Moves the bars of a roadmap by mouse, finger or keyboard. A bar writes its days into the list's own date fields and
// sends that form, so that dragging does nothing that typing cannot do.
const DAY = 86_400_000;

function dayAfter(first, offset) {
  return new Date(Date.parse(`${first}T00:00:00Z`) + offset * DAY);
}

class Bar {
  constructor(group, chart) {
    this.group = group;
    this.chart = chart;
    this.width = Number(chart.dataset.day);
    this.block = group.querySelector(".gantt-block");
    this.grip = group.querySelector("[data-grip]");
    this.sign = group.querySelector(".gantt-sign");
    this.reset(Number(group.dataset.offset), Number(group.dataset.days));
    this.offset = this.offsetThen;
    this.days = this.daysThen;
  }

  reset(offset, days) {
    this.offsetThen = offset;
    this.daysThen = days;
  }

  get changed() {
    return this.offset !== this.offsetThen || this.days !== this.daysThen;
  }

  show(offset, days) {
    this.offset = this.group.hasAttribute("data-movable") ? Math.max(0, offset) : this.offsetThen;
    this.days = this.group.hasAttribute("data-resizable") ? Math.max(1, days) : this.daysThen;
    const x = this.offset * this.width;
    const width = Math.max(4, this.days * this.width);
    this.block.setAttribute("x", x);
    this.block.setAttribute("width", width);
    this.grip?.setAttribute("x", x + width - 5);
    this.sign?.setAttribute("x", x + 4);
    this.group.classList.toggle("gantt-moving", this.changed);
    this.group.setAttribute("aria-valuenow", this.offset);
    this.group.setAttribute("aria-valuetext", this.words());
  }

  words() {
    const { lang } = document.documentElement;
    const format = new Intl.DateTimeFormat(lang, { dateStyle: "long", timeZone: "UTC" });
    // French: "1er décembre", as the page's own dates (ui/ordinals.py); browsers write "1 décembre".
    const written = (day) => format.format(day).replace(lang === "fr" ? /^1 / : /(?!)/, "1er ");
    const start = dayAfter(this.chart.dataset.first, this.offset);
    return `${written(start)} – ${written(dayAfter(this.chart.dataset.first, this.offset + this.days - 1))}`;
  }

  back() {
    this.show(this.offsetThen, this.daysThen);
  }

  send() {
    if (!this.changed) return;
    const step = this.group.dataset.step;
    const days = { start: this.offset, end: this.offset + this.days - 1 };
    for (const [name, offset] of Object.entries(days)) {
      document.getElementById(`step-${step}-${name}`).value =
        dayAfter(this.chart.dataset.first, offset).toISOString().slice(0, 10);
    }
    document.getElementById(this.chart.dataset.says).textContent = this.words();
    document.getElementById(`move-${step}`).requestSubmit();
  }
}

function byPointer(bar) {
  let held = null;
  bar.group.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    held = { x: event.clientX, offset: bar.offset, days: bar.days, end: event.target.hasAttribute("data-grip") };
    bar.group.setPointerCapture(event.pointerId);
    bar.group.focus({ preventScroll: true });
    event.preventDefault();
  });
  bar.group.addEventListener("pointermove", (event) => {
    if (!held) return;
    const moved = Math.round((event.clientX - held.x) / bar.width);
    if (held.end) bar.show(held.offset, held.days + moved);
    else bar.show(held.offset + moved, held.days);
  });
  bar.group.addEventListener("pointerup", () => {
    if (!held) return;
    held = null;
    bar.send();
  });
  bar.group.addEventListener("pointercancel", () => {
    held = null;
    bar.back();
  });
}

const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -7, PageUp: 7 };

function byKeyboard(bar) {
  bar.group.addEventListener("keydown", (event) => {
    if (event.key in STEPS) {
      const by = STEPS[event.key];
      if (event.shiftKey) bar.show(bar.offset, bar.days + by);
      else bar.show(bar.offset + by, bar.days);
    } else if (event.key === "Enter") bar.send();
    else if (event.key === "Escape") bar.back();
    else return;
    event.preventDefault();
  });
  bar.group.addEventListener("blur", () => bar.back());
}

export function startGantts(root) {
  const charts = [...root.querySelectorAll("[data-gantt]"), ...(root.matches?.("[data-gantt]") ? [root] : [])];
  for (const chart of charts) {
    if (chart.dataset.started) continue;
    chart.dataset.started = "yes";
    for (const group of chart.querySelectorAll("[data-movable], [data-resizable]")) {
      const bar = new Bar(group, chart);
      byPointer(bar);
      byKeyboard(bar);
    }
  }
}
