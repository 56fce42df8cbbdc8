// Add reader: another instance of an Aurora cluster.
import { CreateDBInstanceCommand, type DBCluster } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { databaseRoute, navigate } from "../app/route";
import { rds } from "../aws/clients";
import { useInstanceClasses } from "../data/catalog";
import { emptyInventory, findCluster, type Inventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useApiAction } from "../shared/api_action";
import { CreateForm } from "./create_form";
import { ChoiceField, TextField } from "./form_fields";
import { identifierError } from "./rules";

function ReaderForm({ cluster, known }: { cluster: DBCluster; known: Inventory }) {
  const clusterId = cluster.DBClusterIdentifier!;
  const members = cluster.DBClusterMembers ?? [];
  const [id, setId] = useState(`${clusterId}-instance-${members.length + 1}`);
  const [instanceClass, setClass] = useState("db.r6g.large");
  const classes = useInstanceClasses("aurora-postgresql", cluster.EngineVersion);
  const { running, error, run } = useApiAction();
  const idError = identifierError(id, known.instances.map((instance) => instance.DBInstanceIdentifier));
  const create = () =>
    run(async () => {
      await rds().send(new CreateDBInstanceCommand({
        DBInstanceIdentifier: id, DBClusterIdentifier: clusterId, DBInstanceClass: instanceClass, Engine: cluster.Engine,
      }));
      tellSuccess(`The DB instance ${id} is being created.`);
      navigate(databaseRoute(clusterId, true));
    });
  return (
    <CreateForm title="Add reader" description={`Another DB instance of ${clusterId}.`} action="Add reader" valid={!idError} running={running} error={error} onSubmit={create}>
      <Container header={<Header variant="h2">Settings</Header>}>
        <SpaceBetween size="l">
          <TextField label="DB instance identifier" value={id} error={idError} onChange={setId} />
          <ChoiceField label="DB instance class" choices={classes} value={instanceClass} onChange={setClass} />
        </SpaceBetween>
      </Container>
    </CreateForm>
  );
}

export default function CreateReaderPage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const cluster = findCluster(data, parameters.id);
  if (isPending) return null;
  if (!cluster) return <Alert type="error" header="DBClusterNotFoundFault">DBCluster {parameters.id} not found.</Alert>;
  return <ReaderForm cluster={cluster} known={data} />;
}
