// An API call as the AWS CLI command that makes it, so that people learn the one from the other.
import type { ApiCall } from "./call_log";

/** "DBClusterIdentifier" as the CLI spells it: "db-cluster-identifier". Source: botocore, `xform_name`. */
export function cliName(name: string): string {
  const plural = /[A-Z]{2,}s$/.exec(name)?.[0];
  const prepared = plural ? `${name.slice(0, -plural.length)}-${plural.toLowerCase()}` : name;
  return prepared
    .replace(/(.)([A-Z][a-z]+)/g, "$1-$2")
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase();
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const isScalar = (value: unknown): boolean => typeof value !== "object" || value instanceof Date;

function scalar(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value);
}

/** `Key=a,Value=b` where every member is simple, JSON where not. Source: AWS CLI User Guide, "Shorthand syntax". */
function argument(value: unknown): string {
  if (isScalar(value)) return quoted(scalar(value));
  const members = Object.entries(value as object);
  const simple = members.every(([, member]) => isScalar(member) && !/[,='"\s]/.test(scalar(member)));
  return quoted(simple ? members.map(([name, member]) => `${name}=${scalar(member)}`).join(",") : JSON.stringify(value));
}

function option(name: string, value: unknown): string {
  const flag = cliName(name);
  if (typeof value === "boolean") return value ? `--${flag}` : `--no-${flag}`;
  if (name === "MasterUserPassword") return `--${flag} "$PASSWORD"`;
  const values = Array.isArray(value) ? value : [value];
  return `--${flag} ${values.map(argument).join(" ")}`;
}

export function cliCommand(call: Pick<ApiCall, "service" | "operation" | "input" | "region">): string {
  const options = Object.entries(call.input)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => option(name, value));
  return [`aws ${call.service} ${cliName(call.operation)}`, ...options, `--region ${call.region}`].join(" \\\n    ");
}
