// Connectivity & security: endpoints, ready connection strings, network.
import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Row } from "../data/tree";
import { Copyable } from "../shared/copyable";
import { connectionStrings } from "./connection_strings";

interface Endpoint {
  name: string;
  host: string;
  port: number;
}

function endpointsOf({ instance, cluster }: Row): Endpoint[] {
  if (instance)
    return instance.Endpoint?.Address ? [{ name: "Endpoint", host: instance.Endpoint.Address, port: instance.Endpoint.Port ?? 0 }] : [];
  const port = cluster?.Port ?? 0;
  return [
    { name: "Writer endpoint", host: cluster?.Endpoint ?? "", port },
    { name: "Reader endpoint", host: cluster?.ReaderEndpoint ?? "", port },
  ].filter(({ host }) => host);
}

function EndpointBox({ endpoint, user, database }: { endpoint: Endpoint; user: string; database: string }) {
  const { name, host, port } = endpoint;
  return (
    <Container header={<Header variant="h2">{name}</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs columns={4} items={[
          { label: "Host", value: <Copyable name={`${name}: host`} text={host} /> },
          { label: "Port", value: <Copyable name={`${name}: port`} text={String(port)} /> },
          { label: "User", value: user },
          { label: "Database", value: database },
        ]} />
        <KeyValuePairs items={connectionStrings({ host, port, user, database }).map((string) => ({
          label: string.name,
          value: <Box variant="code"><Copyable name={`${name}: ${string.name}`} text={string.text} /></Box>,
        }))} />
      </SpaceBetween>
    </Container>
  );
}

export function Connectivity({ row }: { row: Row }) {
  const { instance, cluster } = row;
  const user = instance?.MasterUsername ?? cluster?.MasterUsername ?? "";
  const database = cluster?.DatabaseName ?? instance?.DBName ?? "postgres";
  const groups = (instance ?? cluster)?.VpcSecurityGroups ?? [];
  const endpoints = endpointsOf(row);
  return (
    <SpaceBetween size="l">
      {endpoints.length === 0 && <StatusIndicator type="pending">The endpoint is known when the database has been created.</StatusIndicator>}
      {endpoints.map((endpoint) => <EndpointBox key={endpoint.name} endpoint={endpoint} user={user} database={database} />)}
      <Container header={<Header variant="h2">Network and security</Header>}>
        <KeyValuePairs columns={4} items={[
          { label: "DB subnet group", value: instance?.DBSubnetGroup?.DBSubnetGroupName ?? cluster?.DBSubnetGroup ?? "-" },
          { label: "VPC security groups", value: groups.map((group) => group.VpcSecurityGroupId).join(", ") || "-" },
          { label: "Publicly accessible", value: instance ? (instance.PubliclyAccessible ? "Yes" : "No") : "-" },
          { label: "IAM DB authentication", value: (instance ?? cluster)?.IAMDatabaseAuthenticationEnabled ? "Enabled" : "Not enabled" },
        ]} />
      </Container>
    </SpaceBetween>
  );
}
