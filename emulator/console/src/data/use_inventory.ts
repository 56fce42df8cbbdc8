// The account's clusters and instances in a region, kept up to date.
import { paginateDescribeDBClusters, paginateDescribeDBInstances, type DBCluster, type DBInstance } from "@aws-sdk/client-rds";
import { useQuery } from "@tanstack/react-query";
import { rds } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";
import type { Inventory } from "./inventory";
import { queryClient } from "./query_client";

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
