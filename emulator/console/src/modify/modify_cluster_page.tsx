// Modify a DB cluster.
import { ModifyDBClusterCommand, type DBCluster } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { databaseRoute, navigate } from "../app/route";
import { rds } from "../aws/clients";
import { CreateForm } from "../create/create_form";
import { emptyInventory, findCluster } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useApiAction } from "../shared/api_action";
import { changedOnly } from "./changes";
import { commonError, commonParameters, ModifyFields } from "./modify_fields";

function ModifyCluster({ cluster }: { cluster: DBCluster }) {
  const id = cluster.DBClusterIdentifier!;
  const [values, setValues] = useState({
    password: "",
    backupRetention: String(cluster.BackupRetentionPeriod ?? 1),
    deletionProtection: cluster.DeletionProtection ?? false,
    atOnce: false,
  });
  const { running, error, run } = useApiAction();
  const changes = changedOnly(cluster as Partial<Record<string, unknown>>, commonParameters(values));
  const names = Object.keys(changes);
  const valid = names.length > 0 && Object.values(commonError(values)).every((text) => !text);
  const modify = () =>
    run(async () => {
      await rds().send(new ModifyDBClusterCommand({ DBClusterIdentifier: id, ...changes, ApplyImmediately: values.atOnce }));
      tellSuccess(`${id} is being modified.`);
      navigate(databaseRoute(id, true, "configuration"));
    });
  return (
    <CreateForm title={`Modify DB cluster: ${id}`} action="Modify DB cluster" valid={valid} running={running} error={error} onSubmit={modify}>
      <ModifyFields values={values} onChange={(changed) => setValues({ ...values, ...changed })} summary={names} common />
    </CreateForm>
  );
}

export default function ModifyClusterPage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const cluster = findCluster(data, parameters.id);
  if (isPending) return null;
  if (!cluster) return <Alert type="error" header="DBClusterNotFoundFault">DBCluster {parameters.id} not found.</Alert>;
  return <ModifyCluster cluster={cluster} />;
}
