// Source and target side by side, and the link between them.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import Box from "@cloudscape-design/components/box";
import Link from "@cloudscape-design/components/link";
import { databaseRoute } from "../app/route";
import { engineName } from "../data/tree";
import { formatBytes, formatSeconds } from "../shared/format";
import { Status } from "../shared/status";
import type { LinkState } from "./progress";

interface SideProperties {
  kind: string;
  id: string;
  isCluster: boolean;
  status: string;
  percent?: string;
  lines: readonly string[];
}

function Side({ kind, id, isCluster, status, percent, lines }: SideProperties) {
  return (
    <div className="flow-side">
      <Box variant="awsui-key-label">{kind}</Box>
      <Box fontSize="heading-m" fontWeight="bold">
        <Link href={databaseRoute(id, isCluster)} fontSize="inherit">{id}</Link>
      </Box>
      <Status status={status} percent={percent} />
      {lines.map((line) => <Box key={line} variant="small" display="block">{line}</Box>)}
    </div>
  );
}

const words: Record<LinkState, string> = {
  waiting: "Waiting for the primary instance",
  copying: "Copying the snapshot",
  streaming: "Streaming",
  "in-sync": "In sync",
  broken: "Not streaming",
  cut: "Unlinked",
};

interface LinkProperties {
  state: LinkState;
  lag: number | undefined;
  bytes: number | undefined;
}

/** The line is decoration; the words say the same. */
function FlowLink({ state, lag, bytes }: LinkProperties) {
  const streams = state === "streaming" || state === "in-sync";
  return (
    <div className={`flow-link flow-${state}`} role="group" aria-label="Replication">
      <Box fontWeight="bold" textAlign="center">{words[state]}</Box>
      <svg className="flow-line" viewBox="0 0 240 16" preserveAspectRatio="none" aria-hidden="true">
        <path d="M0 8H240" className="flow-track" />
        <path d="M0 8H240" className="flow-dots" />
      </svg>
      <Box variant="small" display="block" textAlign="center">
        {streams && bytes !== undefined && <div>{formatBytes(bytes)} in flight</div>}
        {streams && lag !== undefined && <div>{formatSeconds(lag)} behind</div>}
      </Box>
    </div>
  );
}

interface FlowProperties extends LinkProperties {
  source: DBInstance | undefined;
  sourceId: string | undefined;
  cluster: DBCluster;
  primary: DBInstance | undefined;
}

export function Flow({ source, sourceId, cluster, primary, ...link }: FlowProperties) {
  return (
    <div className="flow">
      {source ? (
        <Side
          kind="Source: RDS DB instance"
          id={source.DBInstanceIdentifier!}
          isCluster={false}
          status={source.DBInstanceStatus ?? ""}
          lines={[`${engineName(source.Engine)} ${source.EngineVersion}`, `${source.DBInstanceClass}, ${source.AllocatedStorage} GiB`]}
        />
      ) : (
        <div className="flow-side">
          <Box variant="awsui-key-label">Source: RDS DB instance</Box>
          <Box>{sourceId ? `${sourceId} (deleted)` : "No longer linked"}</Box>
        </div>
      )}
      <FlowLink {...link} />
      <Side
        kind={cluster.ReplicationSourceIdentifier ? "Target: Aurora read replica" : "Target: Aurora DB cluster"}
        id={cluster.DBClusterIdentifier!}
        isCluster
        status={cluster.Status ?? ""}
        percent={cluster.PercentProgress}
        lines={[
          `${engineName(cluster.Engine)} ${cluster.EngineVersion}`,
          primary ? `Primary ${primary.DBInstanceIdentifier} (${primary.DBInstanceClass}): ${primary.DBInstanceStatus}` : "No primary instance",
        ]}
      />
    </div>
  );
}
