// Series of CloudWatch metrics, asked for in as few calls as CloudWatch allows.
import { paginateGetMetricData, type Dimension, type MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { useQuery } from "@tanstack/react-query";
import { cloudwatch } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

export interface Metric {
  namespace: string;
  name: string;
  dimensions: readonly Dimension[];
}

export interface Point {
  x: Date;
  y: number;
}

export type Series = readonly Point[]; // oldest first

export interface Window {
  seconds: number;
  period: number;
  statistic: string;
}

const mostQueries = 500; // of one GetMetricData call

export const ofInstance = (id: string, name: string, namespace = "AWS/RDS"): Metric => ({
  namespace,
  name,
  dimensions: [{ Name: "DBInstanceIdentifier", Value: id }],
});

function query(metric: Metric, index: number, over: Window): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: { Namespace: metric.namespace, MetricName: metric.name, Dimensions: [...metric.dimensions] },
      Period: over.period,
      Stat: over.statistic,
    },
  };
}

async function fetchBatch(queries: MetricDataQuery[], over: Window): Promise<Map<string, Point[]>> {
  const end = Math.ceil(Date.now() / 1000 / over.period) * over.period;
  const found = new Map<string, Point[]>(queries.map(({ Id }) => [Id ?? "", []]));
  const pages = paginateGetMetricData({ client: cloudwatch() }, {
    MetricDataQueries: queries,
    StartTime: new Date((end - over.seconds) * 1000),
    EndTime: new Date(end * 1000),
    ScanBy: "TimestampAscending",
  });
  for await (const page of pages)
    for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? [])
      found.get(Id)?.push(...Timestamps.map((x, i) => ({ x, y: Values[i] ?? 0 })));
  return found;
}

/** One series for each metric, in their order; empty where nothing was measured. */
export async function fetchMetrics(metrics: readonly Metric[], over: Window): Promise<Series[]> {
  const queries = metrics.map((metric, i) => query(metric, i, over));
  const series: Series[] = [];
  for (let first = 0; first < queries.length; first += mostQueries)
    series.push(...(await fetchBatch(queries.slice(first, first + mostQueries), over)).values());
  return series;
}

const nothing: Series[] = [];

export function useMetrics(metrics: readonly Metric[], over: Window, every: number): readonly Series[] {
  const where = useStore(scope);
  const { data } = useQuery({
    queryKey: ["metrics", where.account, where.region, metrics, over],
    queryFn: () => fetchMetrics(metrics, over),
    refetchInterval: every,
    enabled: metrics.length > 0,
    placeholderData: (before: Series[] | undefined) => (before?.length === metrics.length ? before : undefined),
  });
  return data ?? nothing;
}

/** A value of the last seconds: an older one tells nothing about now. */
export function currentValue(series: Series | undefined): number | undefined {
  const last = series?.at(-1);
  return last && Date.now() - last.x.getTime() < 15_000 ? last.y : undefined;
}

export const lastValue = (series: Series | undefined): number | undefined => series?.at(-1)?.y;
