// How far both sides are in the write-ahead log, and the source's replication slots, which keep that log for replicas.
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useMemo } from "react";
import { currentValue, ofInstance, useMetrics, type Metric, type Series, type Window } from "../data/metrics";
import { formatBytes } from "../shared/format";
import { bytesBetween, formatLsn } from "./lsn";
import { useSlotNames } from "./slots";

interface Slot {
  name: string;
  active: boolean;
  lag: number | undefined;
}

const lastMinute: Window = { seconds: 60, period: 1, statistic: "Maximum" };
const every = 2000;
const positionCount = 3;

const columns: TableProps.ColumnDefinition<Slot>[] = [
  { id: "name", header: "Replication slot", cell: ({ name }) => name, isRowHeader: true },
  { id: "lag", header: "WAL held back", cell: ({ lag }) => (lag === undefined ? "-" : formatBytes(lag)) },
  {
    id: "active",
    header: "Activity",
    cell: ({ active }) => <StatusIndicator type={active ? "success" : "stopped"}>{active ? "Active" : "Inactive"}</StatusIndicator>,
  },
];

const ofSlot = (instance: string, slot: string, name: string): Metric => {
  const metric = ofInstance(instance, name, "Borealis");
  return { ...metric, dimensions: [...metric.dimensions, { Name: "SlotName", Value: slot }] };
};

function usePositions(source: string | undefined, target: string | undefined) {
  const names = useSlotNames(source);
  const metrics = useMemo(
    () => [
      ofInstance(source ?? "-", "FlushPosition", "Borealis"),
      ofInstance(target ?? "-", "FlushPosition", "Borealis"),
      ofInstance(target ?? "-", "ReplayPosition", "Borealis"),
      ...names.flatMap((name) => [ofSlot(source ?? "-", name, "SlotActive"), ofSlot(source ?? "-", name, "SlotLag")]),
    ],
    [source, target, names],
  );
  const series = useMetrics(metrics, lastMinute, every);
  const slots = names.flatMap((name, i): Slot[] => {
    const [active, lag] = [0, 1].map((which) => currentValue(series[positionCount + 2 * i + which]));
    return active === undefined ? [] : [{ name, active: active > 0, lag }]; // one that is gone has no values any more
  });
  const [flushed, received, replayed] = [0, 1, 2].map((which) => series[which] ?? []) as [Series, Series, Series];
  return { flushed, received, replayed, slots };
}

function lsnOf(series: Series): string {
  const position = currentValue(series);
  return position === undefined ? "-" : formatLsn(position);
}

export function Positions({ source, target }: { source: string | undefined; target: string | undefined }) {
  const { flushed, received, replayed, slots } = usePositions(source, target);
  const between = currentValue(replayed) === undefined ? undefined : bytesBetween(flushed, replayed);
  return (
    <Container header={<Header variant="h2" description="Positions in the write-ahead log (namespace Borealis)">Slots and LSNs</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Source flushed", value: <span data-lsn="flushed">{lsnOf(flushed)}</span> },
            { label: "Target received", value: <span data-lsn="received">{lsnOf(received)}</span> },
            { label: "Target replayed", value: <span data-lsn="replayed">{lsnOf(replayed)}</span> },
            { label: "Between source and target", value: <span data-lsn="between">{between === undefined ? "-" : formatBytes(between)}</span> },
          ]}
        />
        <Table<Slot>
          variant="embedded"
          items={slots}
          trackBy="name"
          wrapLines
          ariaLabels={{ tableLabel: "Replication slots of the source" }}
          columnDefinitions={columns}
          empty={<Box color="text-body-secondary">The source has no replication slot.</Box>}
        />
      </SpaceBetween>
    </Container>
  );
}
