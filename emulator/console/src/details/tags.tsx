// The tags of a database, and changing them.
import { AddTagsToResourceCommand, ListTagsForResourceCommand, RemoveTagsFromResourceCommand } from "@aws-sdk/client-rds";
import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import TagEditor, { type TagEditorProps } from "@cloudscape-design/components/tag-editor";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { tellSuccess } from "../app/notices";
import { rds } from "../aws/clients";
import { useApiAction } from "../shared/api_action";
import { ErrorAlert } from "../shared/error_alert";

type EditedTags = readonly TagEditorProps.Tag[];

async function save(arn: string, tags: EditedTags): Promise<void> {
  const removed = tags.filter((tag) => tag.existing && tag.markedForRemoval).map(({ key }) => key);
  const kept = tags.filter((tag) => !tag.markedForRemoval && tag.key).map(({ key, value }) => ({ Key: key, Value: value }));
  if (removed.length) await rds().send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: removed }));
  if (kept.length) await rds().send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: kept }));
}

export function Tags({ arn }: { arn: string }) {
  const { data, error: failure, isPending, refetch } = useQuery({
    queryKey: ["tags", arn],
    queryFn: async () => (await rds().send(new ListTagsForResourceCommand({ ResourceName: arn }))).TagList ?? [],
  });
  const [edited, setEdited] = useState<EditedTags>();
  const { running, error, run } = useApiAction();
  const tags = edited ?? (data ?? []).map(({ Key = "", Value = "" }) => ({ key: Key, value: Value, existing: true }));
  const submit = () =>
    run(async () => {
      await save(arn, tags);
      await refetch();
      setEdited(undefined);
      tellSuccess("The tags have been saved.");
    });
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${data?.length ?? 0})`}
          actions={<Button disabled={!edited} loading={running} onClick={submit}>Save changes</Button>}
        >
          Tags
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ErrorAlert failure={failure} />
        {error && <Alert type="error" header={error.code}>{error.message}</Alert>}
        <TagEditor loading={isPending} tags={tags} onChange={({ detail }) => setEdited(detail.tags)} />
      </SpaceBetween>
    </Container>
  );
}
