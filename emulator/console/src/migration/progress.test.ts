// How far a migration is, in each of its situations.
import { expect, test } from "vitest";
import { linkState, migrationSteps, type Observed } from "./progress";

const replica = { Status: "available", ReplicationSourceIdentifier: "arn:aws:rds:us-east-1:123456789012:db:orders" };
const primary = { DBInstanceStatus: "available" };

const states = (seen: Observed) => migrationSteps(seen).map(({ state }) => state).join(" ");

test.each<[string, Observed, string, string]>([
  ["the snapshot begins", { cluster: { ...replica, Status: "creating" }, primary: undefined, lag: undefined }, "running waiting waiting waiting waiting", "copying"],
  ["it is restored", { cluster: { ...replica, Status: "creating", PercentProgress: "40" }, primary: undefined, lag: undefined }, "done running waiting waiting waiting", "copying"],
  ["no primary yet", { cluster: replica, primary: undefined, lag: undefined }, "done done running waiting waiting", "waiting"],
  ["behind", { cluster: replica, primary, lag: 2 }, "done done done running waiting", "streaming"],
  ["caught up", { cluster: replica, primary, lag: 0 }, "done done done done waiting", "in-sync"],
  ["the stream broke", { cluster: replica, primary, lag: undefined }, "done done running waiting waiting", "broken"],
  ["promoting", { cluster: { ...replica, Status: "promoting" }, primary, lag: 0 }, "done done done done running", "in-sync"],
  ["promoted", { cluster: { Status: "available" }, primary, lag: undefined }, "done done done done done", "cut"],
  ["failed", { cluster: { ...replica, Status: "migration-failed" }, primary: undefined, lag: undefined }, "done done failed waiting waiting", "broken"],
])("%s", (_, seen, steps, link) => {
  expect(states(seen)).toBe(steps);
  expect(linkState(seen)).toBe(link);
});
