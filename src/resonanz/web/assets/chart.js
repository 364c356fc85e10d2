// Charts: the page carries what is to be drawn as JSON, the colours come from the stylesheet, a click opens the mentions.
//
// Drawn on canvas with tooltips inside it, because the policy of our pages allows no inline styles.

import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

// Patterns tell the bars apart where colours do not; faint, so that they do not shout where colours do.
const DECALS = [0, 45, -45, 90, 22, -22].map((angle, place) => ({
  color: "rgba(255, 255, 255, 0.28)",
  symbol: place === 0 ? "none" : "rect",
  dashArrayX: [1, 0],
  dashArrayY: [2, 5],
  rotation: (angle * Math.PI) / 180,
}));

const drawn = new Map();

function drawAll() {
  for (const [place, chart] of drawn) {
    if (!place.isConnected) {
      chart.dispose();
      drawn.delete(place);
    }
  }
  for (const place of document.querySelectorAll("[data-chart]")) draw(place);
}

function draw(place) {
  const source = document.getElementById(place.dataset.chart);
  if (!source) return;
  const spec = JSON.parse(source.textContent);
  drawn.get(place)?.dispose();
  const chart = echarts.init(place, null, { renderer: "canvas" });
  chart.setOption(option(spec, place));
  chart.on("click", (event) => {
    const address = spec.series[event.seriesIndex]?.links?.[event.dataIndex];
    if (address) location.assign(address);
  });
  drawn.set(place, chart);
}

function option(spec, place) {
  const style = getComputedStyle(place);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const text = { color: resolved(place, "ink-soft"), fontFamily: style.fontFamily, fontSize: 12 };
  return {
    animation: false,
    textStyle: text,
    aria: { enabled: true, label: { description: spec.description }, decal: { show: spec.series.length > 1, decals: DECALS } },
    grid: { left: 4, right: 8, top: spec.series.length > 1 ? 34 : 10, bottom: 2, containLabel: true },
    legend: { show: spec.series.length > 1, top: 0, left: 0, itemWidth: 14, itemHeight: 10, textStyle: text },
    tooltip: {
      trigger: "axis",
      renderMode: "richText",
      axisPointer: { type: "shadow" },
      backgroundColor: resolved(place, "raised"),
      borderColor: resolved(place, "line"),
      textStyle: { ...text, color: resolved(place, "ink") },
      formatter: (points) => tooltip(spec, points),
    },
    xAxis: {
      type: "category",
      data: spec.labels,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: resolved(place, "line") } },
      axisLabel: { ...text, hideOverlap: true },
    },
    yAxis: {
      type: "value",
      minInterval: 1,
      axisLabel: text,
      splitLine: { lineStyle: { color: resolved(place, "line") } },
    },
    series: spec.series.map((one, index) => ({
      name: one.name,
      type: one.shape ?? "bar",
      stack: one.shape === "line" ? undefined : "all",
      symbol: "none",
      lineStyle: { color: resolved(place, one.colour), width: 2 },
      barCategoryGap: "18%",
      cursor: one.links ? "pointer" : "default",
      itemStyle: { color: resolved(place, one.colour) || colour(one.colour) },
      data: one.values,
      markArea: index === 0 ? gaps(spec, place) : undefined,
      markLine: index === 0 ? changes(spec, place) : undefined,
    })),
  };
}

function gaps(spec, place) {
  if (!spec.gaps?.length) return undefined;
  return {
    silent: true,
    itemStyle: { color: resolved(place, "gap"), opacity: 0.5 },
    data: spec.gaps.map(([from, to]) => [{ xAxis: from }, { xAxis: to }]),
  };
}

// Where what is counted changed: before the line the bars mean something else than behind it.
function changes(spec, place) {
  if (!spec.changes?.length) return undefined;
  return {
    silent: true,
    symbol: ["none", "none"],
    label: { show: false },
    lineStyle: { color: resolved(place, "suspect"), type: "dashed", width: 2 },
    data: spec.changes.map(({ at }) => ({ xAxis: at })),
  };
}

function tooltip(spec, points) {
  const at = points[0].dataIndex;
  const changed = (spec.changes ?? []).filter((one) => one.at === at).map((one) => one.words);
  const lines = points.filter((one) => one.value).map((one) => `${one.seriesName}: ${spec.series[one.seriesIndex].words[at]}`);
  return [spec.titles[at], ...(lines.length ? lines : [spec.nothing]), ...changed].join("\n");
}

// light-dark() in a custom property is resolved only where it is used: ask a colour, not the property.
function resolved(place, name) {
  const probe = document.createElement("i");
  probe.style.color = `var(--${name})`;
  place.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

drawAll();
document.addEventListener("htmx:after:swap", drawAll);
document.addEventListener("resonanz:theme", drawAll);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("resize", () => drawn.forEach((chart) => chart.resize()));
