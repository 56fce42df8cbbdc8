// How positions are written and compared.
import { expect, test } from "vitest";
import { bytesBetween, formatLsn } from "./lsn";

test("a position is written as PostgreSQL writes it", () => {
  expect(formatLsn(0x16_b374d848)).toBe("16/B374D848");
  expect(formatLsn(0x1000060)).toBe("0/1000060");
  expect(formatLsn(2 ** 53 - 1)).toBe("1FFFFF/FFFFFFFF");
});

const at = (second: number, y: number) => ({ x: new Date(second * 1000), y });

test("positions are compared at the newest time of both", () => {
  expect(bytesBetween([at(1, 100), at(2, 200), at(3, 900)], [at(1, 90), at(2, 150)])).toBe(50);
  expect(bytesBetween([at(1, 100)], [at(1, 130)])).toBe(0);
  expect(bytesBetween([at(2, 100)], [at(1, 90)])).toBeUndefined();
});
