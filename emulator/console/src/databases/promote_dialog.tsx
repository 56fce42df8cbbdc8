// Promote read replica: what the page of AWS says to do before, and the button.
import { PromoteReadReplicaCommand, PromoteReadReplicaDBClusterCommand } from "@aws-sdk/client-rds";
import { navigate, routeTo } from "../app/route";
import { tellSuccess } from "../app/notices";
import { rds } from "../aws/clients";
import { nameInArn } from "../data/inventory";
import type { Row } from "../data/tree";
import { ActionDialog } from "../shared/action_dialog";
import { useApiAction } from "../shared/api_action";

/** What is promoted: a member of an Aurora read replica stands for its cluster, as in AWS's console. */
function subjectOf({ id, cluster, instance }: Pick<Row, "id" | "cluster" | "instance">) {
  if (!cluster)
    return { id, source: nameInArn(instance?.ReadReplicaSourceDBInstanceIdentifier), becomes: "a stand-alone PostgreSQL DB instance", isCluster: false };
  return {
    id: cluster.DBClusterIdentifier!,
    source: nameInArn(cluster.ReplicationSourceIdentifier),
    becomes: "a stand-alone Aurora PostgreSQL DB cluster",
    isCluster: true,
  };
}

export default function PromoteDialog({ row, onClose }: { row: Pick<Row, "id" | "cluster" | "instance">; onClose: () => void }) {
  const { running, error, run } = useApiAction();
  const { id, source, becomes, isCluster } = subjectOf(row);
  const promote = () =>
    run(async () => {
      if (isCluster) await rds().send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: id }));
      else await rds().send(new PromoteReadReplicaCommand({ DBInstanceIdentifier: id }));
      tellSuccess(`${id} is being promoted.`);
      onClose();
      if (isCluster) navigate(routeTo("migration", { id }));
    });
  return (
    <ActionDialog header={`Promote ${id}`} action="Promote read replica" running={running} error={error} onClose={onClose} onConfirm={promote}>
      <div>
        <b>{id}</b> becomes {becomes} that takes writes. It is unlinked from <b>{source}</b>, and this cannot be taken back.
      </div>
      <div>Stop the transactions that write to the source first, and wait until the replica lag is 0: what has not arrived by then stays behind.</div>
    </ActionDialog>
  );
}
