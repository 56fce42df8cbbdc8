// What failed on its way may arrive the next time.

const pauses = [200, 1000, 3000]; // milliseconds before each further try

/** The last failure, where none of the tries succeeds. */
export async function withRetries<T>(attempt: () => Promise<T>, waits: readonly number[] = pauses): Promise<T> {
  for (const wait of waits) {
    try {
      return await attempt();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return attempt();
}
