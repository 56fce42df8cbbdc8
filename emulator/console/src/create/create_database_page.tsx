// Create database: RDS for PostgreSQL, or an Aurora PostgreSQL cluster with its first instance.
import { CreateDBClusterCommand, CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { navigate, routeTo } from "../app/route";
import { rds } from "../aws/clients";
import { useEngineVersions, useInstanceClasses, type Engine } from "../data/catalog";
import { emptyInventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { engineName } from "../data/tree";
import { isWhole } from "../modify/changes";
import { useApiAction } from "../shared/api_action";
import { ConnectivitySection, connectivityIsValid, connectivityParameters, initialConnectivity, tagParameters, type Connectivity } from "./connectivity_section";
import { CreateForm } from "./create_form";
import { ChoiceField, TextField } from "./form_fields";
import { identifierError, passwordError, userNameError } from "./rules";

interface Values {
  engine: Engine;
  version: string | undefined; // undefined: the newest
  id: string;
  userName: string;
  password: string;
  instanceClass: Record<Engine, string>;
  storage: string;
  databaseName: string;
  backupRetention: string;
  deletionProtection: boolean;
  connectivity: Connectivity;
}

const initial: Values = {
  engine: "postgres",
  version: undefined,
  id: "database-1",
  userName: "postgres",
  password: "",
  instanceClass: { postgres: "db.t3.micro", "aurora-postgresql": "db.r6g.large" },
  storage: "20",
  databaseName: "",
  backupRetention: "1",
  deletionProtection: false,
  connectivity: initialConnectivity,
};

function common(values: Values, version: string) {
  return {
    Engine: values.engine,
    EngineVersion: version,
    MasterUsername: values.userName,
    MasterUserPassword: values.password,
    BackupRetentionPeriod: Number(values.backupRetention),
    DeletionProtection: values.deletionProtection || undefined,
    ...connectivityParameters(values.connectivity),
    ...tagParameters(values.connectivity),
  };
}

async function createInstance(values: Values, version: string): Promise<void> {
  await rds().send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: values.id,
    DBInstanceClass: values.instanceClass.postgres,
    AllocatedStorage: Number(values.storage),
    DBName: values.databaseName || undefined,
    ...common(values, version),
  }));
}

async function createCluster(values: Values, version: string): Promise<void> {
  await rds().send(new CreateDBClusterCommand({
    DBClusterIdentifier: values.id, DatabaseName: values.databaseName || undefined, ...common(values, version),
  }));
  await rds().send(new CreateDBInstanceCommand({
    DBInstanceIdentifier: `${values.id}-instance-1`,
    DBClusterIdentifier: values.id,
    DBInstanceClass: values.instanceClass["aurora-postgresql"],
    Engine: values.engine,
    ...tagParameters(values.connectivity),
  }));
}

export default function CreateDatabasePage() {
  const { data: known = emptyInventory } = useInventory();
  const [values, setValues] = useState(initial);
  const [submitted, setSubmitted] = useState(false);
  const { running, error, run } = useApiAction();
  const change = (changed: Partial<Values>) => setValues({ ...values, ...changed });
  const { engine } = values;
  const isAurora = engine === "aurora-postgresql";

  const versions = useEngineVersions(engine)?.toReversed();
  const version = values.version ?? versions?.[0] ?? "";
  const classes = useInstanceClasses(engine, version);
  const taken = isAurora ? known.clusters.map((c) => c.DBClusterIdentifier) : known.instances.map((i) => i.DBInstanceIdentifier);
  const errors = {
    id: identifierError(values.id, taken),
    userName: userNameError(values.userName),
    password: passwordError(values.password),
    storage: isAurora || isWhole(values.storage, 20, 65536) ? undefined : "20 to 65536 GiB.",
    backupRetention: isWhole(values.backupRetention, isAurora ? 1 : 0, 35) ? undefined : `${isAurora ? 1 : 0} to 35 days.`,
  };
  const valid = Object.values(errors).every((text) => !text) && connectivityIsValid(values.connectivity) && Boolean(version);
  const create = () => {
    setSubmitted(true);
    if (!valid) return;
    void run(async () => {
      await (isAurora ? createCluster(values, version) : createInstance(values, version));
      tellSuccess(`The database ${values.id} is being created.`);
      navigate(routeTo("databases"));
    });
  };
  return (
    <CreateForm title="Create database" action="Create database" valid={!running} running={running} error={error} onSubmit={create}>
      <Container header={<Header variant="h2">Engine options</Header>}>
        <SpaceBetween size="l">
          <FormField label="Engine type" stretch>
            <Tiles
              value={engine}
              onChange={({ detail }) => change({ engine: detail.value as Engine, version: undefined })}
              items={[
                { value: "postgres", label: "PostgreSQL", description: "One RDS DB instance: the source of a migration." },
                { value: "aurora-postgresql", label: "Aurora (PostgreSQL Compatible)", description: "A cluster: a writer, and readers on the same data." },
              ]}
            />
          </FormField>
          <ChoiceField label="Engine version" choices={versions} value={version} onChange={(chosen) => change({ version: chosen })} nameOf={(choice) => `${engineName(engine)} ${choice}`} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Settings</Header>}>
        <SpaceBetween size="l">
          <TextField label={isAurora ? "DB cluster identifier" : "DB instance identifier"} value={values.id} error={errors.id} onChange={(id) => change({ id })} />
          <TextField label="Master username" value={values.userName} error={errors.userName} autoComplete="off" onChange={(userName) => change({ userName })} />
          <TextField
            label="Master password"
            type="password"
            autoComplete="new-password"
            constraint="8 to 128 printable ASCII characters, without / @ &quot; and space."
            value={values.password}
            error={submitted || values.password ? errors.password : undefined}
            onChange={(password) => change({ password })}
          />
          <TextField label="Initial database name - optional" value={values.databaseName} onChange={(databaseName) => change({ databaseName })} />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Instance configuration and storage</Header>}>
        <SpaceBetween size="l">
          <ChoiceField
            label="DB instance class"
            choices={classes}
            value={values.instanceClass[engine]}
            onChange={(chosen) => change({ instanceClass: { ...values.instanceClass, [engine]: chosen } })}
          />
          {!isAurora && (
            <TextField label="Allocated storage (GiB)" inputMode="numeric" value={values.storage} error={errors.storage} onChange={(storage) => change({ storage })} />
          )}
          <TextField
            label="Backup retention period (days)"
            description="A source of replicas needs automated backups: at least 1 day."
            inputMode="numeric"
            value={values.backupRetention}
            error={errors.backupRetention}
            onChange={(backupRetention) => change({ backupRetention })}
          />
          <Checkbox checked={values.deletionProtection} onChange={({ detail }) => change({ deletionProtection: detail.checked })}>
            Enable deletion protection
          </Checkbox>
        </SpaceBetween>
      </Container>
      <ConnectivitySection value={values.connectivity} onChange={(connectivity) => change({ connectivity })} />
    </CreateForm>
  );
}
