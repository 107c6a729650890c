"""The official Python SDK, unmodified, pointed at a deployment."""

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler
from huaweicloudsdkcore.region.region import Region
from huaweicloudsdkgaussdb.v3 import GaussDBClient
from huaweicloudsdkvpc.v3 import VpcClient


def client(credentials, ak=None, sk=None, seen=None, ca=None):
    """With AK/SK, project and endpoint: no call of IAM is made.

    `seen` is called with every response as the SDK got it, before it decodes it.
    """
    return _by_endpoint(GaussDBClient, credentials, ak, sk, seen, ca)


def vpc_client(credentials):
    """The same for security groups."""
    return _by_endpoint(VpcClient, credentials)


def client_by_region(credentials, seen=None):
    """With a region and no project: the SDK asks IAM for the project named like the region."""
    basic = BasicCredentials(credentials["ak"], credentials["sk"])
    basic = basic.with_iam_endpoint(credentials["iam_endpoint"])
    region = Region(credentials["region"], credentials["endpoint"])
    return _built(GaussDBClient.new_builder().with_credentials(basic).with_region(region), seen)


def _by_endpoint(kind, credentials, ak=None, sk=None, seen=None, ca=None):
    basic = BasicCredentials(
        ak or credentials["ak"], sk or credentials["sk"], credentials["project_id"]
    )
    builder = kind.new_builder().with_credentials(basic)
    return _built(builder.with_endpoint(credentials["endpoint"]), seen, ca)


def _built(builder, seen, ca=None):
    config = HttpConfig.get_default_config()
    config.ssl_ca_cert = ca
    config.timeout = (10, 60)
    builder = builder.with_http_config(config)
    if seen:
        handler = HttpHandler().add_response_handler(lambda **found: seen(found["response"]))
        builder = builder.with_http_handler(handler)
    return builder.build()
