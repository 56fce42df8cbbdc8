// The Actions menu of a database, with the reason at each entry that is not possible now.
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { Suspense, useState } from "react";
import { navigate, routeTo } from "../app/route";
import { actionsFor, type ActionId } from "../data/actions";
import type { Inventory } from "../data/inventory";
import type { Row } from "../data/tree";
import { lazyPart } from "../shared/lazy_part";

const DeleteDialog = lazyPart(() => import("./delete_dialog"));
const FailoverDialog = lazyPart(() => import("./failover_dialog"));
const PowerDialog = lazyPart(() => import("./power_dialog"));
const PromoteDialog = lazyPart(() => import("./promote_dialog"));

/** The actions that have a page of their own, and what it is opened for. */
const formRoutes: Partial<Record<ActionId, (row: Row) => string>> = {
  "create-aurora-replica": (row) => routeTo("create-aurora-read-replica", { id: row.id }),
  "create-read-replica": (row) => routeTo("create-read-replica", { id: row.id }),
  "create-reader": (row) => routeTo("create-reader", { id: row.cluster?.DBClusterIdentifier ?? row.id }),
  modify: (row) => routeTo(row.instance ? "modify-instance" : "modify-cluster", { id: row.id }),
};

interface Open {
  action: ActionId;
  row: Row;
}

function ActionDialogFor({ action, row, known, onClose }: Open & { known: Inventory; onClose: () => void }) {
  switch (action) {
    case "delete": return <DeleteDialog row={row} onClose={onClose} />;
    case "promote": return <PromoteDialog row={row} onClose={onClose} />;
    case "failover": return <FailoverDialog known={known} cluster={row.cluster!} onClose={onClose} />;
    case "reboot": case "stop": case "start": return <PowerDialog action={action} row={row} onClose={onClose} />;
    default: return null;
  }
}

export function ActionsMenu({ known, row }: { known: Inventory; row?: Row }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const actions = row ? actionsFor(known, row) : [];

  const start = (action: ActionId) => {
    if (!row) return;
    const route = formRoutes[action];
    if (route) navigate(route(row));
    else setOpen({ action, row });
  };
  return (
    <>
      <ButtonDropdown
        disabled={!row}
        disabledReason={row ? undefined : "Choose a database first."}
        items={actions.map(({ id, text, whyNot }) => ({ id, text, disabled: Boolean(whyNot), disabledReason: whyNot }))}
        onItemClick={({ detail }) => start(detail.id as ActionId)}
      >
        Actions
      </ButtonDropdown>
      <Suspense>
        {open && <ActionDialogFor {...open} known={known} onClose={close} />}
      </Suspense>
    </>
  );
}
