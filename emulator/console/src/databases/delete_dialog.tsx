// Deletion, as AWS's console asks for it, with the words "delete me" typed. The emulator makes no final snapshots.
import { DeleteDBClusterCommand, DeleteDBInstanceCommand } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { navigate, routeTo } from "../app/route";
import { rds } from "../aws/clients";
import type { Row } from "../data/tree";
import { ActionDialog } from "../shared/action_dialog";
import { useApiAction } from "../shared/api_action";

const confirmation = "delete me";

/** The instances of a cluster have no snapshots of their own: their data are the cluster's. */
const hasOwnData = (row: Row): boolean => !(row.instance && row.cluster);

async function send(row: Row): Promise<void> {
  const SkipFinalSnapshot = hasOwnData(row) || undefined;
  if (row.instance) await rds().send(new DeleteDBInstanceCommand({ DBInstanceIdentifier: row.id, SkipFinalSnapshot }));
  else await rds().send(new DeleteDBClusterCommand({ DBClusterIdentifier: row.id, SkipFinalSnapshot }));
}

export default function DeleteDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const { running, error, run } = useApiAction();
  const [typed, setTyped] = useState("");
  const kind = row.instance ? "DB instance" : "DB cluster";
  const remove = () =>
    run(async () => {
      await send(row);
      tellSuccess(`The ${kind} ${row.id} is being deleted.`);
      onClose();
      navigate(routeTo("databases"));
    });
  return (
    <ActionDialog
      header={`Delete ${row.id}`}
      action="Delete"
      disabled={typed !== confirmation}
      running={running}
      error={error}
      onClose={onClose}
      onConfirm={remove}
    >
      <div>Are you sure you want to delete the {kind} <b>{row.id}</b>?</div>
      {hasOwnData(row) && <Alert type="warning">There is no final snapshot: its data are gone for good.</Alert>}
      <FormField label={<>To confirm deletion, type <i>{confirmation}</i> into the field</>}>
        <Input value={typed} onChange={({ detail }) => setTyped(detail.value)} placeholder={confirmation} autoFocus />
      </FormField>
    </ActionDialog>
  );
}
