//! Requests signed by the real clients, as they go over the wire.
//!
//! Python: `huaweicloudsdkcore` 3.1.219, its `Signer`, URL and headers as `requests` prepares them.
//! Go: `huaweicloud-sdk-go-v3` 0.1.207, its `Signer` and `ConvertRequest`. Terraform: golangsdk's
//! `Signer`, which is not to be had as a module: its algorithm written down again in Go, on
//! `net/http`'s request.

use super::Signed;

const PROJECT: &str = "0483b6b16e954cb88930a360d2c4e663";
const DATE: (&str, &str) = ("X-Sdk-Date", "20260102T030405Z");
const HOST: (&str, &str) = ("Host", "hyades.test:8443");
const PROJECT_ID: (&str, &str) = ("X-Project-Id", PROJECT);
const JSON: (&str, &str) = ("Content-Type", "application/json");
const UNSIGNED: (&str, &str) = ("X-Sdk-Content-Sha256", "UNSIGNED-PAYLOAD");

const PYTHON: (&str, &str) = ("User-Agent", "huaweicloud-usdk-python/3.0");
const PYTHON_SIGNS: &str = "content-type;host;user-agent;x-project-id;x-sdk-date";
const PYTHON_SIGNS_UNSIGNED: &str =
    "content-type;host;user-agent;x-project-id;x-sdk-content-sha256;x-sdk-date";

const GO: (&str, &str) = ("User-Agent", "huaweicloud-usdk-go/3.0");
const GO_SIGNS: &str = "user-agent;x-project-id;x-sdk-date";

const TERRAFORM: (&str, &str) = ("User-Agent", "golangsdk/2.0.0");
const ACCEPT: (&str, &str) = ("Accept", "application/json");

const PYTHON_HEADERS: [(&str, &str); 5] = [JSON, PYTHON, PROJECT_ID, DATE, HOST];

#[track_caller]
fn verifies(signed: &Signed<'_>) {
    assert_eq!(signed.verify(), Ok(()));
}

#[test]
fn python_query() {
    verifies(&Signed::new(
        (
            "GET",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances",
            "ab=&a%7B=1&flag=true&limit=10&name=a%20b%26c%3Dd&tag=A&tag=a&tag=z&vpc_id=%C3%A9~%2A%2B%2F",
        ),
        &PYTHON_HEADERS,
        "",
        (
            PYTHON_SIGNS,
            "13db1331b20a591395e71fbb0a9dbe0c10169ba54169cab99469c42377a3c953",
        ),
    ));
}

#[test]
fn python_body() {
    verifies(&Signed::new(
        ("POST", "/v3/0483b6b16e954cb88930a360d2c4e663/instances", ""),
        &PYTHON_HEADERS,
        "{\"name\": \"库-1\"}",
        (
            PYTHON_SIGNS,
            "6fc0c30708c022707b8d6b106075bbc0c014e83f82a8a06a8c0b2b6fab99da9a",
        ),
    ));
}

#[test]
fn python_delete_with_body() {
    verifies(&Signed::new(
        (
            "DELETE",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances/x/db-users",
            "",
        ),
        &PYTHON_HEADERS,
        "{\"users\":[]}",
        (
            PYTHON_SIGNS,
            "3d2d029c01040b0fc855879762aa858c356413ed082c5ffbeddb130f85f58a6f",
        ),
    ));
}

#[test]
fn python_path() {
    verifies(&Signed::new(
        (
            "PUT",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances/%E6%95%B0%E6%8D%AE%20%E5%BA%93/na~me",
            "",
        ),
        &PYTHON_HEADERS,
        "{}",
        (
            PYTHON_SIGNS,
            "1ebc6c12e27442598500873fb6223bfe07e79d2288ecd4ae9bd96ddf3c3dd19b",
        ),
    ));
}

#[test]
fn python_headers() {
    verifies(&Signed::new(
        ("GET", "/v3/0483b6b16e954cb88930a360d2c4e663/jobs/", ""),
        &[
            ("X-MiXeD-CaSe", "padded  value"),
            ("x-utf8", "é"),
            ("X_Under", "skip"),
            ("Z-Last", ""),
            DATE,
            HOST,
        ],
        "",
        (
            "host;x-mixed-case;x-sdk-date;x-utf8;z-last",
            "2b3495d82c3ed4c3f906ef77a63ba30fde4d976b30d1c7d069f72baf87c4f146",
        ),
    ));
}

#[test]
fn python_unsigned_body() {
    verifies(&Signed::new(
        ("POST", "/v3/0483b6b16e954cb88930a360d2c4e663/upload", ""),
        &[
            ("Content-Type", "text/plain"),
            PYTHON,
            PROJECT_ID,
            DATE,
            UNSIGNED,
            HOST,
        ],
        "hello",
        (
            PYTHON_SIGNS_UNSIGNED,
            "1afe0c26a507e09533bedd17434146720093c6e8707132765724940d733bdbd0",
        ),
    ));
}

#[test]
fn python_unsigned_body_that_is_empty() {
    verifies(&Signed::new(
        ("GET", "/v3/0483b6b16e954cb88930a360d2c4e663/upload", ""),
        &[
            ("Content-Type", "text/plain"),
            PYTHON,
            PROJECT_ID,
            DATE,
            UNSIGNED,
            HOST,
        ],
        "",
        (
            PYTHON_SIGNS_UNSIGNED,
            "fc2f2c84a9fefadbedd257b1d0cde23e260e4aef84fe3eb0b69aa613d4443b8d",
        ),
    ));
}

#[test]
fn go_query() {
    verifies(&Signed::new(
        (
            "GET",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances",
            "Ids=z&Ids=a&limit=10&name=a%20b%2Bc",
        ),
        &[HOST, JSON, DATE, GO, PROJECT_ID],
        "",
        (
            GO_SIGNS,
            "998ddfd5974d59052985dee19979e83e49d6514652f1e41290029d3fc21d870e",
        ),
    ));
}

#[test]
fn go_path_and_body() {
    verifies(&Signed::new(
        (
            "POST",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances/%E6%95%B0%20%E6%8D%AE/name",
            "",
        ),
        &[HOST, JSON, DATE, GO, PROJECT_ID],
        "{\"name\":\"x\"}",
        (
            GO_SIGNS,
            "0ee155d774adc035bcc4a766a5e31ed6c5ef0714d6d6a8f1b2185ba2fabcd9b1",
        ),
    ));
}

#[test]
fn go_unsigned_body() {
    verifies(&Signed::new(
        ("POST", "/v3/0483b6b16e954cb88930a360d2c4e663/upload", ""),
        &[
            HOST,
            ("Content-Type", "application/octet-stream"),
            DATE,
            GO,
            PROJECT_ID,
            UNSIGNED,
        ],
        "{\"name\":\"x\"}",
        (
            "user-agent;x-project-id;x-sdk-content-sha256;x-sdk-date",
            "0fcc4be06b31701dab286bbbb4bff61c7abd4ec5a4a38ab896c352092b663753",
        ),
    ));
}

/// Signs content-type, accept and user-agent, but no host; adds `X-Project-Id` after signing.
#[test]
fn terraform_query() {
    verifies(&Signed::new(
        (
            "GET",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances",
            "limit=100&offset=0",
        ),
        &[HOST, JSON, ACCEPT, TERRAFORM, DATE, PROJECT_ID],
        "",
        (
            "accept;content-type;user-agent;x-sdk-date",
            "0085160f163ab2a531862856c4c9779611dc315f5551072010a8fad0727a1cc0",
        ),
    ));
}

/// The query as its caller wrote it: unsorted, `+` for a space, a key without a value.
#[test]
fn terraform_repeated_header() {
    verifies(&Signed::new(
        (
            "POST",
            "/v3/0483b6b16e954cb88930a360d2c4e663/instances/a%20b",
            "z=1&name=b+c&name=a%2Bb&flag",
        ),
        &[
            HOST,
            ("Content-Type", "application/json;charset=utf8"),
            ACCEPT,
            TERRAFORM,
            ("X-Repeated", "two"),
            ("X-Repeated", "one"),
            DATE,
        ],
        "{\"name\":\"x\"}",
        (
            "accept;content-type;user-agent;x-repeated;x-sdk-date",
            "48e4ba36aa8ae3c6c1b4e761b7fba177d7962d5344e4828ea18f7eb2d65de6b2",
        ),
    ));
}
