// What the forms refuse.
import { expect, test } from "vitest";
import { isCompatible } from "../data/versions";
import { identifierError, passwordError, portError, securityGroupIds, userNameError } from "./rules";

test("identifiers", () => {
  expect(identifierError("orders-1", [])).toBeUndefined();
  for (const bad of ["", "1a", "a_b", "a-", "a--b", "a".repeat(64)]) expect(identifierError(bad, [])).toBeDefined();
  expect(identifierError("Orders", ["orders"])).toBe("This identifier is in use.");
});

test("user names, passwords, ports, security groups", () => {
  expect(userNameError("postgres")).toBeUndefined();
  expect(userNameError("1st")).toBeDefined();
  expect(passwordError("correct-horse")).toBeUndefined();
  for (const bad of ["short", "with space", 'quo"te-quote', "sla/sh-slash", "at@at-at-at", "umläut-umläut"]) expect(passwordError(bad)).toBeDefined();
  expect([portError(""), portError("5432"), portError("80") !== undefined]).toEqual([undefined, undefined, true]);
  expect(securityGroupIds(" sg-1, sg-2 ")).toEqual(["sg-1", "sg-2"]);
  expect(securityGroupIds(" ")).toBeUndefined();
});

test("only versions that can follow the source", () => {
  expect(["14.9", "15.3", "15.4", "15.10", "16.1"].filter((version) => isCompatible(version, "15.4"))).toEqual(["15.4", "15.10"]);
});
