// Reboot, stop and start: one question, one call.
import {
  RebootDBInstanceCommand, StartDBClusterCommand, StartDBInstanceCommand, StopDBClusterCommand, StopDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { tellSuccess } from "../app/notices";
import { rds } from "../aws/clients";
import type { Row } from "../data/tree";
import { ActionDialog } from "../shared/action_dialog";
import { useApiAction } from "../shared/api_action";

type Power = "reboot" | "stop" | "start";

const words: Record<Power, { verb: string; doing: string; says: string }> = {
  reboot: { verb: "Reboot", doing: "rebooting", says: "Its connections are cut, and it is away for as long as its server takes to start." },
  stop: { verb: "Stop", doing: "stopping", says: "It takes no connections until it is started again. Its data stay." },
  start: { verb: "Start", doing: "starting", says: "It takes connections again, at the endpoint that it had." },
};

async function send(action: Power, { id, instance }: Row): Promise<void> {
  if (action === "reboot") await rds().send(new RebootDBInstanceCommand({ DBInstanceIdentifier: id }));
  else if (instance) await rds().send(new (action === "stop" ? StopDBInstanceCommand : StartDBInstanceCommand)({ DBInstanceIdentifier: id }));
  else await rds().send(new (action === "stop" ? StopDBClusterCommand : StartDBClusterCommand)({ DBClusterIdentifier: id }));
}

export default function PowerDialog({ action, row, onClose }: { action: Power; row: Row; onClose: () => void }) {
  const { running, error, run } = useApiAction();
  const { verb, doing, says } = words[action];
  const confirm = () =>
    run(async () => {
      await send(action, row);
      tellSuccess(`${row.id} is ${doing}.`);
      onClose();
    });
  return (
    <ActionDialog header={`${verb} ${row.id}`} action={verb} running={running} error={error} onClose={onClose} onConfirm={confirm}>
      <div>{verb} the {row.instance ? "DB instance" : "DB cluster"} <b>{row.id}</b>? {says}</div>
    </ActionDialog>
  );
}
