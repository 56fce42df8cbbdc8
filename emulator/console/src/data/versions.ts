// Which Aurora PostgreSQL versions can follow which PostgreSQL version.

const versionParts = (version: string): number[] => version.split(".").map(Number);

/** Of the same major version and not older. Source: Aurora User Guide, "Migrating data from an RDS for PostgreSQL DB
 * instance to an Aurora PostgreSQL DB cluster using an Aurora read replica". */
export function isCompatible(replica: string, source: string): boolean {
  const [major, minor = 0] = versionParts(replica);
  const [sourceMajor, sourceMinor = 0] = versionParts(source);
  return major === sourceMajor && minor >= sourceMinor;
}
