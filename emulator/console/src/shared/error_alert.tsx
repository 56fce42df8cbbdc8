// AWS's error code and message, in place of what could not be shown.
import Alert from "@cloudscape-design/components/alert";
import { apiError } from "../aws/errors";

export function ErrorAlert({ failure }: { failure: unknown }) {
  if (!failure) return null;
  const { code, message } = apiError(failure);
  return <Alert type="error" header={code}>{message}</Alert>;
}
