// API calls as AWS CLI commands. The expected spellings are the CLI's own.
import { expect, test } from "vitest";
import { cliCommand, cliName } from "./cli_command";

test.each([
  ["DBClusterIdentifier", "db-cluster-identifier"],
  ["CreateDBInstanceReadReplica", "create-db-instance-read-replica"],
  ["VpcSecurityGroupIds", "vpc-security-group-ids"],
  ["EnableIAMDatabaseAuthentication", "enable-iam-database-authentication"],
  ["CACertificateIdentifier", "ca-certificate-identifier"],
  ["AssociatedACLs", "associated-acls"],
  ["Iops", "iops"],
])("%s is spelled %s", (name, spelled) => expect(cliName(name)).toBe(spelled));

const command = (operation: string, input: Record<string, unknown>) =>
  cliCommand({ service: "rds", operation, input, region: "us-east-1" }).replaceAll(" \\\n    ", " ");

test("lists, flags and what is not given", () => {
  expect(command("CreateDBCluster", { DBClusterIdentifier: "c", VpcSecurityGroupIds: ["sg-1", "sg-2"], DeletionProtection: false, Port: undefined }))
    .toBe("aws rds create-db-cluster --db-cluster-identifier c --vpc-security-group-ids sg-1 sg-2 --no-deletion-protection --region us-east-1");
});

test("structures in shorthand where that can say them", () => {
  expect(command("AddTagsToResource", { Tags: [{ Key: "team", Value: "lab" }] })).toContain("--tags Key=team,Value=lab ");
  expect(command("AddTagsToResource", { Tags: [{ Key: "a,b", Value: "it's" }] })).toContain(`--tags '{"Key":"a,b","Value":"it'\\''s"}' `);
});

test("no password", () => {
  expect(command("CreateDBInstance", { MasterUserPassword: "hidden" })).toContain('--master-user-password "$PASSWORD"');
});
