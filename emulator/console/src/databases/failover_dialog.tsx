// Failover: which reader becomes the writer.
import { FailoverDBClusterCommand, type DBCluster } from "@aws-sdk/client-rds";
import FormField from "@cloudscape-design/components/form-field";
import Select from "@cloudscape-design/components/select";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { rds } from "../aws/clients";
import { membersOf, writerOf, type Inventory } from "../data/inventory";
import { ActionDialog } from "../shared/action_dialog";
import { useApiAction } from "../shared/api_action";

interface Properties {
  known: Inventory;
  cluster: DBCluster;
  onClose: () => void;
}

const anyReader = { value: "", label: "As the promotion tiers say" };

export default function FailoverDialog({ known, cluster, onClose }: Properties) {
  const { running, error, run } = useApiAction();
  const id = cluster.DBClusterIdentifier!;
  const readers = membersOf(known, cluster)
    .filter((member) => member.DBInstanceIdentifier !== writerOf(cluster) && member.DBInstanceStatus === "available")
    .map(({ DBInstanceIdentifier = "", DBInstanceClass }) => ({ value: DBInstanceIdentifier, label: DBInstanceIdentifier, description: DBInstanceClass }));
  const [target, setTarget] = useState("");
  const options = [anyReader, ...readers];
  const failOver = () =>
    run(async () => {
      await rds().send(new FailoverDBClusterCommand({ DBClusterIdentifier: id, TargetDBInstanceIdentifier: target || undefined }));
      tellSuccess(`${id} is failing over.`);
      onClose();
    });
  return (
    <ActionDialog header={`Fail over ${id}`} action="Failover" running={running} error={error} onClose={onClose} onConfirm={failOver}>
      <div>A reader becomes the writer, and <b>{writerOf(cluster)}</b> a reader. Connections to the writer endpoint are cut.</div>
      <FormField label="New writer">
        <Select
          options={options}
          selectedOption={options.find((option) => option.value === target) ?? anyReader}
          onChange={({ detail }) => setTarget(detail.selectedOption.value ?? "")}
        />
      </FormField>
    </ActionDialog>
  );
}
