// Connectivity and tags: what all forms end with.
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TagEditor, { type TagEditorProps } from "@cloudscape-design/components/tag-editor";
import type { Tag } from "@aws-sdk/client-rds";
import { useSubnetGroups } from "../data/catalog";
import { ChoiceField, TextField } from "./form_fields";
import { portError, securityGroupIds } from "./rules";

export interface Connectivity {
  subnetGroup: string;
  securityGroups: string;
  port: string;
  tags: readonly TagEditorProps.Tag[];
}

export const initialConnectivity: Connectivity = { subnetGroup: "default", securityGroups: "", port: "", tags: [] };

export const connectivityIsValid = ({ port }: Connectivity): boolean => !portError(port);

/** As the parameters of a Create call. */
export function connectivityParameters({ subnetGroup, securityGroups, port }: Connectivity) {
  return {
    DBSubnetGroupName: subnetGroup === "default" ? undefined : subnetGroup,
    VpcSecurityGroupIds: securityGroupIds(securityGroups),
    Port: port === "" ? undefined : Number(port),
  };
}

export function tagParameters({ tags }: Connectivity): { Tags?: Tag[] } {
  const kept = tags.filter(({ key, markedForRemoval }) => key && !markedForRemoval);
  return kept.length ? { Tags: kept.map(({ key, value }) => ({ Key: key, Value: value })) } : {};
}

interface Properties {
  value: Connectivity;
  onChange: (value: Connectivity) => void;
}

export function ConnectivitySection({ value, onChange }: Properties) {
  const groups = useSubnetGroups();
  const change = (changed: Partial<Connectivity>) => onChange({ ...value, ...changed });
  return (
    <>
      <Container header={<Header variant="h2">Connectivity</Header>}>
        <SpaceBetween size="l">
          <ChoiceField
            label="DB subnet group"
            choices={groups && [...new Set(["default", ...groups])]}
            value={value.subnetGroup}
            onChange={(subnetGroup) => change({ subnetGroup })}
          />
          <TextField
            label="VPC security groups - optional"
            description="There is no EC2 behind the emulator: any security group ID is taken for one that exists."
            placeholder="sg-c7e5b0d2"
            constraint="Separate several by commas."
            value={value.securityGroups}
            onChange={(securityGroups) => change({ securityGroups })}
          />
          <TextField
            label="Database port - optional"
            constraint="1150 to 65535. Without one, or with 5432, the endpoint gets any free port."
            inputMode="numeric"
            placeholder="5432"
            value={value.port}
            error={portError(value.port)}
            onChange={(port) => change({ port })}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Tags - optional</Header>}>
        <TagEditor tags={value.tags} onChange={({ detail }) => change({ tags: detail.tags })} />
      </Container>
    </>
  );
}
