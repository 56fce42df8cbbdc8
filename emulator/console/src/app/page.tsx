// Which page the address names. Pages but the first are loaded when they are opened.
import Box from "@cloudscape-design/components/box";
import Spinner from "@cloudscape-design/components/spinner";
import { lazy, Suspense, type ComponentType } from "react";
import { DatabasesPage } from "../databases/databases_page";
import { PageBoundary } from "./page_boundary";
import { useRoute } from "./route";

type PageComponent = ComponentType<{ parameters: Readonly<Record<string, string>> }>;

const pages: Record<string, PageComponent> = {
  databases: DatabasesPage,
  database: lazy(() => import("../details/database_page")),
  migration: lazy(() => import("../migration/migration_page")),
  "launch-dbinstance": lazy(() => import("../create/create_database_page")),
  "create-aurora-read-replica": lazy(() => import("../create/create_aurora_replica_page")),
  "create-reader": lazy(() => import("../create/create_reader_page")),
  "create-read-replica": lazy(() => import("../create/create_read_replica_page")),
  "modify-instance": lazy(() => import("../modify/modify_instance_page")),
  "modify-cluster": lazy(() => import("../modify/modify_cluster_page")),
  events: lazy(() => import("../events/events_page")),
  alarms: lazy(() => import("../alarms/alarms_page")),
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
