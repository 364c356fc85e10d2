// What a chart looks like, as ECharts takes it: one place for the pages (canvas) and for reports (SVG, without a browser).
//
// `look.colour(name)` gives a colour by its name in the stylesheet, `look.font` the font. Nothing here may ask for a
// document or a window: a report is drawn where there is none.

// Patterns tell the bars apart where colours do not; faint, so that they do not shout where colours do.
const DECALS = [0, 45, -45, 90, 22, -22].map((angle, place) => ({
  color: "rgba(255, 255, 255, 0.28)",
  symbol: place === 0 ? "none" : "rect",
  dashArrayX: [1, 0],
  dashArrayY: [2, 5],
  rotation: (angle * Math.PI) / 180,
}));

export function option(spec, look) {
  const text = { color: look.colour("ink-soft"), fontFamily: look.font, fontSize: 12 };
  const line = { lineStyle: { color: look.colour("line") } };
  return {
    animation: false,
    textStyle: text,
    aria: { enabled: true, label: { description: spec.description }, decal: { show: spec.series.length > 1, decals: DECALS } },
    grid: { left: 4, right: 8, top: spec.series.length > 1 ? 34 : 10, bottom: 2, containLabel: true },
    legend: { show: spec.series.length > 1, data: spec.series.filter((one) => one.shape !== "floor").map((one) => one.name), top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow" },
      backgroundColor: look.colour("raised"),
      borderColor: look.colour("line"),
      textStyle: { ...text, color: look.colour("ink") },
      formatter: (points) => tooltip(spec, points),
    },
    xAxis: { type: "category", data: spec.labels, axisTick: { show: false }, axisLine: line, axisLabel: { ...text, hideOverlap: true } },
    yAxis: { type: "value", minInterval: 1, axisLabel: { ...text, ...ticks(spec) }, splitLine: line },
    series: spec.series.map((one, index) => ({
      name: one.name,
      type: (one.shape ?? "bar") === "bar" ? "bar" : "line",
      ...stacked(spec, look, one, index),
      symbol: "none",
      lineStyle: { color: look.colour(one.colour), width: one.shape === "line" ? 2 : 0 },
      barCategoryGap: "18%",
      cursor: one.links ? "pointer" : "default",
      itemStyle: { color: look.colour(one.colour) },
      markArea: index === 0 ? gaps(spec, look) : undefined,
      markLine: index === 0 ? changes(spec, look) : undefined,
    })),
  };
}

// Bars stand on each other, lines alone; a band is the lower bound, unseen, with the rest up to the upper one on it.
function stacked(spec, look, one, index) {
  if (one.shape === "floor") return { stack: "band", data: one.values, silent: true };
  if (one.shape !== "band") return { stack: one.shape === "line" ? undefined : "all", data: one.values };
  const floor = spec.series[index - 1].values;
  const data = one.values.map((value, place) => (value === null ? null : value - floor[place]));
  return { stack: "band", stackStrategy: "all", data, areaStyle: { color: look.colour(one.colour), opacity: 0.22 }, silent: true };
}

// The server says how its reader's language writes large numbers; where a report is drawn there is no Intl.
function ticks(spec) {
  if (spec.thousands === undefined) return {};
  return { formatter: (value) => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, spec.thousands) };
}

function gaps(spec, look) {
  if (!spec.gaps?.length) return undefined;
  return {
    silent: true,
    itemStyle: { color: look.colour("gap"), opacity: 0.5 },
    data: spec.gaps.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
  };
}

// Where what is counted changed: before the line the bars mean something else than behind it.
function changes(spec, look) {
  if (!spec.changes?.length) return undefined;
  return {
    silent: true,
    symbol: ["none", "none"],
    label: { show: false },
    lineStyle: { color: look.colour("suspect"), type: "dashed", width: 2 },
    data: spec.changes.map(({ at }) => ({ xAxis: at })),
  };
}

function tooltip(spec, points) {
  const at = points[0].dataIndex;
  const changed = (spec.changes ?? []).filter((one) => one.at === at).map((one) => one.words);
  const lines = points.filter((one) => one.value).map((one) => `${one.seriesName}: ${spec.series[one.seriesIndex].words[at]}`);
  return [spec.titles[at], ...(lines.length ? lines : [spec.nothing]), ...changed].join("\n");
}
