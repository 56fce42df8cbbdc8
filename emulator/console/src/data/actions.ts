// What one can do with a database, and why not now. The API has the last word; this only spares the question.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { findCluster, membersOf, writerOf, type Inventory } from "./inventory";
import type { Row } from "./tree";

export type ActionId = "promote" | "create-aurora-replica" | "create-reader" | "delete";

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
  if (waits) return waits;
  if (!instance.BackupRetentionPeriod) return "Automated backups are off (backup retention period 0).";
  const existing = instance.ReadReplicaDBClusterIdentifiers?.[0];
  return existing ? `The DB instance has an Aurora read replica already: ${existing}.` : undefined;
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

const definitions: readonly Definition[] = [
  {
    id: "create-aurora-replica",
    text: "Create Aurora read replica",
    applies: (_, row) => row.instance?.Engine === "postgres",
    whyNot: (_, row) => whyNotCreateReplica(row.instance!),
  },
  {
    id: "create-reader",
    text: "Add reader",
    applies: (_, row) => row.cluster !== undefined,
    whyNot: (_, row) => notAvailable("DB cluster", row.cluster!.Status),
  },
  {
    id: "promote",
    text: "Promote read replica",
    applies: (_, row) => Boolean(row.cluster?.ReplicationSourceIdentifier),
    whyNot: (known, row) => whyNotPromoteCluster(known, row.cluster!),
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

