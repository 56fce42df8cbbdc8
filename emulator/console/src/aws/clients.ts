// The AWS SDK's clients of this emulator: the page's own origin is the endpoint.
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { RDSClient } from "@aws-sdk/client-rds";
import { recordCalls } from "./call_log";
import { scope, type Scope } from "./scope";

interface Clients {
  scope: Scope;
  rds: RDSClient;
  cloudwatch: CloudWatchClient;
}

/** The access key is the account id, which is how the emulator tells accounts apart; signatures need some secret. */
function makeClients(where: Scope): Clients {
  const options = {
    endpoint: location.origin,
    region: where.region,
    credentials: { accessKeyId: where.account, secretAccessKey: "console" },
    maxAttempts: 1,
  };
  const clients = { scope: where, rds: new RDSClient(options), cloudwatch: new CloudWatchClient(options) };
  recordCalls(clients.rds.middlewareStack, "rds");
  recordCalls(clients.cloudwatch.middlewareStack, "cloudwatch");
  return clients;
}

let current: Clients | undefined;

function clients(): Clients {
  if (current?.scope !== scope.get()) current = makeClients(scope.get());
  return current;
}

export const rds = () => clients().rds;
export const cloudwatch = () => clients().cloudwatch;
