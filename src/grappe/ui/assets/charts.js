// Draws every [data-chart]: the option stands as JSON in the element that the attribute names.
const drawn = new WeakMap();

// Numbers as the page's language writes them: 300.000 in German, 300 000 in French.
function spoken(option) {
  const numbers = new Intl.NumberFormat(document.documentElement.lang || "en", { maximumFractionDigits: 2 });
  const said = (value) => (typeof value === "number" ? numbers.format(value) : value);
  const axes = (found) => [found ?? []].flat();
  for (const axis of [...axes(option.xAxis), ...axes(option.yAxis)]) {
    if (axis.type === "value" || axis.type === "log") axis.axisLabel = { formatter: said, ...axis.axisLabel };
  }
  for (const series of axes(option.series)) {
    if (series.type === "bar" && series.label?.show) series.label = { formatter: ({ value }) => String(said(value)), ...series.label };
  }
  if (option.tooltip) option.tooltip = { valueFormatter: said, ...option.tooltip };
  return option;
}

async function draw(element) {
  const source = document.getElementById(element.dataset.chart);
  if (!source || drawn.has(element)) return;
  drawn.set(element, null);
  const echarts = await import("./echarts.js");
  const option = spoken(JSON.parse(source.textContent));
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
