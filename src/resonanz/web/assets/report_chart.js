// Charts for reports: drawn as SVG by QuickJS, where there is no browser, from the same option as on the pages.
//
// Built as one script that leaves a function behind: draw(spec, {colours, font, width, height}) -> SVG as text.

import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";
import { option } from "./chart_option.js";

echarts.use([BarChart, LineChart, AriaComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, SVGRenderer]);

// QuickJS has no clock; the library asks for one to watch for changes that never come here.
globalThis.setTimeout ??= () => 0;
globalThis.clearTimeout ??= () => undefined;

globalThis.draw = (spec, look) => {
  const chart = echarts.init(null, null, { renderer: "svg", ssr: true, width: look.width, height: look.height });
  const { tooltip: _tooltip, ...drawn } = option(spec, { colour: (name) => look.colours[name] ?? "#000000", font: look.font });
  chart.setOption(drawn);
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
};
