// What both scripts need: a client of the emulator that the environment names, and waiting with the SDK's own waiters.
import { RDSClient, CreateDBInstanceCommand, CreateDBClusterCommand, waitUntilDBInstanceAvailable, waitUntilDBClusterAvailable } from "@aws-sdk/client-rds";

export const rds = new RDSClient({ maxAttempts: 1 });
export const quick = { client: rds, maxWaitTime: 60, minDelay: 1, maxDelay: 1 };

export async function createSource(name) {
  await rds.send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: name, Engine: "postgres", DBInstanceClass: "db.t3.micro", AllocatedStorage: 20,
    MasterUsername: "postgres", MasterUserPassword: "n0t-a-Secret-pw", DBName: "labdb",
  }));
  const { reason } = await waitUntilDBInstanceAvailable(quick, { DBInstanceIdentifier: name });
  return reason.DBInstances[0];
}

export async function createReplica(source, name) {
  await rds.send(new CreateDBClusterCommand({
    DBClusterIdentifier: name, Engine: "aurora-postgresql", EngineVersion: source.EngineVersion,
    ReplicationSourceIdentifier: source.DBInstanceArn,
  }));
  await waitUntilDBClusterAvailable(quick, { DBClusterIdentifier: name });
  await rds.send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: `${name}-1`, DBClusterIdentifier: name, DBInstanceClass: "db.r5.large", Engine: "aurora-postgresql",
  }));
  await waitUntilDBInstanceAvailable(quick, { DBInstanceIdentifier: `${name}-1` });
}
