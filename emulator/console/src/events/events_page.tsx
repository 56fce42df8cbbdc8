// All events of the last 14 days.
import type { Event } from "@aws-sdk/client-rds";
import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import Pagination from "@cloudscape-design/components/pagination";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { databaseRoute } from "../app/route";
import { useEvents } from "../data/events";
import { ErrorAlert } from "../shared/error_alert";
import { formatTime } from "../shared/format";

const kinds: Record<string, string> = { "db-instance": "Instances", "db-cluster": "Clusters" };

function Source({ event }: { event: Event }) {
  const id = event.SourceIdentifier ?? "";
  const kind = event.SourceType ?? "";
  return kind in kinds ? <Link href={databaseRoute(id, kind === "db-cluster")}>{id}</Link> : <>{id}</>;
}

const columns: TableProps.ColumnDefinition<Event>[] = [
  { id: "source", header: "Identifier", cell: (event) => <Source event={event} />, sortingField: "SourceIdentifier", isRowHeader: true, width: 220 },
  { id: "type", header: "Type", cell: (event) => kinds[event.SourceType ?? ""] ?? event.SourceType, sortingField: "SourceType", width: 120 },
  { id: "time", header: "Time", cell: (event) => formatTime(event.Date), sortingField: "Date", width: 210 },
  { id: "message", header: "Message", cell: (event) => event.Message },
  { id: "categories", header: "Categories", cell: (event) => event.EventCategories?.join(", ") || "-", width: 150 },
];

export default function EventsPage() {
  const { events, error, isPending } = useEvents();
  const { items, collectionProps, filterProps, paginationProps } = useCollection(events, {
    filtering: {
      fields: ["SourceIdentifier", "SourceType", "Message"],
      empty: <Box textAlign="center">No events in the last 14 days.</Box>,
      noMatch: <Box textAlign="center">No event matches the filter.</Box>,
    },
    pagination: { pageSize: 25 },
    sorting: { defaultState: { sortingColumn: columns[2]!, isDescending: true } },
  });
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      items={items}
      loading={isPending}
      loadingText="Loading events"
      wrapLines
      columnDefinitions={columns}
      ariaLabels={{ tableLabel: "Events" }}
      header={<Header variant="awsui-h1-sticky" counter={`(${events.length})`}>Events</Header>}
      pagination={<Pagination {...paginationProps} />}
      filter={
        <>
          <ErrorAlert failure={error} />
          <TextFilter {...filterProps} filteringPlaceholder="Filter events" filteringAriaLabel="Filter events" />
        </>
      }
    />
  );
}
