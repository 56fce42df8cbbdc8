// Modify a DB instance.
import { ModifyDBInstanceCommand, type DBInstance } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { databaseRoute, navigate } from "../app/route";
import { rds } from "../aws/clients";
import { CreateForm } from "../create/create_form";
import { ChoiceField, TextField } from "../create/form_fields";
import { useInstanceClasses, type Engine } from "../data/catalog";
import { emptyInventory, findInstance } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useApiAction } from "../shared/api_action";
import { changedOnly, isWhole } from "./changes";
import { commonError, commonParameters, ModifyFields } from "./modify_fields";

function ModifyInstance({ instance }: { instance: DBInstance }) {
  const id = instance.DBInstanceIdentifier!;
  const isMember = Boolean(instance.DBClusterIdentifier);
  const [values, setValues] = useState({
    instanceClass: instance.DBInstanceClass ?? "",
    storage: String(instance.AllocatedStorage ?? ""),
    password: "",
    backupRetention: String(instance.BackupRetentionPeriod ?? 0),
    deletionProtection: instance.DeletionProtection ?? false,
    atOnce: false,
  });
  const change = (changed: Partial<typeof values>) => setValues({ ...values, ...changed });
  const classes = useInstanceClasses(instance.Engine as Engine, instance.EngineVersion);
  const { running, error, run } = useApiAction();
  const least = instance.AllocatedStorage ?? 20;
  const storageError = isMember || isWhole(values.storage, least, 65536) ? undefined : `${least} to 65536 GiB: storage only grows.`;
  const changes = changedOnly(instance as Partial<Record<string, unknown>>, {
    DBInstanceClass: values.instanceClass,
    ...(isMember ? {} : { AllocatedStorage: Number(values.storage), ...commonParameters(values) }),
  });
  const names = Object.keys(changes);
  const valid = names.length > 0 && !storageError && Object.values(commonError(values)).every((text) => !text);
  const modify = () =>
    run(async () => {
      await rds().send(new ModifyDBInstanceCommand({ DBInstanceIdentifier: id, ...changes, ApplyImmediately: values.atOnce }));
      tellSuccess(`${id} is being modified.`);
      navigate(databaseRoute(id, false, "configuration"));
    });
  return (
    <CreateForm title={`Modify DB instance: ${id}`} action="Modify DB instance" valid={valid} running={running} error={error} onSubmit={modify}>
      <ModifyFields values={values} onChange={change} summary={names} common={!isMember}>
        <ChoiceField label="DB instance class" choices={classes} value={values.instanceClass} onChange={(instanceClass) => change({ instanceClass })} />
        {!isMember && (
          <TextField label="Allocated storage (GiB)" inputMode="numeric" value={values.storage} error={storageError} onChange={(storage) => change({ storage })} />
        )}
      </ModifyFields>
    </CreateForm>
  );
}

export default function ModifyInstancePage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const instance = findInstance(data, parameters.id);
  if (isPending) return null;
  if (!instance) return <Alert type="error" header="DBInstanceNotFound">DBInstance {parameters.id} not found.</Alert>;
  return <ModifyInstance instance={instance} />;
}
