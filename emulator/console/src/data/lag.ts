// How far each replica is behind, in seconds, over the last minute.
import type { DBInstance } from "@aws-sdk/client-rds";
import { useMemo } from "react";
import { findCluster, writerOf, type Inventory } from "./inventory";
import { ofInstance, useMetrics, type Metric, type Series, type Window } from "./metrics";

const lastMinute: Window = { seconds: 60, period: 1, statistic: "Maximum" };
const every = 2000;

/** The metric that tells an instance's lag, and what makes seconds of it. Source: RDS and Aurora User Guides, metrics. */
function lagMetric(known: Inventory, instance: DBInstance): { name: string; inSeconds: number } | undefined {
  if (instance.ReadReplicaSourceDBInstanceIdentifier) return { name: "ReplicaLag", inSeconds: 1 };
  const cluster = findCluster(known, instance.DBClusterIdentifier);
  if (!cluster) return undefined;
  if (writerOf(cluster) !== instance.DBInstanceIdentifier) return { name: "AuroraReplicaLag", inSeconds: 0.001 };
  return cluster.ReplicationSourceIdentifier ? { name: "RDSToAuroraPostgreSQLReplicaLag", inSeconds: 1 } : undefined;
}

export type Lags = ReadonlyMap<string, Series>;

/** By instance identifier. An instance that is no replica has no entry. */
export function useLags(known: Inventory): Lags {
  const asked = useMemo(() => {
    const found: { id: string; metric: Metric; inSeconds: number }[] = [];
    for (const instance of known.instances) {
      const lag = lagMetric(known, instance);
      const id = instance.DBInstanceIdentifier;
      if (lag && id) found.push({ id, metric: ofInstance(id, lag.name), inSeconds: lag.inSeconds });
    }
    return found;
  }, [known]);
  const metrics = useMemo(() => asked.map(({ metric }) => metric), [asked]);
  const series = useMetrics(metrics, lastMinute, every);
  return useMemo(
    () => new Map(asked.map(({ id, inSeconds }, i) => [id, (series[i] ?? []).map(({ x, y }) => ({ x, y: y * inSeconds }))])),
    [asked, series],
  );
}
