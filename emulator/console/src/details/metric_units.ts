// The units of metrics. GetMetricData does not tell them. Source: RDS and Aurora User Guides, "Amazon CloudWatch metrics".
import type { Unit } from "../shared/metric_chart";

const units: Record<Exclude<Unit, "Count">, readonly string[]> = {
  Bytes: [
    "FreeStorageSpace", "FreeLocalStorage", "FreeableMemory", "OldestReplicationSlotLag", "ReplicationSlotDiskUsage", "SwapUsage",
    "TransactionLogsDiskUsage", "VolumeBytesUsed", "FlushPosition", "ReplayPosition", "SlotLag",
  ],
  "Bytes/Second": [
    "NetworkReceiveThroughput", "NetworkThroughput", "NetworkTransmitThroughput", "ReadThroughput", "TransactionLogsGeneration", "WriteThroughput",
  ],
  "Count/Second": ["CommitThroughput", "Deadlocks", "ReadIOPS", "WriteIOPS"],
  Milliseconds: [
    "AuroraReplicaLag", "AuroraReplicaLagMaximum", "AuroraReplicaLagMinimum", "CommitLatency", "PreciseReplicaLag", "LagMin", "LagMax",
    "WriteLag", "FlushLag", "UpstreamLag", "ReceiverSilence", "ClockOffset", "SampleRoundTrip",
  ],
  Percent: ["BufferCacheHitRatio", "CPUUtilization"],
  Seconds: ["CheckpointLag", "EngineUptime", "RDSToAuroraPostgreSQLReplicaLag", "ReadLatency", "ReplicaLag", "WriteLatency"],
};

const unitByName = new Map(Object.entries(units).flatMap(([unit, names]) => names.map((name) => [name, unit as Unit])));

export const unitOf = (name: string): Unit => unitByName.get(name) ?? "Count";
