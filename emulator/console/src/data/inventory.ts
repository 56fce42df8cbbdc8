// What an account has in a region, and finding one's way in it.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";

export interface Inventory {
  clusters: readonly DBCluster[];
  instances: readonly DBInstance[];
}

export const emptyInventory: Inventory = { clusters: [], instances: [] };

export const findCluster = (known: Inventory, id: string | undefined): DBCluster | undefined =>
  known.clusters.find((cluster) => cluster.DBClusterIdentifier === id);

export const findInstance = (known: Inventory, id: string | undefined): DBInstance | undefined =>
  known.instances.find((instance) => instance.DBInstanceIdentifier === id);

export const membersOf = (known: Inventory, cluster: DBCluster): readonly DBInstance[] =>
  known.instances.filter((instance) => instance.DBClusterIdentifier === cluster.DBClusterIdentifier);

export const writerOf = (cluster: DBCluster): string | undefined =>
  cluster.DBClusterMembers?.find((member) => member.IsClusterWriter)?.DBInstanceIdentifier;

/** The identifier that ends the ARN of a DB instance. */
export const nameInArn = (arn: string | undefined): string | undefined => arn?.split(":").at(-1);
