// A page that cannot be shown says so, in the frame that goes on working. A part of the program that did not arrive is
// such a failure too: the emulator was perhaps restarted, or replaced by another version.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

interface State {
  failure?: Error;
}

export class PageBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = {};

  static getDerivedStateFromError(failure: Error): State {
    return { failure };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (!failure) return this.props.children;
    return (
      <Alert type="error" header="This page cannot be shown" action={<Button onClick={() => location.reload()}>Reload</Button>}>
        {failure.message}
      </Alert>
    );
  }
}
