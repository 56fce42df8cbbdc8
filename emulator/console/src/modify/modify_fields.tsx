// The fields that instances and clusters have in common when they are modified, and when changes take effect.
import Alert from "@cloudscape-design/components/alert";
import Checkbox from "@cloudscape-design/components/checkbox";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import RadioGroup from "@cloudscape-design/components/radio-group";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import { TextField } from "../create/form_fields";
import { passwordError } from "../create/rules";
import { isWhole } from "./changes";

export interface CommonValues {
  password: string;
  backupRetention: string;
  deletionProtection: boolean;
  atOnce: boolean;
}

export const commonError = (values: CommonValues) => ({
  password: values.password ? passwordError(values.password) : undefined,
  backupRetention: isWhole(values.backupRetention, 0, 35) ? undefined : "0 to 35 days.",
});

/** As parameters of a Modify call. */
export const commonParameters = (values: CommonValues) => ({
  BackupRetentionPeriod: Number(values.backupRetention),
  DeletionProtection: values.deletionProtection,
  MasterUserPassword: values.password,
});

interface Properties {
  values: CommonValues;
  onChange: (changed: Partial<CommonValues>) => void;
  summary: readonly string[]; // names of the parameters that would change
  common: boolean; // a member of a cluster has none of these of its own
  children?: ReactNode;
}

function CommonFields({ values, onChange }: Pick<Properties, "values" | "onChange">) {
  const errors = commonError(values);
  return (
    <SpaceBetween size="l">
      <TextField
        label="New master password - optional"
        type="password"
        autoComplete="new-password"
        value={values.password}
        error={errors.password}
        onChange={(password) => onChange({ password })}
      />
      <TextField
        label="Backup retention period (days)"
        inputMode="numeric"
        value={values.backupRetention}
        error={errors.backupRetention}
        onChange={(backupRetention) => onChange({ backupRetention })}
      />
      <Checkbox checked={values.deletionProtection} onChange={({ detail }) => onChange({ deletionProtection: detail.checked })}>
        Enable deletion protection
      </Checkbox>
    </SpaceBetween>
  );
}

export function ModifyFields({ values, onChange, summary, common, children }: Properties) {
  return (
    <>
      <Container header={<Header variant="h2">Settings</Header>}>
        <SpaceBetween size="l">
          {children}
          {common && <CommonFields values={values} onChange={onChange} />}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Schedule modifications</Header>}>
        <SpaceBetween size="m">
          <RadioGroup
            ariaLabel="When to apply modifications"
            value={values.atOnce ? "now" : "window"}
            onChange={({ detail }) => onChange({ atOnce: detail.value === "now" })}
            items={[
              { value: "window", label: "Apply during the next scheduled maintenance window" },
              { value: "now", label: "Apply immediately" },
            ]}
          />
          <Alert>{summary.length ? `Changes: ${summary.join(", ")}.` : "Nothing is changed yet."}</Alert>
        </SpaceBetween>
      </Container>
    </>
  );
}
