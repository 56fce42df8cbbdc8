"""Requests as bytes: the GET form that the AWS page prints, old Versions, list encodings of hand-written clients, the
exact layout of answers and errors, and what is not an AWS request at all."""

import http.client
import json
import re
import socket
import unittest
import urllib.parse

import harness

SIGNED = (
    "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIADQKE4SARGYLE/20150927/us-east-1/rds/aws4_request"
    "&X-Amz-Date=20150927T164851Z&X-Amz-SignedHeaders=content-type;host;user-agent;x-amz-content-sha256;x-amz-date"
    "&X-Amz-Signature=6a8f4bd6a98f649c75ea04a6b3929ecc75ac09739588391cd7250f5280e716db"
)
NAMESPACE = 'xmlns="http://rds.amazonaws.com/doc/2014-10-31/"'


class Raw(harness.EmulatorTest):
    def send(self, method, target, body=None, headers=None):
        """Status, headers and text of the answer."""
        host = urllib.parse.urlsplit(self.emulator.url).netloc
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request(method, target, body, headers or {})
            answer = connection.getresponse()
            return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode()
        finally:
            connection.close()

    def get(self, parameters):
        return self.send("GET", "/?" + parameters)

    def post(self, parameters, **headers):
        form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", **headers}
        return self.send("POST", "/", parameters, form)

    def assert_error(self, answer, status, code, text=None):
        got, headers, body = answer
        self.assertEqual((got, re.search("<Code>(.*?)</Code>", body)[1]), (status, code), body)
        if text is not None:
            self.assertEqual(re.search("<Message>(.*?)</Message>", body, re.DOTALL)[1], text)
        self.assertEqual(headers["content-type"], "text/xml")

    def test_the_page_as_printed(self):
        """Both sample requests of the page's API section, on a source of the account and region that they imply."""
        client = self.emulator.client("rds", region="us-east-1")
        source = harness.create_source(client, "mysqlmaster")
        client.create_db_subnet_group(
            DBSubnetGroupName="mysubnetgroup", DBSubnetGroupDescription="x", SubnetIds=["subnet-0a1b2c3d", "subnet-4e5f6a7b"]
        )
        status, _, body = self.get(
            "Action=CreateDBCluster&DBClusterIdentifier=myreadreplicacluster&DBSubnetGroupName=mysubnetgroup"
            f"&Engine=aurora-postgresql&ReplicationSourceIdentifier={source['DBInstanceArn']}&SignatureMethod=HmacSHA256"
            f"&SignatureVersion=4&Version=2014-10-31&VpcSecurityGroupIds=mysecuritygroup&{SIGNED}"
        )
        self.assertEqual(status, 200, body)
        self.assertIn(f"<CreateDBClusterResponse {NAMESPACE}>", body)
        self.assertIn("<VpcSecurityGroupId>mysecuritygroup</VpcSecurityGroupId>", body)
        harness.cluster_available(client, "myreadreplicacluster")
        status, _, body = self.get(
            "Action=CreateDBInstance&DBClusterIdentifier=myreadreplicacluster&DBInstanceClass=db.r5.large"
            "&DBInstanceIdentifier=myreadreplicainstance&Engine=aurora-postgresql&SignatureMethod=HmacSHA256"
            f"&SignatureVersion=4&Version=2014-09-01&{SIGNED}"
        )
        self.assertEqual(status, 200, body)
        self.assertIn(f"<CreateDBInstanceResponse {NAMESPACE}>", body)
        harness.instance_available(client, "myreadreplicainstance")

    def test_layout_of_an_answer(self):
        status, headers, body = self.post("Action=DescribeDBClusters&Version=2014-10-31")
        self.assertEqual((status, headers["content-type"]), (200, "text/xml"))
        request_id = headers["x-amzn-requestid"]
        self.assertEqual(
            body,
            f"<DescribeDBClustersResponse {NAMESPACE}>\n"
            "  <DescribeDBClustersResult>\n    <DBClusters/>\n  </DescribeDBClustersResult>\n"
            f"  <ResponseMetadata>\n    <RequestId>{request_id}</RequestId>\n  </ResponseMetadata>\n"
            "</DescribeDBClustersResponse>\n",
        )

    def test_layout_of_an_error(self):
        status, headers, body = self.post("Action=DescribeDBInstances&Version=2014-10-31&DBInstanceIdentifier=mxtest")
        self.assertEqual((status, headers["content-type"]), (404, "text/xml"))
        self.assertEqual(
            body,
            f"<ErrorResponse {NAMESPACE}>\n"
            "  <Error>\n    <Type>Sender</Type>\n    <Code>DBInstanceNotFound</Code>\n"
            "    <Message>DBInstance mxtest not found.</Message>\n  </Error>\n"
            f"  <RequestId>{headers['x-amzn-requestid']}</RequestId>\n"
            "</ErrorResponse>\n",
        )
        self.assertEqual(len(body), 277)  # as recorded from AWS

    def test_list_encodings(self):
        """What hand-written clients send for a list: the model's name, `member`, none at all."""
        for index, encoded in enumerate((
            "SubnetIds.SubnetIdentifier.1={}&SubnetIds.SubnetIdentifier.2={}", "SubnetIds.member.1={}&SubnetIds.member.2={}",
            "SubnetIds.SubnetIdentifier.3={}&SubnetIds.SubnetIdentifier.7={}",
        )):
            status, _, body = self.post(
                f"Action=CreateDBSubnetGroup&Version=2014-10-31&DBSubnetGroupName=form-{index}&DBSubnetGroupDescription=x&"
                + encoded.format("subnet-0a1b2c3d", "subnet-4e5f6a7b")
            )
            self.assertEqual((status, body.count("<SubnetIdentifier>")), (200, 2), body)
        status, _, body = self.post("Action=DescribeDBInstances&Version=2014-10-31&Filters.member.1.Name=engine&Filters.member.1.Values.member.1=postgres")
        self.assertEqual(status, 200, body)

    def test_actions(self):
        self.assert_error(self.post("Action=MakeCoffee&Version=2014-10-31"), 400, "InvalidAction",
                          "Could not find operation MakeCoffee for version 2014-10-31")
        self.assert_error(self.post("Version=2014-10-31"), 400, "MissingAction")
        for known in ("CreateBlueGreenDeployment", "CreateDBProxy"):
            status, _, body = self.post(f"Action={known}&Version=2014-10-31&" + {
                "CreateBlueGreenDeployment": "BlueGreenDeploymentName=x&Source=arn:aws:rds:us-west-2:123456789012:db:x",
                "CreateDBProxy": "DBProxyName=x&EngineFamily=POSTGRESQL&RoleArn=r&VpcSubnetIds.member.1=s",
            }[known])
            self.assertEqual((status, re.search("<Code>(.*?)</Code>", body)[1]), (501, "NotImplemented"), body)
            self.assertIn(known, body)

    def test_missing_and_malformed_parameters(self):
        self.assert_error(self.post("Action=CreateDBInstance&Version=2014-10-31"), 400, "MissingParameter")
        answer = self.post(
            "Action=CreateDBInstance&Version=2014-10-31&DBInstanceIdentifier=a&DBInstanceClass=db.t3.micro&Engine=postgres&AllocatedStorage=many"
        )
        self.assertEqual(answer[0], 400, answer[2])
        answer = self.post("Action=DescribeDBInstances&Version=2014-10-31&DBInstanceIdentifier=%")
        self.assertIn(answer[0], (400, 404), answer[2])

    def test_managed_password_of_a_replica(self):
        """Refused even when it is false."""
        source = harness.create_source(self.rds, "managed")
        for flag in ("true", "false"):
            self.assert_error(
                self.post(
                    "Action=CreateDBCluster&Version=2014-10-31&DBClusterIdentifier=never&Engine=aurora-postgresql"
                    f"&ManageMasterUserPassword={flag}&ReplicationSourceIdentifier={source['DBInstanceArn']}",
                    **{
                        "X-Amz-Date": "20260101T000000Z",
                        "Authorization": "AWS4-HMAC-SHA256 Credential=any/20260101/us-west-2/rds/aws4_request, "
                        "SignedHeaders=host, Signature=00",
                    },
                ),
                400, "InvalidParameterValue", "ManageMasterUserPassword isn't supported for read replica",
            )

    def test_user_text_is_escaped(self):
        status, _, body = self.post(
            "Action=CreateDBSubnetGroup&Version=2014-10-31&DBSubnetGroupName=escaped&DBSubnetGroupDescription="
            + urllib.parse.quote("<b>\"Tom\" & 'Jerry'</b>")
            + "&SubnetIds.member.1=subnet-0a1b2c3d&SubnetIds.member.2=subnet-4e5f6a7b"
        )
        self.assertEqual(status, 200)
        self.assertIn("&lt;b&gt;", body)
        self.assertIn("&amp; 'Jerry'", body)

    def test_what_is_no_request(self):
        for method, target, body in (
            ("GET", "/favicon.ico", None), ("PUT", "/", "x"), ("DELETE", "/", None), ("POST", "/", "\0\1\2"),
            ("POST", "/", "Action=" + "A" * 100000), ("GET", "/?" + "a=b&" * 1000, None),
        ):
            with self.subTest(method=method, target=target[:20]):
                status, _, _ = self.send(method, target, body)
                self.assertTrue(400 <= status < 500, status)

    def test_body_limit(self):
        """A body that is too large is refused by its announced length, before it is sent."""
        address = urllib.parse.urlsplit(self.emulator.url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 30}\r\n\r\n".encode())
            self.assertRegex(connection.recv(100).decode(), r"^HTTP/1\.1 413 ")

    def test_health(self):
        status, body = self.emulator.admin("/_borealis/health")
        self.assertEqual((status, json.loads(body)["status"]), (200, "ok"))

    def test_loopback_only(self):
        """Nothing listens outside loopback unless asked."""
        source = harness.create_source(self.rds, "loopback")
        ours = {int(self.emulator.url.rsplit(":", 1)[1]), source["Endpoint"]["Port"]}
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table) as lines:
                for fields in (line.split() for line in list(lines)[1:]):
                    address, port = fields[1].rsplit(":", 1)
                    if fields[3] == "0A" and int(port, 16) in ours:
                        self.assertTrue(address.endswith("7F"), f"port {int(port, 16)} listens on {address}")


if __name__ == "__main__":
    harness.main()
