// Addresses and what they name.
import { expect, test } from "vitest";
import { databaseRoute, parseRoute, routeTo } from "./route_format";

test("an address names a page and its parameters", () => {
  expect(parseRoute("#database:id=orders;is-cluster=true;tab=monitoring")).toEqual({
    page: "database",
    parameters: { id: "orders", "is-cluster": "true", tab: "monitoring" },
  });
  expect(parseRoute("").page).toBe("databases");
  expect(parseRoute("#events:")).toEqual({ page: "events", parameters: {} });
});

test("what is written is read again", () => {
  const awkward = { id: "a;b=c:d %" };
  expect(parseRoute(routeTo("migration", awkward)).parameters).toEqual(awkward);
  expect(databaseRoute("orders", false)).toBe("#database:id=orders;is-cluster=false");
});
