// Events as a table: when, what.
import type { Event } from "@aws-sdk/client-rds";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Table from "@cloudscape-design/components/table";
import { useEvents, type EventSource } from "../data/events";
import { formatTime } from "./format";

const most = 12;

export function EventList({ source, title = "Recent events" }: { source: EventSource; title?: string }) {
  const { events, isPending } = useEvents(source);
  return (
    <Table<Event>
      variant="container"
      header={<Header variant="h2" counter={`(${events.length})`}>{title}</Header>}
      items={events.slice(0, most)}
      loading={isPending}
      loadingText="Loading events"
      wrapLines
      ariaLabels={{ tableLabel: title }}
      empty={<Box color="text-body-secondary">No events in the last 14 days.</Box>}
      columnDefinitions={[
        { id: "time", header: "Time", cell: (event) => formatTime(event.Date), width: 210 },
        { id: "message", header: "Event", cell: (event) => event.Message, isRowHeader: true },
      ]}
    />
  );
}
