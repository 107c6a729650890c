"""Signed plain HTTP: what the SDK's signer makes of requests that the SDK has no method for."""

from urllib.parse import parse_qsl, urlsplit

from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer


def signed_headers(method, url, body, ak, sk, headers=None):
    """The headers to send, `Authorization` among them. `headers` are signed, too."""
    parts = urlsplit(url)
    headers = dict(headers or {})
    if body:
        headers.setdefault("Content-Type", "application/json")
    request = SdkRequest(
        method=method,
        schema=parts.scheme,
        host=parts.netloc,
        resource_path=parts.path or "/",
        query_params=parse_qsl(parts.query, keep_blank_values=True),
        header_params=headers,
        body=body or "",
    )
    return Signer(BasicCredentials(ak, sk, "")).sign(request).header_params
