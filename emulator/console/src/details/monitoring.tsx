// Monitoring: every metric that CloudWatch has of the database, with range and statistic of one's choice.
import { paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Grid from "@cloudscape-design/components/grid";
import Header from "@cloudscape-design/components/header";
import Select from "@cloudscape-design/components/select";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { cloudwatch } from "../aws/clients";
import { scope } from "../aws/scope";
import { useMetrics, type Metric, type Window } from "../data/metrics";
import type { Row } from "../data/tree";
import { ErrorAlert } from "../shared/error_alert";
import { MetricChart } from "../shared/metric_chart";
import { useStore } from "../shared/store";
import { unitOf } from "./metric_units";

const namespaces = ["AWS/RDS", "Borealis"];

const ranges = [
  { value: "300", label: "5 minutes", period: 1 },
  { value: "900", label: "15 minutes", period: 5 },
  { value: "3600", label: "1 hour", period: 10 },
  { value: "10800", label: "3 hours", period: 60 },
  { value: "86400", label: "1 day", period: 300 },
  { value: "604800", label: "1 week", period: 3600 },
];

const statistics = ["Average", "Minimum", "Maximum", "Sum", "SampleCount", "p50", "p90", "p99"].map((value) => ({ value, label: value }));

async function listMetrics(dimension: string, id: string): Promise<Metric[]> {
  const found: Metric[] = [];
  for (const namespace of namespaces) {
    const asked = { Namespace: namespace, Dimensions: [{ Name: dimension, Value: id }] };
    for await (const page of paginateListMetrics({ client: cloudwatch() }, asked))
      for (const { MetricName = "", Dimensions = [] } of page.Metrics ?? [])
        if (Dimensions.length === 1) found.push({ namespace, name: MetricName, dimensions: Dimensions });
  }
  return found.sort((a, b) => `${a.namespace} ${a.name}`.localeCompare(`${b.namespace} ${b.name}`));
}

function useMetricList(row: Row) {
  const where = useStore(scope);
  const dimension = row.instance ? "DBInstanceIdentifier" : "DBClusterIdentifier";
  return useQuery({
    queryKey: ["metric list", where.account, where.region, dimension, row.id],
    queryFn: () => listMetrics(dimension, row.id),
    refetchInterval: 10_000,
  });
}

export function Monitoring({ row }: { row: Row }) {
  const { data: metrics = [], error, isPending } = useMetricList(row);
  const [range, setRange] = useState(ranges[0]!);
  const [statistic, setStatistic] = useState(statistics[0]!);
  const over = useMemo<Window>(() => ({ seconds: Number(range.value), period: range.period, statistic: statistic.value }), [range, statistic]);
  const series = useMetrics(metrics, over, Math.max(2000, range.period * 1000));
  const choices = (
    <SpaceBetween direction="horizontal" size="s">
      <FormField label="Range">
        <Select options={ranges} selectedOption={range} onChange={({ detail }) => setRange(ranges.find(({ value }) => value === detail.selectedOption.value)!)} />
      </FormField>
      <FormField label="Statistic">
        <Select options={statistics} selectedOption={statistic} onChange={({ detail }) => setStatistic(statistics.find(({ value }) => value === detail.selectedOption.value)!)} />
      </FormField>
    </SpaceBetween>
  );
  return (
    <Container header={<Header variant="h2" counter={`(${metrics.length})`} actions={choices}>CloudWatch metrics</Header>}>
      <ErrorAlert failure={error} />
      {metrics.length === 0 && !isPending && <Box color="text-body-secondary">Nothing has been measured yet.</Box>}
      <Grid gridDefinition={metrics.map(() => ({ colspan: { default: 12, xs: 6, l: 4 } }))}>
        {metrics.map(({ name, namespace }, i) => (
          <MetricChart
            key={`${namespace} ${name}`}
            name={name}
            where={namespace}
            series={series[i] ?? []}
            unit={statistic.value === "SampleCount" ? "Count" : unitOf(name)}
            over={over}
            height={120}
          />
        ))}
      </Grid>
    </Container>
  );
}
