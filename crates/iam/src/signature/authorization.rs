//! The `Authorization` header.

use super::SignatureError;

/// The algorithm that is understood.
pub const ALGORITHM: &str = "SDK-HMAC-SHA256";

/// Longer headers are refused unread; a signature over every header a client sends is far shorter.
const MAX_BYTES: usize = 8192;

/// How much of an unknown algorithm's name is repeated to the caller.
const SHOWN_CHARS: usize = 40;

/// What a signed request's `Authorization` header says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorization {
    /// The access key's name.
    pub access: String,
    /// The headers that were signed, in lower case, in the order they were signed in.
    pub signed_headers: Vec<String>,
    /// The signature.
    pub signature: [u8; 32],
}

impl Authorization {
    /// Whether the signature covers this header (named in lower case).
    pub(super) fn signs(&self, header: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == header)
    }
}

/// Reads `SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b;c, Signature=<64 hexadecimal digits>`.
pub fn parse_authorization(header: &str) -> Result<Authorization, SignatureError> {
    if header.len() > MAX_BYTES {
        return Err(malformed("is too long"));
    }
    let header = header.trim();
    let (algorithm, fields) = header.split_once(' ').unwrap_or((header, ""));
    if algorithm != ALGORITHM {
        let algorithm = algorithm.chars().take(SHOWN_CHARS).collect();
        return Err(SignatureError::UnsupportedAlgorithm { algorithm });
    }
    let [access, signed_headers, signature] = parse_fields(fields)?;
    Ok(Authorization {
        access: parse_access(access)?,
        signed_headers: parse_signed_headers(signed_headers)?,
        signature: parse_signature(signature)?,
    })
}

/// The three fields, which may come in any order.
fn parse_fields(fields: &str) -> Result<[&str; 3], SignatureError> {
    let (mut access, mut signed_headers, mut signature) = (None, None, None);
    for field in fields.split(',') {
        let Some((name, value)) = field.trim().split_once('=') else {
            return Err(malformed("has a field that is not name=value"));
        };
        let slot = match name {
            "Access" => &mut access,
            "SignedHeaders" => &mut signed_headers,
            "Signature" => &mut signature,
            _ => return Err(malformed("has an unknown field")),
        };
        if slot.replace(value).is_some() {
            return Err(malformed("repeats a field"));
        }
    }
    Ok([
        access.ok_or(malformed("has no Access"))?,
        signed_headers.ok_or(malformed("has no SignedHeaders"))?,
        signature.ok_or(malformed("has no Signature"))?,
    ])
}

fn parse_access(text: &str) -> Result<String, SignatureError> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(malformed("has an invalid Access"));
    }
    Ok(text.to_owned())
}

fn parse_signed_headers(text: &str) -> Result<Vec<String>, SignatureError> {
    let valid = |name: &str| !name.is_empty() && name.bytes().all(is_header_name_byte);
    if !text.split(';').all(valid) {
        return Err(malformed("has invalid SignedHeaders"));
    }
    Ok(text.split(';').map(str::to_ascii_lowercase).collect())
}

fn parse_signature(text: &str) -> Result<[u8; 32], SignatureError> {
    let mut signature = [0; 32];
    hex::decode_to_slice(text, &mut signature)
        .map_err(|_| malformed("has a Signature that is not 64 hexadecimal digits"))?;
    Ok(signature)
}

/// A `tchar` of RFC 9110, section 5.6.2.
fn is_header_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

const fn malformed(what: &'static str) -> SignatureError {
    SignatureError::Malformed { what }
}
