// The log files of an instance, and what is in them.
import { DownloadDBLogFilePortionCommand, paginateDescribeDBLogFiles, type DescribeDBLogFilesDetails } from "@aws-sdk/client-rds";
import { useQuery } from "@tanstack/react-query";
import { rds } from "../aws/clients";
import { scope } from "../aws/scope";
import { useStore } from "../shared/store";

export interface LogFile {
  instance: string;
  name: string;
}

/** Of a file: text, and where it goes on. */
export interface LogPortion {
  text: string;
  marker: string;
}

const beginning = "0"; // as a marker
const noFiles: DescribeDBLogFilesDetails[] = [];

async function fetchLogFiles(instance: string): Promise<DescribeDBLogFilesDetails[]> {
  const found: DescribeDBLogFilesDetails[] = [];
  for await (const page of paginateDescribeDBLogFiles({ client: rds() }, { DBInstanceIdentifier: instance }))
    found.push(...(page.DescribeDBLogFiles ?? []));
  return found;
}

export function useLogFiles(instance: string) {
  const where = useStore(scope);
  const { data = noFiles, error, isPending } = useQuery({
    queryKey: ["log files", where.account, where.region, instance],
    queryFn: () => fetchLogFiles(instance),
    refetchInterval: 5000,
  });
  return { files: data, error, isPending };
}

const portion = ({ instance, name }: LogFile, from: { Marker?: string; NumberOfLines?: number }) =>
  rds().send(new DownloadDBLogFilePortionCommand({ DBInstanceIdentifier: instance, LogFileName: name, ...from }));

export async function readLastLines(file: LogFile, lines: number): Promise<LogPortion> {
  const { LogFileData: text = "", Marker: marker = beginning } = await portion(file, { NumberOfLines: lines });
  return { text, marker };
}

/** From a marker to the end of the file, however many portions that takes. */
export async function readOn(file: LogFile, from = beginning): Promise<LogPortion> {
  const parts: string[] = [];
  for (let marker = from; ; ) {
    const answer = await portion(file, { Marker: marker });
    parts.push(answer.LogFileData ?? "");
    marker = answer.Marker ?? marker;
    if (!answer.AdditionalDataPending) return { text: parts.join(""), marker };
  }
}
