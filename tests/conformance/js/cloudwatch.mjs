// CloudWatch as this SDK speaks it: JSON 1.0, not the query protocol.
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import test from "node:test";
import { CloudWatchClient, GetMetricDataCommand, GetMetricStatisticsCommand, paginateListMetrics } from "@aws-sdk/client-cloudwatch";
import { createSource } from "./steps.mjs";

const watch = new CloudWatchClient({ maxAttempts: 1 });
const where = [{ Name: "DBInstanceIdentifier", Value: "js-watched" }];

async function until(ask, good) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answer = await ask();
    if (good(answer)) return answer;
    await sleep(200);
  }
  assert.fail("it did not come true within 20 seconds");
}

test("the protocol is JSON", async () => {
  const seen = [];
  watch.middlewareStack.add((next) => (args) => { seen.push(args.request.headers); return next(args); }, { step: "finalizeRequest", priority: "low" });
  for await (const _ of paginateListMetrics({ client: watch }, { Namespace: "AWS/RDS" }));
  assert.equal(seen[0]["content-type"], "application/x-amz-json-1.0");
});

test("metrics of an instance", async () => {
  await createSource("js-watched");
  const range = () => ({ StartTime: new Date(Date.now() - 600_000), EndTime: new Date(Date.now() + 60_000) });
  const statistics = await until(
    () => watch.send(new GetMetricStatisticsCommand({
      Namespace: "AWS/RDS", MetricName: "FreeStorageSpace", Dimensions: where, Period: 60, Statistics: ["Average"], ...range(),
    })),
    (answer) => answer.Datapoints?.length,
  );
  assert.equal(statistics.Label, "FreeStorageSpace");
  assert.equal(statistics.Datapoints[0].Unit, "Bytes");
  assert.ok(statistics.Datapoints[0].Timestamp instanceof Date);
  assert.ok(statistics.Datapoints[0].Average > 0);

  const data = await until(
    () => watch.send(new GetMetricDataCommand({
      MetricDataQueries: [{ Id: "wal", MetricStat: { Stat: "Maximum", Period: 60, Metric: { Namespace: "AWS/RDS", MetricName: "TransactionLogsDiskUsage", Dimensions: where } } }],
      ...range(),
    })),
    (answer) => answer.MetricDataResults?.[0].Values.length,
  );
  assert.equal(data.MetricDataResults[0].StatusCode, "Complete");
  assert.equal(data.MetricDataResults[0].Timestamps.length, data.MetricDataResults[0].Values.length);
});

test("errors", async () => {
  await assert.rejects(
    watch.send(new GetMetricStatisticsCommand({
      Namespace: "AWS/RDS", MetricName: "FreeStorageSpace", Period: 60, Statistics: ["Average"],
      StartTime: new Date(), EndTime: new Date(Date.now() - 60_000),
    })),
    (error) => error.name.startsWith("InvalidParameterValue") && error.$metadata.httpStatusCode === 400,
  );
});
