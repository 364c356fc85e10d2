// Charts: the page carries what is to be drawn as JSON, the colours come from the stylesheet, a click opens the mentions.
//
// Drawn on canvas with tooltips inside it, because the policy of our pages allows no inline styles.

import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";
import { chartFile } from "./chart_file.js";
import { option } from "./chart_option.js";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent, CanvasRenderer]);

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
  chart.setOption(option(spec, look(place)));
  chart.on("click", (event) => {
    const address = spec.series[event.seriesIndex]?.links?.[event.dataIndex];
    if (address) location.assign(address);
  });
  drawn.set(place, chart);
}

// The numbers are in the page already: no server is asked for them again.
for (const button of document.querySelectorAll("[data-chart-file]")) button.hidden = false;
document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-chart-file]").forEach((one) => { one.hidden = false; }));
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-chart-file]");
  const source = button && document.getElementById(button.dataset.chartFile);
  if (!source) return;
  const address = URL.createObjectURL(new Blob([chartFile(JSON.parse(source.textContent))], { type: "text/csv" }));
  const link = Object.assign(document.createElement("a"), { href: address, download: `${button.dataset.chartFile}.csv` });
  link.click();
  URL.revokeObjectURL(address);
});

function look(place) {
  return { colour: (name) => resolved(place, name), font: getComputedStyle(place).fontFamily };
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
