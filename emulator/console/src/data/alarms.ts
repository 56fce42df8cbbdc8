// CloudWatch alarms and their states.
import { paginateDescribeAlarms, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { useQuery } from "@tanstack/react-query";
import { cloudwatch } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

const nothing: MetricAlarm[] = [];

async function fetchAlarms(): Promise<MetricAlarm[]> {
  const found: MetricAlarm[] = [];
  for await (const page of paginateDescribeAlarms({ client: cloudwatch() }, { AlarmTypes: ["MetricAlarm"] }))
    found.push(...(page.MetricAlarms ?? []));
  return found;
}

export function useAlarms() {
  const where = useStore(scope);
  const { data = nothing, error, isPending } = useQuery({
    queryKey: ["alarms", where.account, where.region],
    queryFn: fetchAlarms,
    refetchInterval: 5000,
  });
  return { alarms: data, error, isPending };
}
