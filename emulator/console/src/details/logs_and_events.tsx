// The tab "Logs & events": what PostgreSQL writes, where the row is an instance, and what RDS does.
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Row } from "../data/tree";
import { EventList } from "../shared/event_list";
import { LogFiles } from "./log_files";

export function LogsAndEvents({ row }: { row: Row }) {
  return (
    <SpaceBetween size="l">
      <EventList source={{ type: row.instance ? "db-instance" : "db-cluster", id: row.id }} />
      {row.instance && <LogFiles key={row.id} instance={row.id} />}
    </SpaceBetween>
  );
}
