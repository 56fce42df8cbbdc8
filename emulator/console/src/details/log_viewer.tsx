// The end of a log file in a dialog: read on by hand, or again and again while one watches.
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { readLastLines, readOn, type LogFile, type LogPortion } from "../data/logs";
import { ErrorAlert } from "../shared/error_alert";

const firstLines = 500;
const mostCharacters = 400_000; // shown; a browser gets slow with more
const pace = 1500; // milliseconds between two looks

/** The file's end, and a function that reads on; calls that overlap become one. */
function useLogEnd(file: LogFile) {
  const [read, setRead] = useState<LogPortion>();
  const [failure, setFailure] = useState<unknown>();
  const latest = useRef<LogPortion>();
  const running = useRef(false);
  const readMore = async () => {
    if (running.current) return;
    running.current = true;
    try {
      const before = latest.current;
      const more = before ? await readOn(file, before.marker) : await readLastLines(file, firstLines);
      const text = ((before?.text ?? "") + more.text).slice(-mostCharacters);
      latest.current = { text, marker: more.marker };
      setRead(latest.current);
      setFailure(undefined);
    } catch (reason) {
      setFailure(reason);
    } finally {
      running.current = false;
    }
  };
  return { read, failure, readMore };
}

interface Properties {
  file: LogFile;
  watchFirst: boolean;
  onClose: () => void;
}

export function LogViewer({ file, watchFirst, onClose }: Properties) {
  const { read, failure, readMore } = useLogEnd(file);
  const [watching, setWatching] = useState(watchFirst);
  const end = useRef<HTMLPreElement>(null);

  useEffect(() => void readMore(), []);
  useEffect(() => {
    if (!watching) return undefined;
    const timer = setInterval(() => void readMore(), pace);
    return () => clearInterval(timer);
  }, [watching]);
  useLayoutEffect(() => {
    if (end.current) end.current.scrollTop = end.current.scrollHeight;
  }, [read?.text]);

  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="m" alignItems="center">
        <Toggle checked={watching} onChange={({ detail }) => setWatching(detail.checked)}>Watch</Toggle>
        <Button iconName="refresh" disabled={watching} onClick={() => void readMore()}>Refresh</Button>
        <Button variant="primary" onClick={onClose}>Close</Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible size="max" header={file.name} onDismiss={onClose} footer={footer}>
      <SpaceBetween size="s">
        <ErrorAlert failure={failure} />
        <pre ref={end} className="code log" tabIndex={0} role="log" aria-live="off" aria-label={`${file.name} of ${file.instance}`}>
          {read?.text ?? "Loading"}
        </pre>
      </SpaceBetween>
    </Modal>
  );
}
