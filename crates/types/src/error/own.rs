//! Codes that the documentation has no word for.
//!
//! On the cloud, a gateway in front of the service answers these cases with codes of its own,
//! which the documentation mentions (`APIGW.*`) but does not list. Ours keep the documented shape:
//! `DBS.` and six digits, the last three of which are the HTTP status. No documented code begins
//! with `DBS.00` and has six digits.

use super::code::{Entry, entries};

/// Our own codes.
pub(super) const OWN: &[Entry] = entries! {
    401 "DBS.000401" "Authentication is required.";
    401 "DBS.001401" "The token is invalid or has expired.";
    404 "DBS.000404" "There is no such API.";
    405 "DBS.000405" "The method is not allowed here.";
    409 "DBS.000409" "The security group is in use.";
    413 "DBS.000413" "The request body is too large.";
    415 "DBS.000415" "The request body must be JSON.";
    501 "DBS.000501" "This API is documented but not implemented yet.";
    503 "DBS.000503" "The service is not ready.";
};
