//! Arbitrary input: no panic, no false acceptance, and whatever we sign verifies.

use proptest::prelude::*;

use super::*;

prop_compose! {
    fn request_parts()(
        method in "[A-Z]{1,7}|.{0,5}",
        path in "(/[a-z%0-9 é]{0,8}){0,5}|.{0,40}",
        query in "([a-c%+&=é]{0,4}(=[a-z%0-9+]{0,4})?&?){0,5}|.{0,40}",
        headers in prop::collection::vec(("[A-Za-z-]{1,8}", prop::collection::vec(any::<u8>(), 0..12)), 0..6),
        body in prop::collection::vec(any::<u8>(), 0..50),
    ) -> (String, String, String, Vec<(String, Vec<u8>)>, Vec<u8>) {
        (method, path, query, headers, body)
    }
}

proptest! {
    #[test]
    fn any_header_can_be_parsed(text in ".*", fields in ".*") {
        let _ = parse_authorization(&text);
        let _ = parse_authorization(&format!("SDK-HMAC-SHA256 {fields}"));
        let _ = parse_authorization(&format!("SDK-HMAC-SHA256 Access={fields}, SignedHeaders={text}, Signature="));
    }

    #[test]
    fn any_request_is_refused_without_its_signature(
        (method, path, query, headers, body) in request_parts(),
        mut signed_headers in prop::collection::vec("[a-z-]{1,8}", 0..5),
        signature in any::<[u8; 32]>(),
        now in any::<i64>(),
    ) {
        let mut headers: Vec<_> = headers.iter().map(|(k, v)| (k.as_str(), v.as_slice())).collect();
        signed_headers.extend(headers.iter().map(|(name, _)| name.to_ascii_lowercase()));
        signed_headers.push("x-sdk-date".to_owned());
        headers.push(("x-sdk-date", b"20260102T030405Z"));
        let authorization = Authorization { access: ACCESS.to_owned(), signed_headers, signature };
        let request = SignedRequest { method: &method, path: &path, query: &query, headers: &headers, body: &body };
        for now in [Timestamp::from_millis(now), SIGNED_AT] {
            prop_assert!(verify(&request, &authorization, &secret(), now).is_err());
        }
    }

    #[test]
    fn what_we_sign_verifies((method, path, query, headers, body) in request_parts()) {
        let headers: Vec<_> = headers.iter().map(|(k, v)| (k.as_str(), v.as_slice())).collect();
        let request = SignedRequest { method: &method, path: &path, query: &query, headers: &headers, body: &body };
        let added = sign(&request, ACCESS, &secret(), SIGNED_AT);
        let authorization = parse_authorization(&added[1].1).unwrap();
        let dated = [&headers[..], &[(&added[0].0, added[0].1.as_bytes())]].concat();
        let request = SignedRequest { headers: &dated, ..request };
        prop_assert_eq!(verify(&request, &authorization, &secret(), SIGNED_AT), Ok(()));

        let changed = [body.as_slice(), b"x"].concat();
        let request = SignedRequest { body: &changed, ..request };
        prop_assert!(verify(&request, &authorization, &secret(), SIGNED_AT).is_err());
    }
}
