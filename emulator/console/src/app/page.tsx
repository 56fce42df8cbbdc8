// Which page the address names. Pages but the first are loaded when they are opened.
import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import { Suspense, type ComponentType } from "react";
import { DatabasesPage } from "../databases/databases_page";
import { lazyPart } from "../shared/lazy_part";
import { PageBoundary } from "./page_boundary";
import { useRoute } from "./route";

type PageComponent = ComponentType<{ parameters: Readonly<Record<string, string>> }>;

const pages: Record<string, PageComponent> = {
  databases: DatabasesPage,
  database: lazyPart(() => import("../details/database_page")),
  migration: lazyPart(() => import("../migration/migration_page")),
  "launch-dbinstance": lazyPart(() => import("../create/create_database_page")),
  "create-aurora-read-replica": lazyPart(() => import("../create/create_aurora_replica_page")),
  "create-reader": lazyPart(() => import("../create/create_reader_page")),
  "create-read-replica": lazyPart(() => import("../create/create_read_replica_page")),
  "modify-instance": lazyPart(() => import("../modify/modify_instance_page")),
  "modify-cluster": lazyPart(() => import("../modify/modify_cluster_page")),
  events: lazyPart(() => import("../events/events_page")),
  alarms: lazyPart(() => import("../alarms/alarms_page")),
};

const loading = (
  <Box textAlign="center" padding="xxl">
    <Spinner size="large" />
  </Box>
);

export function Page() {
  const { page, parameters } = useRoute();
  const Shown = pages[page] ?? DatabasesPage;
  const key = `${page} ${parameters.id ?? ""}`;
  return (
    <PageBoundary key={key}>
      <Suspense fallback={loading}>
        <Shown parameters={parameters} />
      </Suspense>
    </PageBoundary>
  );
}
