// The columns of the table of databases.
import Link from "@cloudscape-design/components/link";
import type { TableProps } from "@cloudscape-design/components/table";
import { databaseRoute, routeTo } from "../app/route";
import { writerOf } from "../data/inventory";
import type { Lags } from "../data/lag";
import { lastValue } from "../data/metrics";
import type { Row } from "../data/tree";
import { formatSeconds, formatTime } from "../shared/format";
import { Sparkline } from "../shared/sparkline";
import { Status } from "../shared/status";

export const columnChoices = [
  { id: "id", label: "DB identifier", alwaysVisible: true },
  { id: "status", label: "Status" },
  { id: "role", label: "Role" },
  { id: "engine", label: "Engine" },
  { id: "version", label: "Engine version" },
  { id: "zone", label: "Region & AZ" },
  { id: "size", label: "Size" },
  { id: "lag", label: "Replica lag" },
  { id: "endpoint", label: "Endpoint" },
  { id: "created", label: "Created" },
];

const createdAt = (row: Row) => row.instance?.InstanceCreateTime ?? (row.instance ? undefined : row.cluster?.ClusterCreateTime);

function endpointOf({ instance, cluster }: Row): string {
  if (instance) return instance.Endpoint ? `${instance.Endpoint.Address}:${instance.Endpoint.Port}` : "-";
  return cluster?.Endpoint ? `${cluster.Endpoint}:${cluster.Port}` : "-";
}

/** A replica cluster's lag is its primary's, and leads to the migration. */
function Lag({ row, lags }: { row: Row; lags: Lags }) {
  const isReplicaCluster = !row.instance && row.cluster?.ReplicationSourceIdentifier;
  const measured = lags.get((isReplicaCluster ? writerOf(row.cluster!) : row.instance?.DBInstanceIdentifier) ?? "");
  if (isReplicaCluster) {
    const last = lastValue(measured);
    return <Link href={routeTo("migration", { id: row.id })}>{last === undefined ? "Migration" : `Migration: ${formatSeconds(last)}`}</Link>;
  }
  const last = lastValue(measured);
  if (!measured || last === undefined) return <>-</>;
  return (
    <span className="lag">
      <span className="lag-value">{formatSeconds(last)}</span>
      <Sparkline series={measured} />
    </span>
  );
}

export function databaseColumns(lags: Lags): TableProps.ColumnDefinition<Row>[] {
  const percentOf = (row: Row) => (row.instance ? undefined : row.cluster?.PercentProgress);
  const cells: Record<string, Omit<TableProps.ColumnDefinition<Row>, "id" | "header">> = {
    id: {
      cell: (row) => <Link href={databaseRoute(row.id, !row.instance)}>{row.id}</Link>,
      sortingField: "id",
      isRowHeader: true,
      minWidth: 260,
    },
    status: { cell: (row) => <Status status={row.status} percent={percentOf(row)} />, sortingField: "status", minWidth: 150 },
    role: { cell: (row) => row.role, sortingField: "role", minWidth: 140 },
    engine: { cell: (row) => row.engine, sortingField: "engine", minWidth: 150 },
    version: { cell: (row) => row.version, sortingField: "version", minWidth: 120 },
    zone: { cell: (row) => row.zone || "-", sortingField: "zone", minWidth: 120 },
    size: { cell: (row) => row.size, sortingField: "size", minWidth: 130 },
    lag: { cell: (row) => <Lag row={row} lags={lags} />, minWidth: 190 },
    endpoint: { cell: endpointOf, minWidth: 180 },
    created: { cell: (row) => formatTime(createdAt(row)), minWidth: 190 },
  };
  return columnChoices.map(({ id, label }) => ({ id, header: label, ...cells[id]! }));
}
