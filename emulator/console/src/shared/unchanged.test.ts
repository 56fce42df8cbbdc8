// What did not change keeps its identity.
import { expect, test } from "vitest";
import { keepUnchanged } from "./unchanged";

const answer = (status: string) => ({ rows: [{ id: "a", at: new Date(7), tags: ["x"] }, { id: "b", status }] });

test("an equal answer is the old one", () => {
  const before = answer("available");
  expect(keepUnchanged(before, answer("available"))).toBe(before);
});

test("only what differs is new", () => {
  const before = answer("creating");
  const after = keepUnchanged(before, answer("available")) as typeof before;
  expect(after).toEqual(answer("available"));
  expect(after.rows[0]).toBe(before.rows[0]);
  expect(after.rows[1]).not.toBe(before.rows[1]);
});

test("what is gone is gone", () => {
  expect(keepUnchanged({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(keepUnchanged([1, 2], [1])).toEqual([1]);
});
