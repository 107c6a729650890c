//! Verification.

use hyades_types::Secret;
use hyades_types::time::Timestamp;

use super::{Authorization, SignatureError, SignedRequest, canonical, date, payload};
use crate::mac::equal;

/// Verifies that a request is what the owner of the secret key signed, at about this time.
///
/// What was not signed (other headers, the body after `UNSIGNED-PAYLOAD`) may be anyone's: the
/// project of a request, for one, is the one in its path, never an unsigned `X-Project-Id`.
pub fn verify(
    request: &SignedRequest<'_>,
    authorization: &Authorization,
    secret: &Secret,
    now: Timestamp,
) -> Result<(), SignatureError> {
    let date = date::signed_date(request, authorization, now)?;
    let signed_headers = &authorization.signed_headers;
    if let Some(missing) = signed_headers
        .iter()
        .find(|name| request.values(name).next().is_none())
    {
        return Err(SignatureError::Missing {
            header: missing.clone(),
        });
    }
    let matches = |content_hash: &String| {
        let expected = canonical::signature(request, signed_headers, date, content_hash, secret);
        equal(&expected, &authorization.signature)
    };
    if payload::signed_hashes(request, authorization)?
        .iter()
        .any(matches)
    {
        Ok(())
    } else {
        Err(SignatureError::Mismatch)
    }
}
