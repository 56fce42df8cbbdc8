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
  { id: "lag", label: "Replica lag" },
  { id: "engine", label: "Engine" },
  { id: "version", label: "Engine version" },
  { id: "zone", label: "Region & AZ" },
  { id: "size", label: "Size" },
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
      width: 230, minWidth: 180,
    },
    status: { cell: (row) => <Status status={row.status} percent={percentOf(row)} />, sortingField: "status", width: 130 },
    role: { cell: (row) => row.role, sortingField: "role", width: 160 },
    engine: { cell: (row) => row.engine, sortingField: "engine", width: 160 },
    version: { cell: (row) => row.version, sortingField: "version", width: 130 },
    zone: { cell: (row) => row.zone || "-", sortingField: "zone", width: 115 },
    size: { cell: (row) => row.size, sortingField: "size", width: 125 },
    lag: { cell: (row) => <Lag row={row} lags={lags} />, width: 200 },
    endpoint: { cell: endpointOf, width: 180 },
    created: { cell: (row) => formatTime(createdAt(row)), width: 200 },
  };
  return columnChoices.map(({ id, label }) => ({ id, header: label, ...cells[id]! }));
}
