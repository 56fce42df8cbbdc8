// Answers to the same question, asked every second, mostly say the same. What did not change keeps its identity, so
// that nothing on the page is drawn anew for it.

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/** `after`, with every part of `before` that is equal in its place. */
export function keepUnchanged(before: unknown, after: unknown): unknown {
  if (Object.is(before, after)) return before;
  if (before instanceof Date && after instanceof Date) return before.getTime() === after.getTime() ? before : after;
  if (Array.isArray(before) && Array.isArray(after)) {
    const parts = after.map((part, i) => keepUnchanged(before[i], part));
    return before.length === after.length && parts.every((part, i) => part === before[i]) ? before : parts;
  }
  if (isPlain(before) && isPlain(after)) {
    const names = Object.keys(after);
    const parts = Object.fromEntries(names.map((name) => [name, keepUnchanged(before[name], after[name])]));
    const same = names.length === Object.keys(before).length && names.every((name) => parts[name] === before[name]);
    return same ? before : parts;
  }
  return after;
}
