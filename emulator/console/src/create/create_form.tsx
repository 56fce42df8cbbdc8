// A page that creates something: title, sections, Cancel and the button, and AWS's answer where it refuses.
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import ContentLayout from "@cloudscape-design/components/content-layout";
import type { ReactNode } from "react";
import { navigate, routeTo } from "../app/route";
import type { ApiError } from "../aws/errors";

interface Properties {
  title: string;
  description?: ReactNode;
  action: string;
  valid: boolean;
  running: boolean;
  error: ApiError | undefined;
  onSubmit: () => void;
  children: ReactNode;
}

export function CreateForm({ title, description, action, valid, running, error, onSubmit, children }: Properties) {
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" formAction="none" onClick={() => navigate(routeTo("databases"))}>Cancel</Button>
      <Button variant="primary" disabled={!valid} loading={running}>{action}</Button>
    </SpaceBetween>
  );
  return (
    <ContentLayout maxContentWidth={900} header={<Header variant="h1" description={description}>{title}</Header>}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (valid && !running) onSubmit();
        }}
      >
        <Form actions={actions}>
          <SpaceBetween size="l">
            {children}
            {error && <Alert type="error" header={error.code}>{error.message}</Alert>}
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
