"""CloudWatch requests as bytes: broken JSON, CBOR and gzip, numbers that are none, bodies that unpack to too much. Each
gets an error in its own format, and nothing comes of it."""

import gzip
import http.client
import json
import struct
import urllib.parse

import harness

TARGET = "GraniteServiceVersion20100801"
DATUM = {"MetricName": "m", "Value": 1.0}


def cbor_text(text):
    raw = text.encode()
    assert len(raw) < 256
    return (bytes([0x60 + len(raw)]) if len(raw) < 24 else bytes([0x78, len(raw)])) + raw


def cbor_map(*entries):
    return bytes([0xA0 + len(entries)]) + b"".join(cbor_text(name) + value for name, value in entries)


def cbor_list(*items):
    return bytes([0x80 + len(items)]) + b"".join(items)


def cbor_put(value, *more):
    datum = cbor_map(("MetricName", cbor_text("m")), ("Value", value), *more)
    return cbor_map(("Namespace", cbor_text("Raw")), ("MetricData", cbor_list(datum)))


class RawCloudWatch(harness.EmulatorTest):
    def send(self, target, body, headers):
        host = urllib.parse.urlsplit(self.emulator.url).netloc
        connection = http.client.HTTPConnection(host, timeout=30)
        try:
            connection.request("POST", target, body, {"x-amzn-query-mode": "true", **headers})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def send_json(self, body, operation="PutMetricData", **headers):
        return self.send("/", body, {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"{TARGET}.{operation}", **headers})

    def send_cbor(self, body, operation="PutMetricData", **headers):
        return self.send(f"/service/{TARGET}/operation/{operation}", body,
                         {"Content-Type": "application/cbor", "smithy-protocol": "rpc-v2-cbor", **headers})

    def check(self, answer, code, status=400):
        got, headers, body = answer
        self.assertEqual(got, status, body)
        self.assertIn(code.encode(), body)
        if headers.get("smithy-protocol"):
            self.assertEqual(headers["content-type"], "application/cbor")
        else:
            self.assertIn(code, json.loads(body)["__type"])

    def tearDown(self):
        listed = self.emulator.client("cloudwatch").list_metrics(Namespace="Raw")["Metrics"]
        self.assertEqual(listed, [], "nothing was stored")

    def test_broken_json(self):
        whole = json.dumps({"Namespace": "Raw", "MetricData": [DATUM]}).encode()
        for body in (whole[:-1], whole[:20], b"{", b"[]", b"nonsense", b"\xff\xfe", whole + b"}", b'{"Namespace": 7}',
                     b'{"Namespace": "Raw", "MetricData": {}}', b"[" * 20000):
            with self.subTest(body=body[:40]):
                self.check(self.send_json(body), "SerializationException")

    def test_broken_cbor(self):
        whole = cbor_put(b"\xfb" + struct.pack(">d", 1.0))
        for body in (whole[:-1], whole[:10], b"\xa1", b"\xff", b"\x1c", b"\x80", cbor_put(b"\x7f"), cbor_put(cbor_text("one")),
                     b"\xbb" + b"\xff" * 8, b"\x5b" + b"\xff" * 8, b"\x81" * 20000):
            with self.subTest(body=body[:40]):
                self.check(self.send_cbor(body), "SerializationException")

    def test_broken_gzip(self):
        packed = gzip.compress(json.dumps({"Namespace": "Raw", "MetricData": [DATUM]}).encode())
        for body in (packed[:-9], packed[:5], b"not gzip at all", b""):
            with self.subTest(body=body[:20]):
                status, _, answer = self.send_json(body, **{"Content-Encoding": "gzip"})
                self.assertEqual(status, 400, answer)
        bomb = gzip.compress(b" " * (64 << 20))
        status, _, answer = self.send_json(bomb, **{"Content-Encoding": "gzip"})
        self.assertEqual(status, 413, answer)

    def test_numbers_that_are_none(self):
        for value in ("NaN", "Infinity", "-Infinity"):
            body = json.dumps({"Namespace": "Raw", "MetricData": [DATUM, {"MetricName": "n", "Value": value}]})
            self.check(self.send_json(body), "InvalidParameterValue")
        for value in (b"\xf9\x7e\x00", b"\xf9\x7c\x00", b"\xfb\xff\xf0" + b"\0" * 6, b"\xfb" + struct.pack(">d", 1e300)):
            self.check(self.send_cbor(cbor_put(value)), "InvalidParameterValue")

    def test_times_out_of_range(self):
        for stamp in (b"\xc1\x00", b"\xc1\xfb" + struct.pack(">d", 1e18), b"\xc1\xf9\x7e\x00", b"\xc1\x1b" + b"\x7f" + b"\xff" * 7):
            with self.subTest(stamp=stamp):
                status, _, body = self.send_cbor(cbor_put(b"\x01", ("Timestamp", stamp)))
                self.assertEqual(status, 400, body)

    def test_nothing_to_call(self):
        self.check(self.send_json(b"{}", operation="NoSuchOperation"), "UnknownOperation")
        self.assertEqual(self.send_cbor(b"\xa0", operation="NoSuchOperation")[0], 404)


if __name__ == "__main__":
    harness.main()
