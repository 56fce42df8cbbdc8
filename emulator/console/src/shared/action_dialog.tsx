// A dialog that asks before it does something: Cancel, the action, and AWS's answer where it refuses.
import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";
import type { ApiError } from "../aws/errors";

interface Properties {
  header: string;
  action: string;
  disabled?: boolean;
  running: boolean;
  error: ApiError | undefined;
  onClose: () => void;
  onConfirm: () => void;
  children: ReactNode;
}

export function ActionDialog({ header, action, disabled, running, error, onClose, onConfirm, children }: Properties) {
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={onClose}>Cancel</Button>
        <Button variant="primary" disabled={disabled} loading={running} onClick={onConfirm}>{action}</Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header={header} onDismiss={onClose} footer={footer}>
      <SpaceBetween size="m">
        {children}
        {error && <Alert type="error" header={error.code}>{error.message}</Alert>}
      </SpaceBetween>
    </Modal>
  );
}
