// Promote read replica: what the page of AWS says to do before, and the button.
import { PromoteReadReplicaDBClusterCommand, type DBCluster } from "@aws-sdk/client-rds";
import { navigate, routeTo } from "../app/route";
import { tellSuccess } from "../app/notices";
import { rds } from "../aws/clients";
import { nameInArn } from "../data/inventory";
import { ActionDialog } from "../shared/action_dialog";
import { useApiAction } from "../shared/api_action";

export default function PromoteDialog({ cluster, onClose }: { cluster: DBCluster; onClose: () => void }) {
  const { running, error, run } = useApiAction();
  const id = cluster.DBClusterIdentifier!;
  const promote = () =>
    run(async () => {
      await rds().send(new PromoteReadReplicaDBClusterCommand({ DBClusterIdentifier: id }));
      tellSuccess(`${id} is being promoted. Its event will be: Promoted Read Replica cluster to a stand-alone database cluster.`);
      onClose();
      navigate(routeTo("migration", { id }));
    });
  return (
    <ActionDialog header={`Promote ${id}`} action="Promote read replica" running={running} error={error} onClose={onClose} onConfirm={promote}>
      <div>
        <b>{id}</b> becomes a stand-alone Aurora PostgreSQL DB cluster that takes writes. It is unlinked from{" "}
        <b>{nameInArn(cluster.ReplicationSourceIdentifier)}</b>, and this cannot be taken back.
      </div>
      <div>Stop the transactions that write to the source first, and wait until the replica lag is 0: what has not arrived by then stays behind.</div>
    </ActionDialog>
  );
}
