"""`--auth verify`: signatures are checked against the configured keys, in the header form and in the presigned one."""

import unittest
import urllib.error
import urllib.request

import botocore.auth
import botocore.awsrequest
import botocore.credentials

import harness

SECRET = "correct-secret-key"


class Verify(harness.EmulatorTest):
    options = ("--auth", "verify")
    environment = {"BOREALIS_ACCESS_KEYS": f"AKIDRIGHT {SECRET}\n210987654321 another-secret\n"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rds = cls.emulator.client("rds", account="AKIDRIGHT", secret=SECRET)

    def test_right_key(self):
        self.assertEqual(self.rds.describe_db_instances()["DBInstances"], [])
        identity = self.emulator.client("sts", account="210987654321", secret="another-secret").get_caller_identity()
        self.assertEqual(identity["Account"], "210987654321")
        self.emulator.client("cloudwatch", account="AKIDRIGHT", secret=SECRET).list_metrics()

    def test_awkward_text_is_signed_alike(self):
        """What has to be encoded before it is signed: spaces, slashes, plus signs, umlauts, many parameters."""
        self.refused("DBSubnetGroupNotFoundFault", 404, None, self.rds.describe_db_subnet_groups, DBSubnetGroupName="a b_c.d")
        self.refused("InvalidParameterValue", 400, None, self.rds.describe_db_instances, DBInstanceIdentifier="ä+/ ~*'()&=%20")

    def test_wrong_secret(self):
        wrong = self.emulator.client("rds", account="AKIDRIGHT", secret="wrong")
        self.refused(
            "SignatureDoesNotMatch", 403,
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key "
            "and signing method. Consult the service documentation for details.",
            wrong.create_db_subnet_group, DBSubnetGroupName="x", DBSubnetGroupDescription="x", SubnetIds=["a", "b"],
        )
        self.assertEqual(len(self.rds.describe_db_subnet_groups()["DBSubnetGroups"]), 1)

    def test_unknown_key(self):
        unknown = self.emulator.client("rds", account="AKIDNOBODY", secret=SECRET)
        self.refused("InvalidClientTokenId", 403, "The security token included in the request is invalid.",
                     unknown.describe_db_instances)

    def status_of(self, url, method="GET"):
        try:
            with urllib.request.urlopen(urllib.request.Request(url, method=method), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def test_unsigned(self):
        status, body = self.status_of(f"{self.emulator.url}/?Action=DescribeDBInstances&Version=2014-10-31")
        self.assertEqual(status, 403)
        self.assertIn("<Code>MissingAuthenticationToken</Code>", body)

    def presigned(self, secret):
        request = botocore.awsrequest.AWSRequest(
            "GET", f"{self.emulator.url}/", params={"Action": "DescribeDBInstances", "Version": "2014-10-31"}
        )
        credentials = botocore.credentials.Credentials("AKIDRIGHT", secret)
        botocore.auth.SigV4QueryAuth(credentials, "rds", harness.REGION, expires=60).add_auth(request)
        return request.prepare().url

    def test_presigned(self):
        status, body = self.status_of(self.presigned(SECRET))
        self.assertEqual(status, 200, body)
        status, body = self.status_of(self.presigned("wrong"))
        self.assertEqual(status, 403)
        self.assertIn("<Code>SignatureDoesNotMatch</Code>", body)
        status, body = self.status_of(self.presigned(SECRET).replace("DescribeDBInstances", "DescribeDBClusters"))
        self.assertEqual(status, 403, body)

    def test_health_needs_no_signature(self):
        self.assertEqual(self.emulator.admin("/_borealis/health")[0], 200)


if __name__ == "__main__":
    harness.main()
