// The replication slots of an instance: CloudWatch lists them by the dimension of their metrics.
import { paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import { useQuery } from "@tanstack/react-query";
import { cloudwatch } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

const none: string[] = [];

async function listSlots(instance: string): Promise<string[]> {
  const asked = { Namespace: "Borealis", MetricName: "SlotActive", Dimensions: [{ Name: "DBInstanceIdentifier", Value: instance }] };
  const names: string[] = [];
  for await (const page of paginateListMetrics({ client: cloudwatch() }, asked))
    for (const { Dimensions = [] } of page.Metrics ?? []) names.push(Dimensions.find(({ Name }) => Name === "SlotName")?.Value ?? "");
  return names.filter(Boolean).sort();
}

/** Their names, those of slots that are gone since a short time among them. */
export function useSlotNames(instance: string | undefined): readonly string[] {
  const where = useStore(scope);
  const { data = none } = useQuery({
    queryKey: ["slots", where.account, where.region, instance],
    queryFn: () => listSlots(instance!),
    refetchInterval: 5000,
    enabled: instance !== undefined,
  });
  return data;
}
