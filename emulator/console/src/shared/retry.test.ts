// Trying again.
import { expect, test } from "vitest";
import { withRetries } from "./retry";

function failing(times: number) {
  let tries = 0;
  return async () => {
    if (++tries <= times) throw new Error(`failure ${tries}`);
    return tries;
  };
}

test("what fails is tried again, and no more often than told", async () => {
  expect(await withRetries(failing(0), [1, 1])).toBe(1);
  expect(await withRetries(failing(2), [1, 1])).toBe(3);
  await expect(withRetries(failing(3), [1, 1])).rejects.toThrow("failure 3");
});
