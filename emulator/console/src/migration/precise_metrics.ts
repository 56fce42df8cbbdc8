// The replica's lag in parts, which the emulator publishes in a namespace of its own.
import { formatNumber } from "../shared/format";
import { lastValue, type Series } from "../data/metrics";

export const preciseMetrics = ["PreciseReplicaLag", "LagMin", "LagMax", "WriteLag", "FlushLag", "ReceiverSilence"] as const;

export function formatPrecise(series: Series | undefined): string {
  const last = lastValue(series);
  return last === undefined ? "-" : `${formatNumber(last)} ms`;
}
