// The units of metrics. GetMetricData does not tell them. Source: RDS and Aurora User Guides, "Amazon CloudWatch metrics".
import type { Unit } from "../shared/metric_chart";

const bytes = new Set(["FreeStorageSpace", "FreeableMemory", "OldestReplicationSlotLag", "TransactionLogsDiskUsage", "SwapUsage", "VolumeBytesUsed", "FreeLocalStorage"]);
const seconds = new Set(["RDSToAuroraPostgreSQLReplicaLag", "ReplicaLag", "ReadLatency", "WriteLatency", "EngineUptime"]);
const milliseconds = new Set(["AuroraReplicaLag", "AuroraReplicaLagMaximum", "AuroraReplicaLagMinimum", "CommitLatency"]);

export function unitOf(name: string, namespace: string): Unit {
  if (namespace === "Borealis") return "Milliseconds";
  if (bytes.has(name)) return "Bytes";
  if (seconds.has(name)) return "Seconds";
  return milliseconds.has(name) ? "Milliseconds" : "None";
}
