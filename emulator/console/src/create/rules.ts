// What the API would refuse, said while one types.

/** RDS User Guide, "Naming constraints in Amazon RDS". */
export function identifierError(identifier: string, taken: readonly (string | undefined)[]): string | undefined {
  if (!/^[a-z][a-z0-9-]*$/i.test(identifier)) return "Begin with a letter; letters, digits and hyphens only.";
  if (identifier.endsWith("-") || identifier.includes("--")) return "No hyphen at the end, and no two in a row.";
  if (identifier.length > 63) return "At most 63 characters.";
  return taken.includes(identifier.toLowerCase()) ? "This identifier is in use." : undefined;
}

export function userNameError(name: string): string | undefined {
  return /^[a-z_][a-z0-9_]{0,62}$/i.test(name) ? undefined : "Begin with a letter; up to 63 letters, digits and underscores.";
}

export function passwordError(password: string): string | undefined {
  if (password.length < 8 || password.length > 128) return "8 to 128 characters.";
  return /^[!#-.0-?A-~]*$/.test(password) ? undefined : "Printable ASCII characters other than / @ \" and space.";
}

export function portError(port: string): string | undefined {
  if (port === "") return undefined;
  const number = Number(port);
  return Number.isInteger(number) && number >= 1150 && number <= 65535 ? undefined : "A number from 1150 to 65535.";
}

export const securityGroupIds = (text: string): string[] | undefined => {
  const ids = text.split(/[\s,]+/).filter(Boolean);
  return ids.length ? ids : undefined;
};
