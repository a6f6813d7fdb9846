// Only the parts of ECharts that our pages use.
import { BarChart, LineChart, PieChart, RadarChart, ScatterChart, CustomChart, GraphChart, HeatmapChart } from "echarts/charts";
import {
  AriaComponent,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  RadarComponent,
  TitleComponent,
  TooltipComponent,
  VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, LineChart, PieChart, RadarChart, ScatterChart, CustomChart, GraphChart, HeatmapChart,
  AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent, RadarComponent,
  TitleComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);
export { init };
