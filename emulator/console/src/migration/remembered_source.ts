// After the promotion the API no longer says where a cluster came from; the tab that watched it still knows.
const key = (clusterArn: string) => `borealis.source.${clusterArn}`;

export function rememberSource(clusterArn: string, sourceArn: string): void {
  sessionStorage.setItem(key(clusterArn), sourceArn);
}

export function rememberedSource(clusterArn: string): string | undefined {
  return sessionStorage.getItem(key(clusterArn)) ?? undefined;
}
