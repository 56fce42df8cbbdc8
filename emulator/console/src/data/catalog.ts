// What can be chosen when a database is created: versions, instance classes, subnet groups.
import {
  DescribeDBEngineVersionsCommand, paginateDescribeDBSubnetGroups, paginateDescribeOrderableDBInstanceOptions,
} from "@aws-sdk/client-rds";
import { useQuery } from "@tanstack/react-query";
import { rds } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

export type Engine = "postgres" | "aurora-postgresql";

const key = (what: string, ...more: string[]) => [what, scope.get().account, scope.get().region, ...more];

/** Ascending, as the API lists them. */
export function useEngineVersions(engine: Engine): readonly string[] | undefined {
  useStore(scope);
  const { data } = useQuery({
    queryKey: key("versions", engine),
    queryFn: async () => {
      const { DBEngineVersions = [] } = await rds().send(new DescribeDBEngineVersionsCommand({ Engine: engine }));
      return DBEngineVersions.map((version) => version.EngineVersion ?? "");
    },
  });
  return data;
}

export function useInstanceClasses(engine: Engine, version: string | undefined): readonly string[] | undefined {
  useStore(scope);
  const { data } = useQuery({
    queryKey: key("classes", engine, version ?? ""),
    enabled: Boolean(version),
    queryFn: async () => {
      const found = new Set<string>();
      for await (const page of paginateDescribeOrderableDBInstanceOptions({ client: rds() }, { Engine: engine, EngineVersion: version }))
        page.OrderableDBInstanceOptions?.forEach((option) => found.add(option.DBInstanceClass ?? ""));
      return [...found];
    },
  });
  return data;
}

export function useSubnetGroups(): readonly string[] | undefined {
  useStore(scope);
  const { data } = useQuery({
    queryKey: key("subnet-groups"),
    queryFn: async () => {
      const found: string[] = [];
      for await (const page of paginateDescribeDBSubnetGroups({ client: rds() }, {}))
        found.push(...(page.DBSubnetGroups ?? []).map((group) => group.DBSubnetGroupName ?? ""));
      return found;
    },
  });
  return data;
}
