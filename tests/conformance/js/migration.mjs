// The documented migration with the AWS SDK for JavaScript: answers, waiters, paginators, modelled errors.
import assert from "node:assert/strict";
import test from "node:test";
import {
  DBInstanceNotFoundFault, DeleteDBClusterCommand, DeleteDBInstanceCommand, DescribeDBClustersCommand, DescribeDBInstancesCommand,
  DescribeEventsCommand, InvalidDBClusterStateFault, PromoteReadReplicaDBClusterCommand, paginateDescribeDBInstances,
  waitUntilDBClusterAvailable, waitUntilDBClusterDeleted, waitUntilDBInstanceDeleted,
} from "@aws-sdk/client-rds";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createReplica, createSource, quick, rds } from "./steps.mjs";

test("migration", async () => {
  const identity = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  assert.equal(identity.Account, process.env.AWS_ACCESS_KEY_ID);

  const source = await createSource("js-source");
  assert.equal(source.DBInstanceStatus, "available");
  assert.ok(source.InstanceCreateTime instanceof Date);
  assert.equal(typeof source.Endpoint.Port, "number");
  assert.deepEqual(source.ReadReplicaDBInstanceIdentifiers ?? [], []);

  await createReplica(source, "js-replica");
  const describe = async () => (await rds.send(new DescribeDBClustersCommand({ DBClusterIdentifier: "js-replica" }))).DBClusters[0];
  let cluster = await describe();
  assert.equal(cluster.ReplicationSourceIdentifier, source.DBInstanceArn);
  assert.deepEqual(cluster.DBClusterMembers.map((m) => [m.DBInstanceIdentifier, m.IsClusterWriter]), [["js-replica-1", true]]);

  await assert.rejects(
    rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "js-replica-1" })),
    (error) => error instanceof InvalidDBClusterStateFault && error.$metadata.httpStatusCode === 400,
  );

  await rds.send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: "js-replica" }));
  await waitUntilDBClusterAvailable(quick, { DBClusterIdentifier: "js-replica" });
  cluster = await describe();
  assert.equal(cluster.ReplicationSourceIdentifier, undefined);
  const events = await rds.send(new DescribeEventsCommand({ SourceType: "db-cluster", SourceIdentifier: "js-replica" }));
  assert.ok(events.Events.some((e) => e.Message.includes("Promoted Read Replica cluster to a stand-alone database cluster")));

  const names = [];
  for await (const page of paginateDescribeDBInstances({ client: rds, pageSize: 20 }, {}))
    names.push(...page.DBInstances.map((instance) => instance.DBInstanceIdentifier));
  assert.deepEqual(names.filter((name) => name.startsWith("js-replica") || name === "js-source"), ["js-replica-1", "js-source"]);

  await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "js-source", SkipFinalSnapshot: true }));
  await rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: "js-replica-1" }));
  await rds.send(new DeleteDBClusterCommand({ DBClusterIdentifier: "js-replica", SkipFinalSnapshot: true }));
  await waitUntilDBInstanceDeleted(quick, { DBInstanceIdentifier: "js-source" });
  await waitUntilDBClusterDeleted(quick, { DBClusterIdentifier: "js-replica" });
  await assert.rejects(
    rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier: "js-source" })),
    (error) => error instanceof DBInstanceNotFoundFault && error.$metadata.httpStatusCode === 404,
  );
});
