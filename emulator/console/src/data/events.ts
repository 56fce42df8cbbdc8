// Events of RDS, newest first.
import { paginateDescribeEvents, type Event, type SourceType } from "@aws-sdk/client-rds";
import { useQuery } from "@tanstack/react-query";
import { rds } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

export interface EventSource {
  type: SourceType;
  id: string;
}

const fourteenDays = 14 * 24 * 60; // minutes: as long as RDS keeps events
const nothing: Event[] = [];

async function fetchEvents(source: EventSource | undefined): Promise<Event[]> {
  const found: Event[] = [];
  const of = { SourceType: source?.type, SourceIdentifier: source?.id, Duration: fourteenDays };
  for await (const page of paginateDescribeEvents({ client: rds() }, of)) found.push(...(page.Events ?? []));
  return found.reverse();
}

/** Of one source, or of all. */
export function useEvents(source?: EventSource) {
  const where = useStore(scope);
  const { data = nothing, error, isPending } = useQuery({
    queryKey: ["events", where.account, where.region, source],
    queryFn: () => fetchEvents(source),
    refetchInterval: 3000,
  });
  return { events: data, error, isPending };
}
