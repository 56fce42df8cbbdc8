// Which actions a database has, why not now, and where it stands in the tree.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import { expect, test } from "vitest";
import { actionsFor, type ActionId } from "./actions";
import { databaseRows } from "./tree";

const source: DBInstance = {
  DBInstanceIdentifier: "orders", DBInstanceStatus: "available", Engine: "postgres", BackupRetentionPeriod: 1, ReadReplicaDBClusterIdentifiers: ["replica"],
};
const cluster: DBCluster = {
  DBClusterIdentifier: "replica", Status: "available", Engine: "aurora-postgresql",
  ReplicationSourceIdentifier: "arn:aws:rds:us-east-1:123456789012:db:orders",
  DBClusterMembers: [{ DBInstanceIdentifier: "primary", IsClusterWriter: true }],
};
const primary: DBInstance = { DBInstanceIdentifier: "primary", DBClusterIdentifier: "replica", DBInstanceStatus: "available", Engine: "aurora-postgresql" };

function whyNot(known: { clusters: DBCluster[]; instances: DBInstance[] }, id: string, action: ActionId) {
  const row = databaseRows(known).find((candidate) => candidate.id === id)!;
  const found = actionsFor(known, row).find((candidate) => candidate.id === action);
  return found ? (found.whyNot ?? "possible") : "absent";
}

const pair = { clusters: [cluster], instances: [source, primary] };

test("the tree: a replica cluster is below its source, its primary below it", () => {
  const rows = databaseRows(pair);
  expect(rows.map(({ id, parent, role }) => [id, parent, role])).toEqual([
    ["replica", "instance:orders", "Replica cluster"],
    ["orders", null, "Primary"],
    ["primary", "cluster:replica", "Replica (primary)"],
  ]);
});

test("a pair that replicates", () => {
  expect(whyNot(pair, "orders", "create-aurora-replica")).toMatch(/has an Aurora read replica already: replica/);
  expect(whyNot(pair, "orders", "delete")).toMatch(/is the source of replica/);
  expect(whyNot(pair, "orders", "stop")).toMatch(/cannot be stopped/);
  expect(whyNot(pair, "primary", "delete")).toMatch(/last instance of an Aurora read replica/);
  expect(whyNot(pair, "replica", "delete")).toMatch(/Delete them first/);
  expect(whyNot(pair, "replica", "promote")).toBe("possible");
  expect(whyNot(pair, "primary", "promote")).toBe("possible");
  expect(whyNot(pair, "orders", "promote")).toBe("absent");
});

test("promotion waits for the primary", () => {
  expect(whyNot({ ...pair, instances: [source, { ...primary, DBInstanceStatus: "creating" }] }, "replica", "promote")).toBe("The primary instance is creating.");
  expect(whyNot({ clusters: [{ ...cluster, DBClusterMembers: [] }], instances: [source] }, "replica", "promote")).toMatch(/no primary instance/);
});

test("a stand-alone instance", () => {
  const alone = (changes: Partial<DBInstance>) => ({ clusters: [], instances: [{ ...source, ReadReplicaDBClusterIdentifiers: [], ...changes }] });
  expect(whyNot(alone({}), "orders", "create-aurora-replica")).toBe("possible");
  expect(whyNot(alone({ BackupRetentionPeriod: 0 }), "orders", "create-aurora-replica")).toMatch(/backups are off/);
  expect(whyNot(alone({ DeletionProtection: true }), "orders", "delete")).toMatch(/protection/);
  expect(whyNot(alone({ DBInstanceStatus: "stopped" }), "orders", "start")).toBe("possible");
  expect(whyNot(alone({}), "orders", "start")).toBe("absent");
  expect(whyNot(alone({}), "orders", "failover")).toBe("absent");
});
