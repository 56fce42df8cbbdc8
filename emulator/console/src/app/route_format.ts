// A place in the console as the fragment of its address, spelled as AWS's RDS console spells its own:
// #database:id=orders;is-cluster=true;tab=monitoring

export interface Route {
  page: string;
  parameters: Readonly<Record<string, string>>;
}

export function parseRoute(hash: string): Route {
  const [page = "", rest = ""] = hash.replace(/^#/, "").split(/:(.*)/s);
  const pairs = rest.split(";").filter(Boolean).map((pair) => pair.split(/=(.*)/s).map(decodeURIComponent));
  return { page: page || "databases", parameters: Object.fromEntries(pairs.map(([name, value = ""]) => [name, value])) };
}

export function routeTo(page: string, parameters: Record<string, string> = {}): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `#${page}:${pairs.join(";")}`;
}

export const databaseRoute = (id: string, isCluster: boolean, tab?: string): string =>
  routeTo("database", { id, "is-cluster": String(isCluster), ...(tab ? { tab } : {}) });
