// Requests as text.
import { expect, test } from "vitest";
import { isChange, requestText } from "./call_log";

test("a query request, a parameter a line, without secrets", () => {
  const text = requestText({
    method: "POST",
    path: "/",
    headers: { "content-type": "application/x-www-form-urlencoded", authorization: "AWS4-HMAC-SHA256 Credential=1" },
    body: "Action=CreateDBInstance&MasterUserPassword=top%20secret&DBName=a%2Bb",
  });
  expect(text).toBe(
    "POST / HTTP/1.1\ncontent-type: application/x-www-form-urlencoded\n\nAction=CreateDBInstance\n&MasterUserPassword=****\n&DBName=a+b",
  );
});

test("what only reads is no change", () => {
  expect(["DescribeDBInstances", "ListMetrics", "GetMetricData", "DeleteDBCluster"].map(isChange)).toEqual([false, false, false, true]);
});
