// One database: summary, and the tabs of AWS's console.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import Tabs from "@cloudscape-design/components/tabs";
import { databaseRoute, navigate, routeTo } from "../app/route";
import { ActionsMenu } from "../databases/actions_menu";
import { emptyInventory, type Inventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useLags } from "../data/lag";
import { lastValue } from "../data/metrics";
import { clusterKey, databaseRows, instanceKey, type Row } from "../data/tree";
import { formatSeconds } from "../shared/format";
import { Sparkline } from "../shared/sparkline";
import { Status } from "../shared/status";
import { Configuration } from "./configuration";
import { Connectivity } from "./connectivity";
import { LogsAndEvents } from "./logs_and_events";
import { Monitoring } from "./monitoring";
import { Tags } from "./tags";

function Summary({ row, known }: { row: Row; known: Inventory }) {
  const series = useLags(known).get(row.instance?.DBInstanceIdentifier ?? "");
  const lag = lastValue(series);
  return (
    <Container header={<Header variant="h2">Summary</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: "DB identifier", value: row.id },
          { label: "Status", value: <Status status={row.status} percent={row.instance ? undefined : row.cluster?.PercentProgress} /> },
          { label: "Role", value: row.role },
          { label: "Engine", value: `${row.engine} ${row.version}` },
          { label: row.instance ? "Class" : "Size", value: row.size },
          { label: "Region & AZ", value: row.zone || "-" },
          {
            label: "Replica lag",
            value: series && lag !== undefined ? <span className="lag">{formatSeconds(lag)} <Sparkline series={series} /></span> : "-",
          },
        ]}
      />
    </Container>
  );
}

function Database({ row, known, tab }: { row: Row; known: Inventory; tab: string | undefined }) {
  const isCluster = !row.instance;
  const arn = (isCluster ? row.cluster?.DBClusterArn : row.instance?.DBInstanceArn) ?? "";
  const migration = row.cluster?.ReplicationSourceIdentifier ? row.cluster.DBClusterIdentifier : row.instance?.ReadReplicaDBClusterIdentifiers?.[0];
  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {migration && <Button onClick={() => navigate(routeTo("migration", { id: migration }))}>View migration</Button>}
              <ActionsMenu known={known} row={row} />
            </SpaceBetween>
          }
        >
          {row.id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Summary row={row} known={known} />
        <Tabs
          ariaLabel="Details"
          activeTabId={tab ?? "connectivity"}
          onChange={({ detail }) => navigate(databaseRoute(row.id, isCluster, detail.activeTabId))}
          tabs={[
            { id: "connectivity", label: "Connectivity & security", content: <Connectivity row={row} /> },
            { id: "monitoring", label: "Monitoring", content: <Monitoring row={row} /> },
            { id: "logs", label: "Logs & events", content: <LogsAndEvents row={row} /> },
            { id: "configuration", label: "Configuration", content: <Configuration row={row} /> },
            { id: "tags", label: "Tags", content: <Tags key={arn} arn={arn} /> },
          ]}
        />
      </SpaceBetween>
    </ContentLayout>
  );
}

export default function DatabasePage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const isCluster = parameters["is-cluster"] === "true";
  const key = isCluster ? clusterKey(parameters.id) : instanceKey(parameters.id);
  const row = databaseRows(data).find((candidate) => candidate.key === key);
  if (isPending) return <Spinner />;
  if (!row) {
    const kind = isCluster ? "DBCluster" : "DBInstance";
    return <Alert type="error" header={isCluster ? "DBClusterNotFoundFault" : "DBInstanceNotFound"}>{`${kind} ${parameters.id} not found.`}</Alert>;
  }
  return <Database row={row} known={data} tab={parameters.tab} />;
}
