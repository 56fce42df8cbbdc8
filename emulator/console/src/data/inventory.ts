// The account's clusters and instances in a region, kept up to date.
import { paginateDescribeDBClusters, paginateDescribeDBInstances, type DBCluster, type DBInstance } from "@aws-sdk/client-rds";
import { useQuery } from "@tanstack/react-query";
import { rds } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";
import { queryClient } from "./query_client";

export interface Inventory {
  clusters: readonly DBCluster[];
  instances: readonly DBInstance[];
}

export const emptyInventory: Inventory = { clusters: [], instances: [] };

async function fetchInventory(): Promise<Inventory> {
  const clusters: DBCluster[] = [];
  const instances: DBInstance[] = [];
  const readClusters = async () => {
    for await (const page of paginateDescribeDBClusters({ client: rds() }, {})) clusters.push(...(page.DBClusters ?? []));
  };
  const readInstances = async () => {
    for await (const page of paginateDescribeDBInstances({ client: rds() }, {})) instances.push(...(page.DBInstances ?? []));
  };
  await Promise.all([readClusters(), readInstances()]);
  return { clusters, instances };
}

/** Often while something is on its way, else every few seconds. */
function pollingPace(known: Inventory | undefined): number {
  const statuses = [...(known?.clusters ?? []).map((c) => c.Status), ...(known?.instances ?? []).map((i) => i.DBInstanceStatus)];
  return statuses.some((status) => status !== "available") ? 1000 : 3000;
}

export function useInventory() {
  const where = useStore(scope);
  return useQuery({
    queryKey: ["inventory", where.account, where.region],
    queryFn: fetchInventory,
    refetchInterval: ({ state }) => pollingPace(state.data),
  });
}

/** After a change: what it did is to be seen at once. */
export const refreshInventory = (): Promise<void> => queryClient.invalidateQueries();

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
