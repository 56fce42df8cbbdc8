// The Databases page: the tree of clusters and instances, and what one can do with the chosen one.
import { useCollection } from "@cloudscape-design/collection-hooks";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Table, { type TableProps } from "@cloudscape-design/components/table";
import TextFilter from "@cloudscape-design/components/text-filter";
import { Suspense, useMemo, useState } from "react";
import { navigate, routeTo } from "../app/route";
import { emptyInventory } from "../data/inventory";
import { useInventory } from "../data/use_inventory";
import { useLags } from "../data/lag";
import { databaseRows, type Row } from "../data/tree";
import { lazyPart } from "../shared/lazy_part";
import { ErrorAlert } from "../shared/error_alert";
import { ActionsMenu } from "./actions_menu";
import { databaseColumns } from "./columns";
import { usePreferences } from "./preferences";

const PreferencesButton = lazyPart(() => import("./preferences_button"));

const filterPlaceholder = "Filter by databases";

function EmptyTable() {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="s">
        <b>No databases</b>
        <span>Nothing runs in this account and region yet.</span>
        <Button href={routeTo("launch-dbinstance")}>Create database</Button>
      </SpaceBetween>
    </Box>
  );
}

/** All rows are open from the start, also those that appear later; which ones the user closed is remembered. */
function useClosedRows(rows: readonly Row[]) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string, open: boolean) => {
    const next = new Set(closed);
    if (open) next.delete(key);
    else next.add(key);
    setClosed(next);
  };
  const parents = new Set(rows.map((row) => row.parent));
  return { expanded: rows.filter((row) => parents.has(row.key) && !closed.has(row.key)), toggle };
}

export function DatabasesPage() {
  const { data = emptyInventory, error, isPending } = useInventory();
  const lags = useLags(data);
  const rows = useMemo(() => databaseRows(data), [data]);
  const [preferences, setPreferences] = usePreferences();
  const [selectedKey, setSelectedKey] = useState<string>();
  const { expanded, toggle } = useClosedRows(rows);
  const columns = useMemo(() => databaseColumns(lags), [lags]);

  const { items, collectionProps, filterProps, filteredItemsCount } = useCollection(rows, {
    filtering: {
      empty: <EmptyTable />,
      noMatch: <Box textAlign="center">No database matches the filter.</Box>,
      fields: ["id", "status", "role", "engine", "version", "size", "zone"],
    },
    sorting: { defaultState: { sortingColumn: columns[0]! } },
    expandableRows: { getId: (row) => row.key, getParentId: (row) => row.parent },
  });
  const { expandableRows } = collectionProps;
  const selected = rows.find((row) => row.key === selectedKey);
  return (
    <Table
      {...collectionProps}
      variant="full-page"
      stickyHeader
      resizableColumns
      items={items}
      trackBy="key"
      loading={isPending}
      loadingText="Loading databases"
      columnDefinitions={columns}
      columnDisplay={preferences.columns}
      contentDensity={preferences.density}
      wrapLines={preferences.wrapLines}
      selectionType="single"
      selectedItems={selected ? [selected] : []}
      onSelectionChange={({ detail }) => setSelectedKey(detail.selectedItems[0]?.key)}
      expandableRows={expandableRows && {
        ...expandableRows,
        expandedItems: expanded,
        onExpandableItemToggle: ({ detail }: { detail: TableProps.ExpandableItemToggleDetail<Row> }) => toggle(detail.item.key, detail.expanded),
      }}
      ariaLabels={{
        tableLabel: "Databases",
        selectionGroupLabel: "Choose a database",
        itemSelectionLabel: (_, row) => row.id,
        expandButtonLabel: (row) => `Show what is below ${row.id}`,
        collapseButtonLabel: (row) => `Hide what is below ${row.id}`,
      }}
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={`(${rows.length})`}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <ActionsMenu known={data} row={selected} />
              <Button variant="primary" onClick={() => navigate(routeTo("launch-dbinstance"))}>Create database</Button>
            </SpaceBetween>
          }
        >
          Databases
        </Header>
      }
      filter={
        <SpaceBetween size="s">
          <ErrorAlert failure={error} />
          <TextFilter
            {...filterProps}
            filteringPlaceholder={filterPlaceholder}
            filteringAriaLabel={filterPlaceholder}
            countText={`${filteredItemsCount} ${filteredItemsCount === 1 ? "match" : "matches"}`}
          />
        </SpaceBetween>
      }
      preferences={
        <Suspense>
          <PreferencesButton preferences={preferences} onChange={setPreferences} />
        </Suspense>
      }
    />
  );
}
