//! Tokens: round trip, forgery, expiry, hostile texts.

use proptest::prelude::*;

use super::*;

const NOW: Timestamp = Timestamp::from_millis(1_767_322_000_000);

fn issuer() -> TokenIssuer {
    TokenIssuer::new(&[5; 32])
}

fn claims() -> TokenClaims {
    TokenClaims {
        user_id: UserId::generate(),
        user_name: "jörg \"admin\"".to_owned(),
        domain_id: DomainId::generate(),
        project_id: Some(ProjectId::generate()),
        issued_at: NOW,
        expires_at: NOW.plus_seconds(TOKEN_LIFETIME_SECONDS),
        id: generate_token_id(),
    }
}

#[test]
fn claims_come_back() {
    let scoped = claims();
    assert_eq!(
        issuer().verify(issuer().issue(&scoped).expose(), NOW),
        Ok(scoped)
    );
    let unscoped = TokenClaims {
        project_id: None,
        ..claims()
    };
    assert_eq!(
        issuer().verify(issuer().issue(&unscoped).expose(), NOW),
        Ok(unscoped)
    );
}

#[test]
fn expires_after_a_day() {
    let token = issuer().issue(&claims());
    let verify = |seconds| issuer().verify(token.expose(), NOW.plus_seconds(seconds));
    assert!(verify(TOKEN_LIFETIME_SECONDS - 1).is_ok());
    assert_eq!(verify(TOKEN_LIFETIME_SECONDS), Err(TokenError::Expired));
}

#[test]
fn another_key_forges() {
    let token = TokenIssuer::new(&[6; 32]).issue(&claims());
    assert_eq!(
        issuer().verify(token.expose(), NOW),
        Err(TokenError::Forged)
    );
}

#[test]
fn claims_cannot_be_exchanged() {
    let (mine, theirs) = (issuer().issue(&claims()), issuer().issue(&claims()));
    let (_, code) = mine.expose().rsplit_once('.').unwrap();
    let (signed, _) = theirs.expose().rsplit_once('.').unwrap();
    assert_eq!(
        issuer().verify(&format!("{signed}.{code}"), NOW),
        Err(TokenError::Forged)
    );
}

#[test]
fn every_changed_character_is_noticed() {
    let token = issuer().issue(&claims());
    for index in 0..token.expose().len() {
        let mut bytes = token.expose().as_bytes().to_vec();
        bytes[index] = if bytes[index] == b'A' { b'B' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        assert!(issuer().verify(&changed, NOW).is_err(), "{index}");
    }
}

#[test]
fn other_texts_are_malformed() {
    let long = "A".repeat(MAX_BYTES + 1);
    for text in [
        "",
        ".",
        "hy1.",
        "hy1..",
        "hy1.e30.AAAA",
        "hy2.e30.AAAA",
        "gAAAAABc",
        &long,
    ] {
        assert_eq!(
            issuer().verify(text, NOW),
            Err(TokenError::Malformed),
            "{text}"
        );
    }
}

/// An older or newer version of ourselves may have signed other claims.
#[test]
fn signed_nonsense_is_malformed() {
    let signed = format!("{VERSION}{}", URL_SAFE_NO_PAD.encode("{}"));
    let code = URL_SAFE_NO_PAD.encode(issuer().code(&signed));
    assert_eq!(
        issuer().verify(&format!("{signed}.{code}"), NOW),
        Err(TokenError::Malformed)
    );
}

proptest! {
    #[test]
    fn never_panics(text in ".*", tail in ".*") {
        prop_assert!(issuer().verify(&text, NOW).is_err());
        let shaped = format!("hy1.{text}.{tail}");
        prop_assert!(issuer().verify(&shaped, NOW).is_err());
    }
}
