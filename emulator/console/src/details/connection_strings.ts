// How clients are told where a database is.

export interface Address {
  host: string;
  port: number;
  user: string;
  database: string;
}

export const connectionStrings = ({ host, port, user, database }: Address): { name: string; text: string }[] => [
  { name: "psql", text: `psql "host=${host} port=${port} user=${user} dbname=${database}"` },
  { name: "URL", text: `postgresql://${encodeURIComponent(user)}@${host}:${port}/${encodeURIComponent(database)}` },
  { name: "JDBC", text: `jdbc:postgresql://${host}:${port}/${encodeURIComponent(database)}?user=${encodeURIComponent(user)}` },
];
