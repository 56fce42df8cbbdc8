// The Actions menu of a database, with the reason at each entry that is not possible now.
import ButtonDropdown from "@cloudscape-design/components/button-dropdown";
import { lazy, Suspense, useState } from "react";
import { navigate, routeTo } from "../app/route";
import { actionsFor, type ActionId } from "../data/actions";
import type { Inventory } from "../data/inventory";
import type { Row } from "../data/tree";

const DeleteDialog = lazy(() => import("./delete_dialog"));
const PromoteDialog = lazy(() => import("./promote_dialog"));

const formPages: Partial<Record<ActionId, string>> = {
  "create-aurora-replica": "create-aurora-read-replica",
  "create-reader": "create-reader",
};

interface Open {
  action: ActionId;
  row: Row;
}

export function ActionsMenu({ known, row }: { known: Inventory; row?: Row }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const actions = row ? actionsFor(known, row) : [];

  const start = (action: ActionId) => {
    if (!row) return;
    const page = formPages[action];
    const target = action === "create-aurora-replica" ? row.id : (row.cluster?.DBClusterIdentifier ?? row.id);
    if (page) navigate(routeTo(page, { id: target }));
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
        {open?.action === "delete" && <DeleteDialog row={open.row} onClose={close} />}
        {open?.action === "promote" && <PromoteDialog cluster={open.row.cluster!} onClose={close} />}
      </Suspense>
    </>
  );
}
