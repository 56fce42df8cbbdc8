// CloudWatch in all three wire protocols: the one this SDK speaks by itself, CBOR as the SDKs of Java and Go do, and
// query as older ones do. The same calls must come to the same.
import assert from "node:assert/strict";
import test from "node:test";
import { AwsJson1_0Protocol, AwsQueryProtocol, AwsSmithyRpcV2CborProtocol } from "@aws-sdk/core/protocols";
import {
  CloudWatchClient, DeleteAlarmsCommand, DescribeAlarmHistoryCommand, DescribeAlarmsCommand, GetDashboardCommand, GetMetricDataCommand,
  GetMetricStatisticsCommand, GetMetricWidgetImageCommand, ListMetricsCommand, PutMetricAlarmCommand, PutMetricDataCommand,
  SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";

const protocols = {
  json: { protocol: AwsJson1_0Protocol, type: "application/x-amz-json-1.0" },
  cbor: { protocol: AwsSmithyRpcV2CborProtocol, type: "application/cbor" },
  query: { protocol: AwsQueryProtocol, type: "application/x-www-form-urlencoded" },
};
const minute = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 300_000);
const range = { StartTime: minute, EndTime: new Date(minute.getTime() + 120_000) };
const values = [0, -1.5, 1e-7, 123456789.25, 2 ** 40];

function clientOf({ protocol }) {
  const sent = [];
  const client = new CloudWatchClient({ maxAttempts: 1, protocol });
  client.middlewareStack.add((next) => (args) => {
    const { headers, body } = args.request;
    sent.push(args.request);
    // This SDK's CBOR names the length of the body before it was compressed; no server could answer that.
    if (headers["content-length"]) headers["content-length"] = String(body.byteLength ?? Buffer.byteLength(body));
    return next(args);
  }, { step: "finalizeRequest", priority: "low" });
  return { client, sent };
}

async function refused(promise, code, status, text) {
  await assert.rejects(promise, (error) => {
    assert.ok(error.name.startsWith(code), `${error.name} instead of ${code}: ${error.message}`);
    if (status) assert.equal(error.$metadata.httpStatusCode, status);
    if (text) assert.match(error.message, text);
    return true;
  });
}

for (const [name, protocol] of Object.entries(protocols)) {
  const { client, sent } = clientOf(protocol);
  const Namespace = `Protocols/${name}`;
  const Dimensions = [{ Name: "Über", Value: 'a "quoted" <value> & more' }];
  const stat = (Id, MetricName, more) => ({ Id, MetricStat: { Stat: "Sum", Period: 60, Metric: { Namespace, MetricName, Dimensions } }, ...more });

  test(`${name}: datapoints come back as they went in`, async () => {
    await client.send(new PutMetricDataCommand({
      Namespace, MetricData: values.map((Value, i) => ({ MetricName: `m${i}`, Dimensions, Timestamp: minute, Value, Unit: "Bytes" })),
    }));
    assert.equal(sent.at(-1).headers["content-type"].split(";")[0], protocol.type);
    const { MetricDataResults } = await client.send(new GetMetricDataCommand({
      ...range, MetricDataQueries: [...values.map((_, i) => stat(`q${i}`, `m${i}`)), { Id: "e", Expression: "q0 + q3" }],
    }));
    assert.deepEqual(MetricDataResults.map((each) => each.Values), [...values.map((value) => [value]), [values[3]]]);
    for (const each of MetricDataResults) assert.deepEqual(each.Timestamps, [minute]);
    const { Datapoints } = await client.send(new GetMetricStatisticsCommand({
      ...range, Namespace, MetricName: "m3", Dimensions, Period: 60, Statistics: ["Average", "SampleCount"], ExtendedStatistics: ["p50"],
    }));
    assert.equal(Datapoints.length, 1);
    assert.deepEqual([Datapoints[0].Timestamp, Datapoints[0].Average, Datapoints[0].SampleCount, Datapoints[0].Unit], [minute, values[3], 1, "Bytes"]);
    const { Metrics } = await client.send(new ListMetricsCommand({ Namespace, MetricName: "m0" }));
    assert.deepEqual(Metrics[0].Dimensions, Dimensions);
  });

  test(`${name}: large bodies come in gzip`, async () => {
    const MetricData = Array.from({ length: 500 }, (_, i) => ({ MetricName: "large", Dimensions, Timestamp: minute, Value: i, StorageResolution: 60 }));
    await client.send(new PutMetricDataCommand({ Namespace, MetricData }));
    assert.equal(sent.at(-1).headers["content-encoding"] ?? sent.at(-1).headers["Content-Encoding"], "gzip");
    const { MetricDataResults } = await client.send(new GetMetricDataCommand({ ...range, MetricDataQueries: [stat("q", "large")] }));
    assert.deepEqual(MetricDataResults[0].Values, [(499 * 500) / 2]);
  });

  test(`${name}: an alarm on an expression`, async () => {
    const AlarmName = `protocols-${name}`;
    await client.send(new PutMetricAlarmCommand({
      AlarmName, EvaluationPeriods: 1, Threshold: 0.5, ComparisonOperator: "GreaterThanThreshold",
      Metrics: [{ Id: "e", Expression: "a / b", ReturnData: true }, stat("a", "m0", { ReturnData: false }), stat("b", "m3", { ReturnData: false })],
    }));
    await client.send(new SetAlarmStateCommand({ AlarmName, StateValue: "ALARM", StateReason: "drill" }));
    const { MetricAlarms: [alarm], CompositeAlarms } = await client.send(new DescribeAlarmsCommand({ AlarmNames: [AlarmName] }));
    assert.deepEqual(CompositeAlarms ?? [], []);
    assert.equal(alarm.StateValue, "ALARM");
    assert.equal(alarm.Threshold, 0.5);
    assert.ok(alarm.StateUpdatedTimestamp instanceof Date);
    assert.equal(alarm.Metrics[0].Expression, "a / b");
    assert.deepEqual(alarm.Metrics[1].MetricStat.Metric.Dimensions, Dimensions);
    const { AlarmHistoryItems } = await client.send(new DescribeAlarmHistoryCommand({ AlarmName }));
    assert.ok(AlarmHistoryItems.length >= 2);
    await client.send(new DeleteAlarmsCommand({ AlarmNames: [AlarmName] }));
  });

  test(`${name}: an image is bytes`, async () => {
    const MetricWidget = JSON.stringify({ metrics: [[Namespace, "m3", Dimensions[0].Name, Dimensions[0].Value]], width: 300, height: 200 });
    const { MetricWidgetImage } = await client.send(new GetMetricWidgetImageCommand({ MetricWidget }));
    const image = Buffer.from(MetricWidgetImage);
    assert.equal(image.subarray(1, 4).toString(), "PNG");
    assert.deepEqual([image.readUInt32BE(16), image.readUInt32BE(20)], [300, 200]);
  });

  test(`${name}: wrong input is refused and changes nothing`, async () => {
    const before = await client.send(new ListMetricsCommand({ Namespace }));
    const datum = (more) => new PutMetricDataCommand({ Namespace, MetricData: [{ MetricName: "wrong", Value: 1 }, { MetricName: "wrong", ...more }] });
    await refused(client.send(datum({ Value: NaN })), "InvalidParameterValue", 400);
    await refused(client.send(datum({ Value: Infinity })), "InvalidParameterValue", 400);
    await refused(client.send(datum({ Value: 1, Timestamp: new Date(Date.now() + 86_400_000) })), "InvalidParameterValue", 400);
    await refused(client.send(datum({ Value: 1, Values: [1] })), "InvalidParameterCombination", 400);
    const data = (more) => new GetMetricDataCommand({ ...range, MetricDataQueries: [{ Id: "e", ...more }] });
    await refused(client.send(data({ Expression: "1 +" })), "ValidationError", 400, /expression 'e'/);
    await refused(client.send(data({ Expression: "nobody" })), "ValidationError", 400, /Undefined variable/);
    await refused(client.send(data({})), "ValidationError", 400);
    await refused(client.send(new SetAlarmStateCommand({ AlarmName: "nobody", StateValue: "OK", StateReason: "x" })), "ResourceNotFound", 404);
    await refused(client.send(new GetDashboardCommand({ DashboardName: "nobody" })), "ResourceNotFound", 404, /does not exist/);
    await refused(client.send(new PutMetricAlarmCommand({
      AlarmName: "wrong", EvaluationPeriods: 1, Threshold: NaN, ComparisonOperator: "GreaterThanThreshold", Namespace, MetricName: "m0",
      Statistic: "Sum", Period: 60,
    })), "ValidationError", 400, /Threshold/);
    await refused(client.send(new GetMetricWidgetImageCommand({ MetricWidget: "{" })), "ValidationError", 400, /valid JSON/);
    const after = await client.send(new ListMetricsCommand({ Namespace }));
    assert.deepEqual(after.Metrics, before.Metrics);
    assert.deepEqual((await client.send(new DescribeAlarmsCommand({ AlarmNames: ["wrong"] }))).MetricAlarms ?? [], []);
  });
}
