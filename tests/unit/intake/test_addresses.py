"""Which machines may be asked."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from decoupling.intake.addresses import is_open, is_plain_host


@pytest.mark.parametrize(
    "address",
    [
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254",
        "168.63.129.16", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1",
        "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1",
        "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::1", "2001:0:7f00:1::",
        "2001:10::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "3fff::1", "5f00::1",
        "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "2606:4700::1%eth0", "fec0::1", "ff02::1",
    ],
)  # fmt: skip
def test_an_address_of_the_house_is_closed(address):
    assert not is_open(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "2606:4700::1111",
     "2a00:1450:4001::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"],
)  # fmt: skip
def test_an_address_of_the_open_internet_is_open(address):
    assert is_open(ip_address(address))


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("news.example", True), ("a1.example", True), ("93.184.216.34", True), ("2606:4700::1111", True),
        ("2130706433", False), ("0x7f.1", False), ("0x7f000001", False), ("017700000001", False), ("127.1", False),
        ("0177.0.0.1", False), ("127.0.0.0x1", False), ("127.0.0.1.", False), ("1.2.3.4.5", False), ("a.1", False),
        ("0:0:0:0:0:0:0:1", False), ("fe80::1%eth0", False), ("::ffff:127.0.0.1", False),
    ],
)  # fmt: skip
def test_a_host_is_a_name_or_an_address_in_its_usual_spelling(host, plain):
    assert is_plain_host(host) is plain
