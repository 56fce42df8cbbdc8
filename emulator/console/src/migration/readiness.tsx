// What stands between the replica and its promotion.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Series } from "../data/metrics";
import { formatBytes, formatSeconds } from "../shared/format";
import { formatPrecise, preciseMetrics } from "./precise_metrics";

interface Check {
  good: boolean;
  yes: string;
  no: string;
  /** The API refuses while it is not so; otherwise it is only unwise. */
  required: boolean;
}

interface Properties {
  cluster: DBCluster;
  primary: DBInstance | undefined;
  lag: number | undefined;
  bytes: number | undefined;
  precise: readonly Series[];
}

function checks({ cluster, primary, lag, bytes }: Properties): Check[] {
  return [
    { required: true, good: cluster.Status === "available", yes: "The DB cluster is available", no: `The DB cluster is ${cluster.Status}` },
    {
      required: true,
      good: primary?.DBInstanceStatus === "available",
      yes: "The primary instance is available",
      no: primary ? `The primary instance is ${primary.DBInstanceStatus}` : "The DB cluster has no primary instance",
    },
    {
      required: false,
      good: lag === 0,
      yes: "The replica lag is 0",
      no: lag === undefined ? "The replica lag is not known" : `The replica lag is ${formatSeconds(lag)}: stop the writes and wait`,
    },
    {
      required: false,
      good: bytes === 0,
      yes: "The source's replication slot holds no WAL back",
      no: bytes === undefined ? "The replication slot is not measured yet" : `The source's replication slot holds ${formatBytes(bytes)} of WAL back`,
    },
  ];
}

export function Readiness(properties: Properties) {
  return (
    <Container header={<Header variant="h2" description="Stop the transactions that write to the source, then wait for a lag of 0.">Before you promote</Header>}>
      <SpaceBetween size="m">
        <ul className="checks">
          {checks(properties).map(({ good, yes, no, required }) => (
            <li key={yes}>
              <StatusIndicator type={good ? "success" : required ? "error" : "pending"}>{good ? yes : no}</StatusIndicator>
            </li>
          ))}
        </ul>
        {properties.precise.some((series) => series.length > 0) && (
          <>
            <Box variant="h4">Measured by the millisecond (namespace Borealis)</Box>
            <KeyValuePairs
              columns={3}
              items={preciseMetrics.map((name, i) => ({ label: name, value: formatPrecise(properties.precise[i]) }))}
            />
          </>
        )}
      </SpaceBetween>
    </Container>
  );
}
