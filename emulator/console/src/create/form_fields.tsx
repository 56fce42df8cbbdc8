// The fields that the forms share.
import FormField from "@cloudscape-design/components/form-field";
import Input, { type InputProps } from "@cloudscape-design/components/input";
import Select from "@cloudscape-design/components/select";
import type { ReactNode } from "react";

interface TextFieldProperties {
  label: string;
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  constraint?: ReactNode;
  error?: string;
  type?: InputProps["type"];
  inputMode?: InputProps["inputMode"];
  placeholder?: string;
  autoComplete?: string;
}

export function TextField({ label, value, onChange, description, constraint, error, ...input }: TextFieldProperties) {
  return (
    <FormField label={label} description={description} constraintText={constraint} errorText={error}>
      <Input {...input} value={value} invalid={Boolean(error)} onChange={({ detail }) => onChange(detail.value)} />
    </FormField>
  );
}

interface ChoiceFieldProperties {
  label: string;
  choices: readonly string[] | undefined; // undefined: on their way
  value: string;
  onChange: (value: string) => void;
  description?: ReactNode;
  constraint?: ReactNode;
  error?: string;
  nameOf?: (choice: string) => string;
}

export function ChoiceField({ label, choices, value, onChange, description, constraint, error, nameOf = String }: ChoiceFieldProperties) {
  const options = (choices ?? []).map((choice) => ({ value: choice, label: nameOf(choice) }));
  return (
    <FormField label={label} description={description} constraintText={constraint} errorText={error}>
      <Select
        options={options}
        selectedOption={options.find((option) => option.value === value) ?? null}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? "")}
        statusType={choices ? "finished" : "loading"}
        loadingText="Loading"
        filteringType={options.length > 12 ? "auto" : "none"}
        filteringAriaLabel={`Filter: ${label}`}
        placeholder="Choose"
        empty="None"
      />
    </FormField>
  );
}
