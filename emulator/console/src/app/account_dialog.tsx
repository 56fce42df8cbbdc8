// Another account: twelve digits, which every call then has as its access key.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import FormField from "@cloudscape-design/components/form-field";
import Input from "@cloudscape-design/components/input";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { scope } from "../aws/scope";

export default function AccountDialog({ onClose }: { onClose: () => void }) {
  const [account, setAccount] = useState(scope.get().account);
  const valid = /^\d{12}$/.test(account);
  const change = () => {
    if (!valid) return;
    scope.set({ ...scope.get(), account });
    onClose();
  };
  const actions = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onClose}>Cancel</Button>
        <Button variant="primary" disabled={!valid} onClick={change}>Switch</Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header="Switch account" onDismiss={onClose} footer={actions}>
      <form onSubmit={(event) => { event.preventDefault(); change(); }}>
        <Form>
          <FormField
            label="Account ID"
            description="Accounts never see each other's databases. The access key of a client chooses its account."
            constraintText="Twelve digits."
            errorText={valid ? undefined : "An account ID has twelve digits."}
          >
            <Input value={account} onChange={({ detail }) => setAccount(detail.value)} inputMode="numeric" autoFocus />
          </FormField>
        </Form>
      </form>
    </Modal>
  );
}
