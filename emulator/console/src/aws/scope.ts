// Whose resources the console shows: the account and region of every call. As in AWS, the region is in the address.
import { createStore } from "../shared/store";

export interface Scope {
  account: string;
  region: string;
}

const key = "borealis.scope";
export const defaultAccount = "123456789012";

function initialScope(): Scope {
  const stored = JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Scope>;
  const asked = new URLSearchParams(location.search).get("region");
  return { account: stored.account ?? defaultAccount, region: asked ?? stored.region ?? "us-east-1" };
}

export const scope = createStore<Scope>(initialScope());

function remember(): void {
  localStorage.setItem(key, JSON.stringify(scope.get()));
  history.replaceState(null, "", `?region=${scope.get().region}${location.hash}`);
}

scope.subscribe(remember);
remember();

/** The regions of AWS that are open by default, and their names. Source: AWS General Reference. */
export const regions: readonly (readonly [string, string])[] = [
  ["us-east-1", "US East (N. Virginia)"],
  ["us-east-2", "US East (Ohio)"],
  ["us-west-1", "US West (N. California)"],
  ["us-west-2", "US West (Oregon)"],
  ["ap-northeast-1", "Asia Pacific (Tokyo)"],
  ["ap-northeast-2", "Asia Pacific (Seoul)"],
  ["ap-northeast-3", "Asia Pacific (Osaka)"],
  ["ap-south-1", "Asia Pacific (Mumbai)"],
  ["ap-southeast-1", "Asia Pacific (Singapore)"],
  ["ap-southeast-2", "Asia Pacific (Sydney)"],
  ["ca-central-1", "Canada (Central)"],
  ["eu-central-1", "Europe (Frankfurt)"],
  ["eu-north-1", "Europe (Stockholm)"],
  ["eu-west-1", "Europe (Ireland)"],
  ["eu-west-2", "Europe (London)"],
  ["eu-west-3", "Europe (Paris)"],
  ["sa-east-1", "South America (São Paulo)"],
];
