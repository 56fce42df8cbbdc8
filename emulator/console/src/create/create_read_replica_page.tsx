// Create read replica: another PostgreSQL DB instance that follows this one.
import { CreateDBInstanceReadReplicaCommand, type DBInstance } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { navigate, routeTo } from "../app/route";
import { rds } from "../aws/clients";
import { useInstanceClasses } from "../data/catalog";
import { emptyInventory, findInstance, type Inventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useApiAction } from "../shared/api_action";
import { CreateForm } from "./create_form";
import { ChoiceField, TextField } from "./form_fields";
import { identifierError, portError } from "./rules";

function ReplicaForm({ source, known }: { source: DBInstance; known: Inventory }) {
  const sourceId = source.DBInstanceIdentifier!;
  const [id, setId] = useState(`${sourceId}-replica`);
  const [instanceClass, setClass] = useState(source.DBInstanceClass ?? "");
  const [port, setPort] = useState("");
  const classes = useInstanceClasses("postgres", source.EngineVersion);
  const { running, error, run } = useApiAction();
  const idError = identifierError(id, known.instances.map((instance) => instance.DBInstanceIdentifier));
  const create = () =>
    run(async () => {
      await rds().send(new CreateDBInstanceReadReplicaCommand({
        DBInstanceIdentifier: id, SourceDBInstanceIdentifier: sourceId, DBInstanceClass: instanceClass, Port: port ? Number(port) : undefined,
      }));
      tellSuccess(`The read replica ${id} is being created.`);
      navigate(routeTo("databases"));
    });
  return (
    <CreateForm
      title="Create read replica"
      description={`A PostgreSQL ${source.EngineVersion} DB instance that follows ${sourceId}.`}
      action="Create read replica"
      valid={!idError && !portError(port)}
      running={running}
      error={error}
      onSubmit={create}
    >
      <Container header={<Header variant="h2">Settings</Header>}>
        <SpaceBetween size="l">
          <TextField label="DB instance identifier" value={id} error={idError} onChange={setId} />
          <ChoiceField label="DB instance class" choices={classes} value={instanceClass} onChange={setClass} />
          <TextField label="Database port - optional" inputMode="numeric" placeholder="5432" value={port} error={portError(port)} onChange={setPort} />
        </SpaceBetween>
      </Container>
    </CreateForm>
  );
}

export default function CreateReadReplicaPage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const source = findInstance(data, parameters.id);
  if (isPending) return null;
  if (!source) return <Alert type="error" header="DBInstanceNotFound">DBInstance {parameters.id} not found.</Alert>;
  return <ReplicaForm source={source} known={data} />;
}
