// The log files of an instance as a table: view one, watch it grow, download it.
import type { DescribeDBLogFilesDetails } from "@aws-sdk/client-rds";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import { useState } from "react";
import { readOn, useLogFiles, type LogFile } from "../data/logs";
import { ErrorAlert } from "../shared/error_alert";
import { formatBytes, formatTime } from "../shared/format";
import { saveAs } from "../shared/save_as";
import { LogViewer } from "./log_viewer";

const columns: TableProps.ColumnDefinition<DescribeDBLogFilesDetails>[] = [
  { id: "name", header: "Name", cell: (file) => file.LogFileName, isRowHeader: true },
  { id: "written", header: "Last written", cell: (file) => formatTime(file.LastWritten ? new Date(file.LastWritten) : undefined), width: 210 },
  { id: "size", header: "Size", cell: (file) => formatBytes(file.Size ?? 0), width: 120 },
];

export function LogFiles({ instance }: { instance: string }) {
  const { files, error, isPending } = useLogFiles(instance);
  const [chosenName, setChosenName] = useState<string>();
  const [shown, setShown] = useState<{ file: LogFile; watch: boolean }>();
  const [downloading, setDownloading] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const chosen = files.find(({ LogFileName }) => LogFileName === chosenName) ?? (files.length === 1 ? files[0] : undefined);
  const file = chosen?.LogFileName ? { instance, name: chosen.LogFileName } : undefined;

  const download = async (of: LogFile) => {
    setDownloading(true);
    setFailure(undefined);
    try {
      saveAs(`${of.instance}-${of.name.replaceAll("/", "-")}`, (await readOn(of)).text);
    } catch (reason) {
      setFailure(reason);
    } finally {
      setDownloading(false);
    }
  };

  return (
    <>
      <Table<DescribeDBLogFilesDetails>
        variant="container"
        header={
          <Header
            variant="h2"
            counter={`(${files.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={!file} onClick={() => setShown({ file: file!, watch: false })}>View</Button>
                <Button disabled={!file} onClick={() => setShown({ file: file!, watch: true })}>Watch</Button>
                <Button disabled={!file} loading={downloading} onClick={() => void download(file!)}>Download</Button>
              </SpaceBetween>
            }
          >
            Logs
          </Header>
        }
        footer={Boolean(failure ?? error) && <ErrorAlert failure={failure ?? error} />}
        items={files}
        trackBy="LogFileName"
        selectionType="single"
        selectedItems={chosen ? [chosen] : []}
        onSelectionChange={({ detail }) => setChosenName(detail.selectedItems[0]?.LogFileName)}
        loading={isPending}
        loadingText="Loading log files"
        wrapLines
        ariaLabels={{ tableLabel: "Logs", selectionGroupLabel: "Log file", itemSelectionLabel: (_, { LogFileName }) => LogFileName ?? "" }}
        empty={<Box color="text-body-secondary">The DB instance has written no log yet.</Box>}
        columnDefinitions={columns}
      />
      {shown && <LogViewer file={shown.file} watchFirst={shown.watch} onClose={() => setShown(undefined)} />}
    </>
  );
}
