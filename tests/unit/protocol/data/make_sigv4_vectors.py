#!/usr/bin/env python3
"""Signs a few requests with botocore and writes them to sigv4_vectors.json, which sigv4_test.cpp verifies.

The keys are made up. Needs an installed botocore; the result is committed.
"""

import datetime
import json
import pathlib
from unittest import mock

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ACCESS_KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "made/up+token=="
NOW = datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
HOST = "localhost:4566"
FORM = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
JSON = {
    "Content-Type": "application/x-amz-json-1.0",
    "X-Amz-Target": "GraniteServiceVersion20100801.ListMetrics",
    "X-Amzn-Query-Mode": "true",
}


class unsigned_payload(botocore.auth.SigV4Auth):
    def payload(self, request):
        return "UNSIGNED-PAYLOAD"


def sign(name, method, path, *, headers=None, body="", service="rds", region="us-east-1", token=None, auth=botocore.auth.SigV4Auth):
    request = AWSRequest(method=method, url=f"http://{HOST}{path}", headers=headers or {}, data=body)
    request.headers["Host"] = HOST
    auth(Credentials(ACCESS_KEY, SECRET, token), service, region).add_auth(request)
    return {
        "name": name,
        "method": method,
        "target": request.url.removeprefix(f"http://{HOST}"),
        "headers": dict(request.headers.items()),
        "body": body,
    }


def presign(name, method, path, expires=3600, **how):
    def auth(*args):
        return botocore.auth.SigV4QueryAuth(*args, expires=expires)

    return sign(name, method, path, auth=auth, **how)


def all_vectors():
    describe = "Action=DescribeDBInstances&Version=2014-10-31"
    return [
        sign("form_post", "POST", "/", headers=FORM, body=describe),
        sign("form_post_with_session_token", "POST", "/", headers=FORM, body=describe, token=TOKEN),
        sign("utf8_body", "POST", "/", headers=FORM, body="Action=X&Version=2014-10-31&Tags.Tag.1.Value=%C3%A4%20b"),
        sign("get_with_query", "GET", f"/?{describe}&Marker=a%2Bb%20c%3D%3D&Filters.Filter.1.Name=engine"),
        sign("get_with_unsorted_query", "GET", "/?b=2&a=1&a=0&Z=~x-y_z.&c="),
        sign("get_with_path", "GET", "/a%20b/c"),
        sign("spaces_in_header", "POST", "/", headers={**FORM, "X-Amz-Note": "a   b  c"}, body=describe),
        sign("cloudwatch_json", "POST", "/", headers=JSON, body='{"Namespace":"AWS/RDS"}', service="monitoring", region="eu-west-1"),
        sign("sts_form_post", "POST", "/", headers=FORM, body="Action=GetCallerIdentity&Version=2011-06-15", service="sts"),
        sign("unsigned_payload", "POST", "/", headers={**FORM, "X-Amz-Content-SHA256": "UNSIGNED-PAYLOAD"}, body=describe, auth=unsigned_payload),
        presign("presigned_get", "GET", f"/?{describe}"),
        presign("presigned_get_with_session_token", "GET", f"/?{describe}", token=TOKEN),
        presign("presigned_get_short", "GET", "/?Action=DescribeEvents&Version=2014-09-01", expires=60),
    ]


if __name__ == "__main__":
    with mock.patch("botocore.auth.get_current_datetime", return_value=NOW.replace(tzinfo=None)):
        vectors = all_vectors()
    document = {"access_key": ACCESS_KEY, "secret": SECRET, "now": int(NOW.timestamp()), "requests": vectors}
    pathlib.Path(__file__).with_name("sigv4_vectors.json").write_text(json.dumps(document, indent=1) + "\n")
