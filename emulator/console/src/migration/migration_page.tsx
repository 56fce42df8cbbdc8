// The migration of one replica cluster: both sides, the link, the steps, the metrics of AWS's page, and Promote.
import type { DBCluster } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Spinner from "@cloudscape-design/components/spinner";
import StepsList from "@cloudscape-design/components/steps";
import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import { Suspense, useEffect, useMemo, useState } from "react";
import { navigate, routeTo } from "../app/route";
import { whyNotPromoteCluster } from "../data/actions";
import { emptyInventory, findCluster, findInstance, nameInArn, writerOf, type Inventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { currentValue, ofInstance, useMetrics, type Window } from "../data/metrics";
import { EventList } from "../shared/event_list";
import { lazyPart } from "../shared/lazy_part";
import { MetricChart, type Unit } from "../shared/metric_chart";
import { Flow } from "./flow";
import { Positions } from "./positions";
import { preciseMetrics } from "./precise_metrics";
import { linkState, migrationSteps, type Observed, type StepState } from "./progress";
import { Readiness } from "./readiness";
import { rememberedSource, rememberSource } from "./remembered_source";

const PromoteDialog = lazyPart(() => import("../databases/promote_dialog"));

const fiveMinutes: Window = { seconds: 300, period: 1, statistic: "Maximum" };
const every = 2000;

/** Source: "Prepare to migrate data from Amazon RDS PostgreSQL to Aurora PostgreSQL", the four metrics to watch. */
const pageMetrics: readonly { name: string; unit: Unit; ofSource: boolean }[] = [
  { name: "RDSToAuroraPostgreSQLReplicaLag", unit: "Seconds", ofSource: false },
  { name: "OldestReplicationSlotLag", unit: "Bytes", ofSource: true },
  { name: "TransactionLogsDiskUsage", unit: "Bytes", ofSource: true },
  { name: "FreeStorageSpace", unit: "Bytes", ofSource: true },
];

const indicators: Record<StepState, StatusIndicatorProps.Type> = { waiting: "pending", running: "in-progress", done: "success", failed: "error" };

function useSourceId(cluster: DBCluster): string | undefined {
  const linked = cluster.ReplicationSourceIdentifier;
  const arn = cluster.DBClusterArn ?? "";
  useEffect(() => {
    if (linked) rememberSource(arn, linked);
  }, [arn, linked]);
  return nameInArn(linked ?? rememberedSource(arn));
}

function useMigrationMetrics(sourceId: string | undefined, primaryId: string | undefined) {
  const metrics = useMemo(
    () => [
      ...pageMetrics.map(({ name, ofSource }) => ofInstance((ofSource ? sourceId : primaryId) ?? "-", name)),
      ...preciseMetrics.map((name) => ofInstance(primaryId ?? "-", name, "Borealis")),
    ],
    [sourceId, primaryId],
  );
  const series = useMetrics(metrics, fiveMinutes, every);
  return { page: pageMetrics.map((_, i) => series[i] ?? []), precise: series.slice(pageMetrics.length) };
}

function Migration({ cluster, known }: { cluster: DBCluster; known: Inventory }) {
  const [promoting, setPromoting] = useState(false);
  const id = cluster.DBClusterIdentifier!;
  const sourceId = useSourceId(cluster);
  const primary = findInstance(known, writerOf(cluster));
  const { page, precise } = useMigrationMetrics(sourceId, primary?.DBInstanceIdentifier);
  const seen: Observed = { cluster, primary, lag: currentValue(page[0]) };
  const bytes = currentValue(page[1]);
  const isReplica = Boolean(cluster.ReplicationSourceIdentifier);
  const whyNot = isReplica ? whyNotPromoteCluster(known, cluster) : "It is a stand-alone DB cluster already.";

  return (
    <ContentLayout
      header={
        <Header
          variant="h1"
          description="Migration of an RDS for PostgreSQL DB instance to Aurora PostgreSQL"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {!primary && isReplica && <Button onClick={() => navigate(routeTo("create-reader", { id }))}>Add primary instance</Button>}
              <Button variant="primary" disabled={Boolean(whyNot)} disabledReason={whyNot} onClick={() => setPromoting(true)}>
                Promote read replica
              </Button>
            </SpaceBetween>
          }
        >
          {id}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Container>
          <SpaceBetween size="l">
            <Flow source={findInstance(known, sourceId)} sourceId={sourceId} cluster={cluster} primary={primary} state={linkState(seen)} lag={seen.lag} bytes={bytes} />
            <StepsList
              orientation="horizontal"
              ariaLabel="Steps of the migration"
              steps={migrationSteps(seen).map(({ name, state, detail }) => ({
                status: indicators[state],
                statusIconAriaLabel: state,
                header: name,
                details: detail,
              }))}
            />
          </SpaceBetween>
        </Container>
        <Container header={<Header variant="h2" description="The last five minutes, a value a second">CloudWatch metrics</Header>}>
          <Grid gridDefinition={pageMetrics.map(() => ({ colspan: { default: 12, xs: 6 } }))}>
            {pageMetrics.map(({ name, unit, ofSource }, i) => (
              <MetricChart key={name} name={name} where={(ofSource ? sourceId : primary?.DBInstanceIdentifier) ?? "-"} series={page[i]!} unit={unit} over={fiveMinutes} />
            ))}
          </Grid>
        </Container>
        {isReplica && <Positions source={sourceId} target={primary?.DBInstanceIdentifier} />}
        <Grid gridDefinition={[{ colspan: { default: 12, s: 6 } }, { colspan: { default: 12, s: 6 } }]}>
          {isReplica ? (
            <Readiness cluster={cluster} primary={primary} lag={seen.lag} bytes={bytes} precise={precise} />
          ) : (
            <Alert type="success" header="Promoted">
              {id} is a stand-alone DB cluster and takes writes. Direct your applications to its endpoint {cluster.Endpoint}:{cluster.Port}.
              The source is unlinked: you can delete it.
            </Alert>
          )}
          <EventList source={{ type: "db-cluster", id }} />
        </Grid>
      </SpaceBetween>
      {promoting && (
        <Suspense>
          <PromoteDialog row={{ id, cluster }} onClose={() => setPromoting(false)} />
        </Suspense>
      )}
    </ContentLayout>
  );
}

export default function MigrationPage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const cluster = findCluster(data, parameters.id);
  if (isPending) return <Spinner />;
  if (!cluster) return <Alert type="error" header="DBClusterNotFoundFault">DBCluster {parameters.id} not found.</Alert>;
  return <Migration cluster={cluster} known={data} />;
}
