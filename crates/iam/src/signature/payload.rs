//! The hash that stands for the body in a signature.

use super::{Authorization, CONTENT_HASH_HEADER, SignatureError, SignedRequest};
use crate::mac::sha256_hex;

/// In place of a hash: the client did not sign the body.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";

/// The hashes that the client may have signed.
pub(super) fn signed_hashes(
    request: &SignedRequest<'_>,
    authorization: &Authorization,
) -> Result<Vec<String>, SignatureError> {
    let actual = sha256_hex(request.body);
    // A header that is not signed could have been put in by anyone.
    if !authorization.signs(CONTENT_HASH_HEADER) {
        return Ok(vec![actual]);
    }
    let declared = request
        .value(CONTENT_HASH_HEADER)?
        .ok_or_else(|| SignatureError::Missing {
            header: CONTENT_HASH_HEADER.to_owned(),
        })?;
    if declared == UNSIGNED && request.body.is_empty() {
        // The Python SDK signs the hash of an empty body even so, the Go SDK the header's value.
        Ok(vec![actual, declared.to_owned()])
    } else if declared == UNSIGNED && may_be_unsigned(request)? {
        Ok(vec![declared.to_owned()])
    } else if declared == UNSIGNED {
        Err(SignatureError::UnsignedBody)
    } else if declared.eq_ignore_ascii_case(&actual) {
        Ok(vec![declared.to_owned()])
    } else {
        Err(SignatureError::WrongContentHash)
    }
}

/// The SDKs leave out of the signature what is neither JSON nor BSON (uploads). What the API reads
/// is JSON and must be signed, as must what does not say what it is.
fn may_be_unsigned(request: &SignedRequest<'_>) -> Result<bool, SignatureError> {
    let Some(kind) = request.value("content-type")? else {
        return Ok(false);
    };
    let kind = kind.to_ascii_lowercase();
    Ok(!kind.is_empty() && !kind.contains("json") && !kind.contains("bson"))
}
