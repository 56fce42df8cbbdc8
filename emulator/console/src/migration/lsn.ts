// Positions in the write-ahead log: CloudWatch has them as numbers, PostgreSQL writes X/Y. Source: PostgreSQL
// documentation, section 8.20 "pg_lsn Type".
import type { Series } from "../data/metrics";

const upperHalf = 2 ** 32;

/** "16/B374D848" */
export function formatLsn(position: number): string {
  const hex = (part: number) => part.toString(16).toUpperCase();
  return `${hex(Math.floor(position / upperHalf))}/${hex(position % upperHalf)}`;
}

/** Bytes from `behind` to `ahead` at the newest time that both have; two servers are not read at the same instant, so never below 0. */
export function bytesBetween(ahead: Series, behind: Series): number | undefined {
  const positions = new Map(ahead.map(({ x, y }) => [x.getTime(), y]));
  for (const { x, y } of [...behind].reverse()) {
    const then = positions.get(x.getTime());
    if (then !== undefined) return Math.max(0, then - y);
  }
  return undefined;
}
