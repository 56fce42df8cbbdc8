// A status of RDS as AWS's console shows it: colour, icon, words.
import StatusIndicator, { type StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";

const settled: Record<string, StatusIndicatorProps.Type> = {
  available: "success",
  stopped: "stopped",
  failed: "error",
  "storage-full": "warning",
  "migration-failed": "error",
};

export function statusType(status: string): StatusIndicatorProps.Type {
  return settled[status] ?? (/^(incompatible|inaccessible|restore-error|insufficient)/.test(status) ? "error" : "in-progress");
}

export function statusText(status: string): string {
  return status.charAt(0).toUpperCase() + status.slice(1);
}

export function Status({ status, percent }: { status: string; percent?: string }) {
  const detail = percent ? ` (${percent}%)` : "";
  return <StatusIndicator type={statusType(status)}>{statusText(status) + detail}</StatusIndicator>;
}
