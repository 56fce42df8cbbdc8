// The panel of API calls: each action as the AWS CLI command that does the same, and as the request that was sent.
import Box from "@cloudscape-design/components/box";
import ColumnLayout from "@cloudscape-design/components/column-layout";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import SpaceBetween from "@cloudscape-design/components/space-between";
import SplitPanel from "@cloudscape-design/components/split-panel";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Table from "@cloudscape-design/components/table";
import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { callLog, type ApiCall } from "../aws/call_log";
import { cliCommand } from "../aws/cli_command";
import { formatClock } from "../shared/format";
import { useStore } from "../shared/store";

function Code({ title, text }: { title: string; text: string }) {
  return (
    <section aria-label={title}>
      <Box variant="h4" padding={{ bottom: "xxs" }}>
        {title}{" "}
        <CopyToClipboard variant="icon" textToCopy={text} copyButtonAriaLabel={`Copy: ${title}`} copySuccessText="Copied" copyErrorText="Not copied" />
      </Box>
      <pre className="code" tabIndex={0}>{text}</pre>
    </section>
  );
}

function Outcome({ call }: { call: ApiCall }) {
  if (call.error) return <StatusIndicator type="error">{`${call.status ?? ""} ${call.error}`.trim()}</StatusIndicator>;
  if (!call.status) return <StatusIndicator type="in-progress">Sent</StatusIndicator>;
  return <StatusIndicator type="success">{`${call.milliseconds} ms`}</StatusIndicator>;
}

export default function CallsPanel() {
  const calls = useStore(callLog);
  const [withReads, setWithReads] = useState(false);
  const [chosen, setChosen] = useState<number>();
  const shown = calls.filter((call) => withReads || call.changes);
  const call = shown.find(({ id }) => id === chosen) ?? shown[0];
  return (
    <SplitPanel header="API calls" closeBehavior="hide">
      <ColumnLayout columns={2}>
        <Table
          variant="embedded"
          wrapLines
          items={shown.slice(0, 40)}
          trackBy={(item) => String(item.id)}
          selectionType="single"
          selectedItems={call ? [call] : []}
          onSelectionChange={({ detail }) => setChosen(detail.selectedItems[0]?.id)}
          onRowClick={({ detail }) => setChosen(detail.item.id)}
          ariaLabels={{
            selectionGroupLabel: "Chosen call",
            itemSelectionLabel: (_, item) => `${item.operation} at ${formatClock(item.at)}`,
            tableLabel: "API calls",
          }}
          empty={<Box color="text-body-secondary">What you do appears here: begin with Create database.</Box>}
          columnDefinitions={[
            { id: "at", header: "Time", cell: (item) => formatClock(item.at), width: 112 },
            { id: "operation", header: "Operation", cell: (item) => item.operation, isRowHeader: true },
            { id: "outcome", header: "Answer", cell: (item) => <Outcome call={item} /> },
          ]}
          filter={
            <Toggle checked={withReads} onChange={({ detail }) => setWithReads(detail.checked)}>
              Also calls that only read
            </Toggle>
          }
        />
        {call && (
          <SpaceBetween size="s">
            <Code title="AWS CLI" text={cliCommand(call)} />
            <Code title="Request" text={call.request} />
          </SpaceBetween>
        )}
      </ColumnLayout>
    </SplitPanel>
  );
}
