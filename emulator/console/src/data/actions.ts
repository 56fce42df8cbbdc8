// What one can do with a database, and why not now. The API has the last word; this only spares the question.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { findCluster, membersOf, writerOf, type Inventory } from "./inventory";
import type { Row } from "./tree";

export type ActionId =
  | "create-aurora-replica" | "create-read-replica" | "create-reader" | "promote" | "failover" | "reboot" | "stop" | "start" | "modify" | "delete";

export interface Action {
  id: ActionId;
  text: string;
  whyNot?: string;
}

type Rule = (known: Inventory, row: Row) => string | undefined;

interface Definition {
  id: ActionId;
  text: string;
  /** Whether the menu of such a database has it at all. */
  applies: (known: Inventory, row: Row) => boolean;
  whyNot: Rule;
}

const notAvailable = (kind: string, status: string | undefined): string | undefined =>
  status === "available" ? undefined : `The ${kind} is ${status}.`;

export function whyNotPromoteCluster(known: Inventory, cluster: DBCluster): string | undefined {
  const waits = notAvailable("DB cluster", cluster.Status);
  if (waits) return waits;
  const writer = known.instances.find((instance) => instance.DBInstanceIdentifier === writerOf(cluster));
  if (!writer) return "The DB cluster has no primary instance.";
  return notAvailable("primary instance", writer.DBInstanceStatus);
}

function whyNotCreateReplica(instance: DBInstance): string | undefined {
  const waits = notAvailable("DB instance", instance.DBInstanceStatus);
  return waits ?? (instance.BackupRetentionPeriod ? undefined : "Automated backups are off (backup retention period 0).");
}

function whyNotCreateAuroraReplica(instance: DBInstance): string | undefined {
  const existing = instance.ReadReplicaDBClusterIdentifiers?.[0];
  return whyNotCreateReplica(instance) ?? (existing && `The DB instance has an Aurora read replica already: ${existing}.`);
}

function whyNotFailover(known: Inventory, cluster: DBCluster): string | undefined {
  const others = membersOf(known, cluster).filter((member) => member.DBInstanceIdentifier !== writerOf(cluster));
  if (others.length === 0) return "The DB cluster has no reader to fail over to.";
  const ready = others.some((member) => member.DBInstanceStatus === "available");
  return notAvailable("DB cluster", cluster.Status) ?? (ready ? undefined : "No reader is available.");
}

function whyNotStop(known: Inventory, row: Row): string | undefined {
  if (!row.instance) {
    if (row.cluster?.ReplicationSourceIdentifier) return "An Aurora read replica cannot be stopped.";
    const busy = membersOf(known, row.cluster!).find((member) => member.DBInstanceStatus !== "available");
    return notAvailable("DB cluster", row.cluster?.Status) ?? (busy && `${busy.DBInstanceIdentifier} is ${busy.DBInstanceStatus}.`);
  }
  if (row.cluster) return "It stops with its DB cluster.";
  const { instance } = row;
  const replicates = instance.ReadReplicaSourceDBInstanceIdentifier ?? instance.ReadReplicaDBClusterIdentifiers?.[0] ?? instance.ReadReplicaDBInstanceIdentifiers?.[0];
  return notAvailable("DB instance", instance.DBInstanceStatus) ?? (replicates && "A source of replicas, or a replica, cannot be stopped.");
}

function whyNotPromote(known: Inventory, { instance, cluster }: Row): string | undefined {
  return cluster ? whyNotPromoteCluster(known, cluster) : notAvailable("DB instance", instance?.DBInstanceStatus);
}

/** AWS keeps the last instance of an Aurora read replica until it is promoted. */
function isLastOfReplica(known: Inventory, instance: DBInstance): boolean {
  const cluster = findCluster(known, instance.DBClusterIdentifier);
  if (!cluster?.ReplicationSourceIdentifier || ["failed", "migration-failed", "deleting"].includes(cluster.Status ?? ""))
    return false;
  return !membersOf(known, cluster).some((other) => other !== instance && other.DBInstanceStatus !== "deleting");
}

function whyNotDeleteInstance(known: Inventory, instance: DBInstance): string | undefined {
  if (instance.DBInstanceStatus === "deleting") return "The DB instance is being deleted.";
  if (instance.DeletionProtection) return "Deletion protection is on.";
  const replica = instance.ReadReplicaDBClusterIdentifiers?.[0];
  if (replica) return `The DB instance is the source of ${replica}. Promote or delete that first.`;
  return isLastOfReplica(known, instance) ? "It is the last instance of an Aurora read replica. Promote the cluster first." : undefined;
}

function whyNotDeleteCluster(known: Inventory, cluster: DBCluster): string | undefined {
  if (cluster.Status === "deleting" || cluster.Status === "promoting") return `The DB cluster is ${cluster.Status}.`;
  if (cluster.DeletionProtection) return "Deletion protection is on.";
  const living = membersOf(known, cluster).filter((member) => member.DBInstanceStatus !== "deleting");
  return living.length ? "The DB cluster has DB instances. Delete them first." : undefined;
}

const isMember = (row: Row): boolean => Boolean(row.instance && row.cluster);
const isPostgres = (_: Inventory, row: Row): boolean => row.instance?.Engine === "postgres";
const isStopped = (row: Row): boolean => row.status === "stopped" || row.status === "starting";

const definitions: readonly Definition[] = [
  {
    id: "create-aurora-replica",
    text: "Create Aurora read replica",
    applies: isPostgres,
    whyNot: (_, row) => whyNotCreateAuroraReplica(row.instance!),
  },
  { id: "create-read-replica", text: "Create read replica", applies: isPostgres, whyNot: (_, row) => whyNotCreateReplica(row.instance!) },
  {
    id: "create-reader",
    text: "Add reader",
    applies: (_, row) => row.cluster !== undefined,
    whyNot: (_, row) => notAvailable("DB cluster", row.cluster!.Status),
  },
  {
    id: "promote",
    text: "Promote read replica",
    applies: (_, { instance, cluster }) => Boolean(cluster?.ReplicationSourceIdentifier ?? instance?.ReadReplicaSourceDBInstanceIdentifier),
    whyNot: whyNotPromote,
  },
  {
    id: "failover",
    text: "Failover",
    applies: (_, row) => row.cluster !== undefined,
    whyNot: (known, row) => whyNotFailover(known, row.cluster!),
  },
  {
    id: "reboot",
    text: "Reboot",
    applies: (_, row) => row.instance !== undefined,
    whyNot: (_, row) => notAvailable("DB instance", row.instance!.DBInstanceStatus),
  },
  { id: "stop", text: "Stop temporarily", applies: (_, row) => !isStopped(row), whyNot: whyNotStop },
  {
    id: "start",
    text: "Start",
    applies: (_, row) => isStopped(row),
    whyNot: (_, row) => (isMember(row) ? "It starts with its DB cluster." : row.status === "stopped" ? undefined : `It is ${row.status}.`),
  },
  {
    id: "modify",
    text: "Modify",
    applies: () => true,
    whyNot: (_, row) => notAvailable(row.instance ? "DB instance" : "DB cluster", row.status),
  },
  {
    id: "delete",
    text: "Delete",
    applies: () => true,
    whyNot: (known, row) =>
      row.instance ? whyNotDeleteInstance(known, row.instance) : whyNotDeleteCluster(known, row.cluster!),
  },
];

export function actionsFor(known: Inventory, row: Row): Action[] {
  return definitions
    .filter(({ applies }) => applies(known, row))
    .map(({ id, text, whyNot }) => ({ id, text, whyNot: whyNot(known, row) }));
}

