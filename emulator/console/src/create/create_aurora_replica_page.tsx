// Create Aurora read replica: as in AWS's console, the cluster and its primary instance in one go.
import { CreateDBClusterCommand, CreateDBInstanceCommand, type DBInstance } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { tellFailure } from "../app/notices";
import { navigate, routeTo } from "../app/route";
import { rds } from "../aws/clients";
import { useEngineVersions, useInstanceClasses } from "../data/catalog";
import { emptyInventory, findInstance, type Inventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { isCompatible } from "../data/versions";
import { useApiAction } from "../shared/api_action";
import { Status } from "../shared/status";
import { ConnectivitySection, connectivityIsValid, connectivityParameters, initialConnectivity, tagParameters } from "./connectivity_section";
import { CreateForm } from "./create_form";
import { ChoiceField, TextField } from "./form_fields";
import { identifierError } from "./rules";

const engine = "aurora-postgresql";

function ReplicaForm({ source, known }: { source: DBInstance; known: Inventory }) {
  const sourceId = source.DBInstanceIdentifier!;
  const versions = useEngineVersions(engine)?.filter((version) => isCompatible(version, source.EngineVersion ?? ""));
  const [chosenVersion, setVersion] = useState<string>();
  const version = chosenVersion ?? versions?.[0] ?? "";
  const classes = useInstanceClasses(engine, version);
  const [chosenClass, setClass] = useState("db.r6g.large");
  const [clusterId, setClusterId] = useState(`${sourceId}-cluster`);
  const [instanceId, setInstanceId] = useState(`${sourceId}-aurora`);
  const [connectivity, setConnectivity] = useState(initialConnectivity);
  const { running, error, run } = useApiAction();

  const clusterError = identifierError(clusterId, known.clusters.map((cluster) => cluster.DBClusterIdentifier));
  const instanceError = identifierError(instanceId, known.instances.map((instance) => instance.DBInstanceIdentifier));
  const create = () =>
    run(async () => {
      await rds().send(new CreateDBClusterCommand({
        DBClusterIdentifier: clusterId,
        Engine: engine,
        EngineVersion: version,
        ReplicationSourceIdentifier: source.DBInstanceArn,
        StorageEncrypted: source.StorageEncrypted || undefined,
        ...connectivityParameters(connectivity),
        ...tagParameters(connectivity),
      }));
      navigate(routeTo("migration", { id: clusterId }));
      await rds()
        .send(new CreateDBInstanceCommand({
          DBInstanceIdentifier: instanceId,
          DBClusterIdentifier: clusterId,
          DBInstanceClass: chosenClass,
          Engine: engine,
          ...tagParameters(connectivity),
        }))
        .catch((failure: unknown) => tellFailure(`The primary instance ${instanceId} was not created`, failure));
    });
  return (
    <CreateForm
      title="Create Aurora read replica"
      description="A cluster that follows the source by streaming replication. Promote it when its replica lag is 0."
      action="Create read replica"
      valid={!clusterError && !instanceError && Boolean(version) && connectivityIsValid(connectivity)}
      running={running}
      error={error}
      onSubmit={create}
    >
      <Container header={<Header variant="h2">Replica source</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: "Source DB instance", value: sourceId },
            { label: "Engine version", value: `PostgreSQL ${source.EngineVersion}` },
            { label: "Status", value: <Status status={source.DBInstanceStatus ?? ""} /> },
            { label: "Master username", value: source.MasterUsername },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2" description="User name, password and database name are the source's.">Settings</Header>}>
        <SpaceBetween size="l">
          <ChoiceField
            label="DB engine version"
            description={`Aurora PostgreSQL versions that can follow PostgreSQL ${source.EngineVersion}.`}
            choices={versions}
            value={version}
            onChange={setVersion}
            nameOf={(choice) => `Aurora PostgreSQL ${choice}`}
          />
          <TextField label="DB cluster identifier" value={clusterId} error={clusterError} onChange={setClusterId} />
          <TextField
            label="DB instance identifier"
            description="The cluster's primary instance."
            value={instanceId}
            error={instanceError}
            onChange={setInstanceId}
          />
          <ChoiceField label="DB instance class" choices={classes} value={chosenClass} onChange={setClass} />
        </SpaceBetween>
      </Container>
      <ConnectivitySection value={connectivity} onChange={setConnectivity} />
    </CreateForm>
  );
}

export default function CreateAuroraReplicaPage({ parameters }: { parameters: Readonly<Record<string, string>> }) {
  const { data = emptyInventory, isPending } = useInventory();
  const source = findInstance(data, parameters.id);
  if (isPending) return null;
  if (!source) return <Alert type="error" header="DBInstanceNotFound">DBInstance {parameters.id} not found.</Alert>;
  return <ReplicaForm source={source} known={data} />;
}
