// The tree of the Databases page: clusters over their instances, sources over their replicas.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { findCluster, findInstance, membersOf, nameInArn, writerOf, type Inventory } from "./inventory";

export interface Row {
  key: string; // "cluster:orders": a cluster and an instance may have the same identifier
  parent: string | null;
  id: string;
  status: string;
  role: string;
  engine: string;
  version: string;
  size: string;
  zone: string;
  cluster?: DBCluster; // the row is this cluster, or a member of it
  instance?: DBInstance; // undefined: the row is a cluster
}

const engineNames: Record<string, string> = { postgres: "PostgreSQL", "aurora-postgresql": "Aurora PostgreSQL" };

export const engineName = (engine: string | undefined): string => engineNames[engine ?? ""] ?? engine ?? "";

export const clusterKey = (id: string | undefined): string => `cluster:${id}`;
export const instanceKey = (id: string | undefined): string => `instance:${id}`;

function clusterRow(known: Inventory, cluster: DBCluster): Row {
  const source = nameInArn(cluster.ReplicationSourceIdentifier);
  const count = membersOf(known, cluster).length;
  return {
    key: clusterKey(cluster.DBClusterIdentifier),
    parent: source && findInstance(known, source) ? instanceKey(source) : null,
    id: cluster.DBClusterIdentifier ?? "",
    status: cluster.Status ?? "",
    role: source ? "Replica cluster" : "Regional cluster",
    engine: engineName(cluster.Engine),
    version: cluster.EngineVersion ?? "",
    size: `${count} ${count === 1 ? "instance" : "instances"}`,
    zone: cluster.AvailabilityZones?.length ? `${cluster.AvailabilityZones[0]?.slice(0, -1)}` : "",
    cluster,
  };
}

function instanceRole(instance: DBInstance, cluster: DBCluster | undefined): string {
  if (cluster) {
    const writes = writerOf(cluster) === instance.DBInstanceIdentifier;
    return writes ? (cluster.ReplicationSourceIdentifier ? "Replica (primary)" : "Writer instance") : "Reader instance";
  }
  if (instance.ReadReplicaSourceDBInstanceIdentifier) return "Replica";
  const feeds = [...(instance.ReadReplicaDBClusterIdentifiers ?? []), ...(instance.ReadReplicaDBInstanceIdentifiers ?? [])];
  return feeds.length ? "Primary" : "Instance";
}

function instanceRow(known: Inventory, instance: DBInstance): Row {
  const cluster = findCluster(known, instance.DBClusterIdentifier);
  const source = nameInArn(instance.ReadReplicaSourceDBInstanceIdentifier);
  const below = cluster ? clusterKey(cluster.DBClusterIdentifier) : findInstance(known, source) ? instanceKey(source) : null;
  return {
    key: instanceKey(instance.DBInstanceIdentifier),
    parent: below,
    id: instance.DBInstanceIdentifier ?? "",
    status: instance.DBInstanceStatus ?? "",
    role: instanceRole(instance, cluster),
    engine: engineName(instance.Engine),
    version: instance.EngineVersion ?? "",
    size: instance.DBInstanceClass ?? "",
    zone: instance.AvailabilityZone ?? "",
    cluster,
    instance,
  };
}

export function databaseRows(known: Inventory): Row[] {
  return [
    ...known.clusters.map((cluster) => clusterRow(known, cluster)),
    ...known.instances.map((instance) => instanceRow(known, instance)),
  ];
}
