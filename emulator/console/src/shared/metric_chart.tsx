// One metric over time, with its last value in the title.
import Box from "@cloudscape-design/components/box";
import LineChart from "@cloudscape-design/components/line-chart";
import type { Series, Window } from "../data/metrics";
import { formatBytes, formatClock, formatNumber, formatSeconds } from "./format";

export type Unit = "Bytes" | "Bytes/Second" | "Count" | "Count/Second" | "Milliseconds" | "Percent" | "Seconds";

const formats: Record<Unit, (value: number) => string> = {
  Bytes: formatBytes,
  "Bytes/Second": (value) => `${formatBytes(value)}/s`,
  Count: formatNumber,
  "Count/Second": (value) => `${formatNumber(value)}/s`,
  Milliseconds: (value) => `${formatNumber(value)} ms`,
  Percent: (value) => `${formatNumber(value)}%`,
  Seconds: formatSeconds,
};

/** What the axis counts in: whole steps of MiB look odd in steps of millions of bytes. */
function axisUnit(unit: Unit, highest: number): number {
  return unit.startsWith("Bytes") ? 1024 ** Math.floor(Math.log2(Math.max(highest, 1024)) / 10) : 1;
}

interface Properties {
  name: string;
  where?: string;
  series: Series;
  unit: Unit;
  over: Window;
  height?: number;
}

export function MetricChart({ name, where, series, unit, over, height = 150 }: Properties) {
  const format = formats[unit];
  const last = series.at(-1);
  const highest = Math.max(0, ...series.map(({ y }) => y));
  const one = axisUnit(unit, highest);
  const formatScaled = (value: number) => format(value * one);
  const end = (last?.x ?? new Date()).getTime();
  const start = Math.max(end - over.seconds * 1000, Math.min(series[0]?.x.getTime() ?? 0, end - 60_000));
  return (
    <section aria-label={name} className="metric" data-metric={name}>
      <div className="metric-title">
        <div>
          <Box variant="h4" padding="n">{name}</Box>
          {where && <Box variant="small">{where}</Box>}
        </div>
        <Box variant="span" fontSize="heading-m" fontWeight="bold">
          <span className="metric-value">{last ? format(last.y) : "-"}</span>
        </Box>
      </div>
      <LineChart
        series={[{ title: name, type: "line", data: series.map(({ x, y }) => ({ x, y: y / one })), valueFormatter: formatScaled }]}
        xScaleType="time"
        xDomain={[new Date(start), new Date(end)]}
        yDomain={[0, highest > 0 ? (highest / one) * 1.15 : 1]} // a flat line at 0 belongs to the bottom
        height={height}
        hideFilter
        hideLegend
        ariaLabel={`${name} over time`}
        empty={<Box color="text-body-secondary">Nothing measured yet</Box>}
        i18nStrings={{ xTickFormatter: (time) => formatClock(time as Date), yTickFormatter: formatScaled }}
      />
    </section>
  );
}
