// What a modification changes: the parameters that differ from what is.

/** `wanted` without what is the same in `now`; an empty text means: leave it. */
export function changedOnly<T extends object>(now: Partial<Record<keyof T, unknown>>, wanted: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== "" && value !== undefined && value !== now[name as keyof T]),
  ) as Partial<T>;
}

export const isWhole = (text: string, least: number, most: number): boolean =>
  /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most;
