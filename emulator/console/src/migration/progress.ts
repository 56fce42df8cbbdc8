// How far a migration is, told from what the API says about both sides.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";

export type StepState = "waiting" | "running" | "done" | "failed";

export interface Step {
  name: string;
  state: StepState;
  detail?: string;
}

export interface Observed {
  cluster: DBCluster;
  primary: DBInstance | undefined;
  lag: number | undefined; // seconds; undefined: not measured
}

export type LinkState = "waiting" | "copying" | "streaming" | "in-sync" | "broken" | "cut";

const hasFailed = ({ cluster }: Observed) => cluster.Status === "failed" || cluster.Status === "migration-failed";
const isReplica = ({ cluster }: Observed) => Boolean(cluster.ReplicationSourceIdentifier);
const isLoading = ({ cluster }: Observed) => cluster.Status === "creating";

function firstOpenStep(seen: Observed): number {
  if (!isReplica(seen)) return 5;
  if (seen.cluster.Status === "promoting") return 4;
  if (isLoading(seen)) return seen.cluster.PercentProgress === undefined ? 0 : 1;
  if (seen.lag === undefined) return 2;
  return seen.lag > 0 ? 3 : 4;
}

function streamingDetail({ primary }: Observed): string {
  if (!primary) return "The cluster has no primary instance: add one.";
  return primary.DBInstanceStatus === "available" ? "Waiting for the first measurement" : `Primary instance: ${primary.DBInstanceStatus}`;
}

function detail(step: number, seen: Observed): string | undefined {
  switch (step) {
    case 0: return "A checkpoint on the source";
    case 1: return `${seen.cluster.PercentProgress ?? 0}% copied`;
    case 2: return streamingDetail(seen);
    case 3: return "Replaying what the source wrote";
    default: return seen.cluster.Status === "promoting" ? "Promoting" : "Ready when you are";
  }
}

const names = ["Snapshot", "Restore", "Streaming", "Lag 0", "Promoted"];

export function migrationSteps(seen: Observed): Step[] {
  const open = firstOpenStep(seen);
  return names.map((name, i) => {
    if (i < open) return { name, state: "done" };
    if (i > open) return { name, state: "waiting" };
    if (hasFailed(seen)) return { name, state: "failed", detail: `The cluster is ${seen.cluster.Status}: see its events` };
    const idle = i === 4 && seen.cluster.Status !== "promoting";
    return { name, state: idle ? "waiting" : "running", detail: detail(i, seen) };
  });
}

export function linkState(seen: Observed): LinkState {
  if (!isReplica(seen)) return "cut";
  if (hasFailed(seen)) return "broken";
  if (isLoading(seen)) return "copying";
  if (seen.lag === undefined) return seen.primary?.DBInstanceStatus === "available" ? "broken" : "waiting";
  return seen.lag > 0 ? "streaming" : "in-sync";
}
