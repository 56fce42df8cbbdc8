// Configuration: what the API says about the database, in groups.
import type { DBCluster, DBInstance } from "@aws-sdk/client-rds";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import type { ReactNode } from "react";
import type { Row } from "../data/tree";
import { Copyable } from "../shared/copyable";
import { formatTime } from "../shared/format";

const enabled = (on: boolean | undefined) => (on ? "Enabled" : "Disabled");

interface Item {
  label: string;
  value: ReactNode;
}

const instanceItems = (instance: DBInstance): Item[] => [
  { label: "DB name", value: instance.DBName ?? "-" },
  { label: "Instance class", value: instance.DBInstanceClass },
  { label: "Storage", value: `${instance.AllocatedStorage} GiB, ${instance.StorageType ?? "-"}` },
  { label: "Parameter group", value: instance.DBParameterGroups?.map((group) => `${group.DBParameterGroupName} (${group.ParameterApplyStatus})`).join(", ") || "-" },
  { label: "Option group", value: instance.OptionGroupMemberships?.map((group) => group.OptionGroupName).join(", ") || "-" },
  { label: "Backup retention period", value: `${instance.BackupRetentionPeriod} days` },
  { label: "Backup window", value: `${instance.PreferredBackupWindow} UTC` },
  { label: "Maintenance window", value: `${instance.PreferredMaintenanceWindow} UTC` },
  { label: "Auto minor version upgrade", value: enabled(instance.AutoMinorVersionUpgrade) },
  { label: "Multi-AZ", value: instance.MultiAZ ? "Yes" : "No" },
  { label: "Encryption", value: enabled(instance.StorageEncrypted) },
  { label: "Deletion protection", value: enabled(instance.DeletionProtection) },
  { label: "Promotion tier", value: instance.PromotionTier ?? "-" },
  { label: "Created", value: formatTime(instance.InstanceCreateTime) },
  { label: "Resource ID", value: instance.DbiResourceId },
];

const clusterItems = (cluster: DBCluster): Item[] => [
  { label: "Database name", value: cluster.DatabaseName ?? "-" },
  { label: "Master username", value: cluster.MasterUsername },
  { label: "Cluster parameter group", value: cluster.DBClusterParameterGroup },
  { label: "Replication source", value: cluster.ReplicationSourceIdentifier ?? "-" },
  { label: "Members", value: cluster.DBClusterMembers?.map((m) => `${m.DBInstanceIdentifier}${m.IsClusterWriter ? " (writer)" : ""}`).join(", ") || "-" },
  { label: "Backup retention period", value: `${cluster.BackupRetentionPeriod} days` },
  { label: "Backup window", value: `${cluster.PreferredBackupWindow} UTC` },
  { label: "Maintenance window", value: `${cluster.PreferredMaintenanceWindow} UTC` },
  { label: "Multi-AZ", value: cluster.MultiAZ ? "Yes" : "No" },
  { label: "Encryption", value: enabled(cluster.StorageEncrypted) },
  { label: "Deletion protection", value: enabled(cluster.DeletionProtection) },
  { label: "Created", value: formatTime(cluster.ClusterCreateTime) },
  { label: "Resource ID", value: cluster.DbClusterResourceId },
];

export function Configuration({ row }: { row: Row }) {
  const arn = row.instance?.DBInstanceArn ?? row.cluster?.DBClusterArn ?? "";
  const items = row.instance ? instanceItems(row.instance) : clusterItems(row.cluster!);
  return (
    <Container header={<Header variant="h2">Configuration</Header>}>
      <KeyValuePairs columns={4} items={[{ label: "ARN", value: <Copyable name="ARN" text={arn} /> }, ...items]} />
    </Container>
  );
}
