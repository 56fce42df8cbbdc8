// A line of a few pixels: how a value moved over the last minute.
import { memo } from "react";
import type { Series } from "../data/metrics";

const width = 88;
const height = 20;

function path(series: Series, span: number): string {
  const end = series.at(-1)!.x.getTime();
  const highest = Math.max(...series.map(({ y }) => y), 0.2);
  return series
    .map(({ x, y }, i) => {
      const across = width * (1 - (end - x.getTime()) / (span * 1000));
      const down = height - 2 - (height - 4) * (y / highest);
      return `${i ? "L" : "M"}${across.toFixed(1)} ${down.toFixed(1)}`;
    })
    .join("");
}

/** Decoration beside the number that says the same: hidden from screen readers. */
export const Sparkline = memo(function Sparkline({ series, seconds = 60 }: { series: Series; seconds?: number }) {
  return (
    <svg className="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`M0 ${height - 2}H${width}`} className="sparkline-base" />
      {series.length > 1 && <path d={path(series, seconds)} className="sparkline-line" />}
    </svg>
  );
});
