// Draws every [data-chart]: the option stands as JSON in the element that the attribute names.
const drawn = new WeakMap();

async function draw(element) {
  const source = document.getElementById(element.dataset.chart);
  if (!source || drawn.has(element)) return;
  drawn.set(element, null);
  const echarts = await import("./echarts.js");
  const option = JSON.parse(source.textContent);
  // Canvas and rich-text tooltips: HTML ones would carry inline styles, which our policy refuses.
  const chart = echarts.init(element, null, { renderer: "canvas" });
  chart.setOption({
    aria: { enabled: true, decal: { show: true } },
    animation: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    color: ["#6b2fa0", "#2f8f6b", "#c2571a", "#1d6fdc", "#a3123f", "#7a6a00", "#3b434f"],
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 12 },
    ...option,
    tooltip: option.tooltip ? { renderMode: "richText", confine: true, ...option.tooltip } : undefined,
  });
  element.dataset.drawn = "yes";
  drawn.set(element, chart);
  new ResizeObserver(() => chart.resize()).observe(element);
}

export function startCharts(root) {
  for (const element of root.querySelectorAll("[data-chart]")) draw(element);
  if (root.matches?.("[data-chart]")) draw(root);
}
