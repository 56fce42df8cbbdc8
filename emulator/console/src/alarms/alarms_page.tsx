// The list of CloudWatch alarms.
import type { MetricAlarm } from "@aws-sdk/client-cloudwatch";
import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Header from "@cloudscape-design/components/header";
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { useAlarms } from "../data/alarms";
import { ErrorAlert } from "../shared/error_alert";
import { formatTime } from "../shared/format";

const states: Record<string, { type: StatusIndicatorProps.Type; text: string }> = {
  OK: { type: "success", text: "OK" },
  ALARM: { type: "warning", text: "In alarm" },
  INSUFFICIENT_DATA: { type: "pending", text: "Insufficient data" },
};

function AlarmState({ state = "" }: { state?: string }) {
  const { type, text } = states[state] ?? { type: "info", text: state };
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
}

const comparisons: Record<string, string> = {
  GreaterThanThreshold: ">",
  GreaterThanOrEqualToThreshold: ">=",
  LessThanThreshold: "<",
  LessThanOrEqualToThreshold: "<=",
};

/** "RDSToAuroraPostgreSQLReplicaLag > 10 for 2 datapoints within 2 minutes", as CloudWatch words it. */
function condition(alarm: MetricAlarm): string {
  const periods = alarm.EvaluationPeriods ?? 1;
  const seconds = periods * (alarm.Period ?? 60);
  const within = seconds % 60 ? `${seconds} seconds` : `${seconds / 60} ${seconds === 60 ? "minute" : "minutes"}`;
  const needed = alarm.DatapointsToAlarm ?? periods;
  const sign = comparisons[alarm.ComparisonOperator ?? ""] ?? alarm.ComparisonOperator;
  return `${alarm.MetricName ?? "Expression"} ${sign} ${alarm.Threshold ?? ""} for ${needed} ${needed === 1 ? "datapoint" : "datapoints"} within ${within}`;
}

const of = (alarm: MetricAlarm) => alarm.Dimensions?.map(({ Value }) => Value).join(", ") || "-";

const columns: TableProps.ColumnDefinition<MetricAlarm>[] = [
  { id: "name", header: "Name", cell: (alarm) => alarm.AlarmName, sortingField: "AlarmName", isRowHeader: true },
  { id: "state", header: "State", cell: (alarm) => <AlarmState state={alarm.StateValue} />, sortingField: "StateValue" },
  { id: "of", header: "Database", cell: of },
  { id: "condition", header: "Condition", cell: condition },
  { id: "updated", header: "Last state update", cell: (alarm) => formatTime(alarm.StateUpdatedTimestamp), sortingField: "StateUpdatedTimestamp" },
  { id: "actions", header: "Actions", cell: (alarm) => (alarm.ActionsEnabled ? "Enabled" : "Disabled") },
];

export default function AlarmsPage() {
  const { alarms, error, isPending } = useAlarms();
  const { items, collectionProps, filterProps } = useCollection(alarms, {
    filtering: {
      fields: ["AlarmName", "StateValue", "MetricName"],
      empty: <Box textAlign="center">No alarms. Make one with <code>aws cloudwatch put-metric-alarm</code>.</Box>,
      noMatch: <Box textAlign="center">No alarm matches the filter.</Box>,
    },
    sorting: { defaultState: { sortingColumn: columns[0]! } },
  });
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      items={items}
      trackBy="AlarmName"
      loading={isPending}
      loadingText="Loading alarms"
      wrapLines
      columnDefinitions={columns}
      ariaLabels={{ tableLabel: "Alarms" }}
      header={<Header variant="awsui-h1-sticky" counter={`(${alarms.length})`}>CloudWatch alarms</Header>}
      filter={
        <>
          <ErrorAlert failure={error} />
          <TextFilter {...filterProps} filteringPlaceholder="Filter alarms" filteringAriaLabel="Filter alarms" />
        </>
      }
    />
  );
}
